import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { boxFolder } from './box-folder.js';

function box(t: Test) {
  const made = boxFolder();
  t.teardown(() => made.throwAway());
  return made;
}

const OURS = 'stagebox-amd64';
const NEWER = { 'stagebox-amd64-1.4.0.raucb': `${OURS} 1.4.0\n` };

t.test('two partitions of one stick that arrive at once: the offer stays, whichever is first', async (t) => {
  for (const order of [
    ['sda1', 'sda2'],
    ['sda2', 'sda1'],
  ]) {
    const { stick, run, update, read } = box(t);
    stick('sda', 'sda1', NEWER);
    stick('sda', 'sda2', { 'photo.jpg': '' });
    await Promise.all(order.map((part) => run('stick', [part])));
    t.match(update(), { state: 'offered', version: '1.4.0' });
    t.equal(read('run/stagebox/update.bundle'), 'stagebox-amd64-1.4.0.raucb\n1.4.0\n');
    t.ok(read('run/stagebox/stick/stagebox-amd64-1.4.0.raucb'), 'the offer is mounted');
  }
});

t.test('another stick, also under the same name, ends the offer of the previous stick', async (t) => {
  const { stick, run, update, read } = box(t);
  stick('sda', 'sda1', NEWER);
  await run('stick', ['sda1']);
  stick('sda', 'sda1', {}, 2);
  await run('stick', ['sda1']);
  t.equal(update().state, 'none');
  t.equal(read('run/stagebox/update.bundle'), undefined);
  t.equal(read('run/stagebox/stick/stagebox-amd64-1.4.0.raucb'), undefined);
});

t.test('a partition of the disk that the box runs from is never mounted', async (t) => {
  const { stick, run, read, update } = box(t);
  stick('vda', 'vda5', NEWER);
  t.equal(await run('stick', ['vda5']), 0);
  t.equal(read('log'), undefined);
  t.equal(update().state, '');
});

t.test('errors of a stick never stop the kernel, and reading an ext4 does not replay its journal', async (t) => {
  const { stick, run, read } = box(t);
  stick('sda', 'sda1', { '.type': 'ext4\n', 'stagebox-label': '' });
  await run('stick', ['sda1']);
  const mounts = (read('log') ?? '').split('\n').filter((line) => line.startsWith('mount '));
  t.equal(mounts.length, 3, 'to read, to write, to read');
  for (const line of mounts) {
    t.match(line, /--type=ext4 --options=r[ow],nosuid,nodev,noexec,errors=remount-ro/);
    t.equal(line.includes(',noload'), line.includes('=ro,'), line);
  }
});

t.test(
  'what is offered is the newest manifest that fits, however many are there and whatever they are called',
  async (t) => {
    const others = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`stagebox-pi5-2.${i}.0.raucb`, `stagebox-pi5 2.${i}.0\n`]),
    );
    const table: readonly [files: Record<string, string>, expected: object][] = [
      [
        { ...others, ...NEWER },
        { state: 'offered', version: '1.4.0', older: 'no' },
      ],
      [
        { 'stagebox-amd64-9.0.0.raucb': `${OURS} 1.4.0\n`, 'stagebox-amd64-1.1.0.raucb': `${OURS} 1.5.0\n` },
        { state: 'offered', version: '1.5.0' },
      ],
      [
        { 'stagebox-amd64-1.4.0-rc1.raucb': `${OURS} 1.4.0-rc1\n`, 'stagebox-amd64-1.4.0.raucb': `${OURS} 1.4.0\n` },
        { state: 'offered', version: '1.4.0' },
      ],
      [
        { 'stagebox-amd64-1.3.0-rc2.raucb': `${OURS} 1.3.0-rc2\n` },
        { state: 'offered', version: '1.3.0-rc2', older: 'yes' },
      ],
      [
        { 'stagebox-1.0.0-rc1.raucb': `${OURS} 1.0.0-rc1\n` },
        { state: 'refused', message: /older than 1\.0\.0, the oldest/ },
      ],
      [
        { ...others, 'stagebox-amd64-1.3.0.raucb': `${OURS} 1.3.0\n` },
        { state: 'refused', message: /1\.3\.0, which is running already/ },
      ],
      [
        { 'stagebox-amd64-1.5.0.raucb': '', 'stagebox-amd64-1.3.0.raucb': `${OURS} 1.3.0\n` },
        { state: 'refused', message: /^stagebox-amd64-1\.5\.0\.raucb: signature verification failed/ },
      ],
      [others, { state: 'refused', message: /is for stagebox-pi5, this box is stagebox-amd64/ }],
    ];
    for (const [files, expected] of table) {
      const { stick, run, update } = box(t);
      stick('sda', 'sda1', files);
      await run('stick', ['sda1']);
      t.match(update(), expected);
    }
  },
);

t.test('a stick full of bundles costs 32 looks', async (t) => {
  const { stick, run, read } = box(t);
  stick('sda', 'sda1', Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`stagebox-${i}.raucb`, ''])));
  await run('stick', ['sda1']);
  t.equal(read('read')?.trim().split('\n').length, 32);
});

t.test('the version recorded for the trial is that of the manifest', async (t) => {
  const { stick, run, update, read } = box(t);
  stick('sda', 'sda1', { ...NEWER, 'stagebox-install-now': '' });
  await run('stick', ['sda1']);
  t.match(read('log'), /start --no-block stagebox-install\.service/);
  t.equal(await run('install-update'), 0);
  t.equal(read('data/update/trial'), '1.4.0\n');
  t.match(update(), { state: 'installed', version: '1.4.0' });
});

t.test('an installation that fails leaves no record of a trial', async (t) => {
  const { stick, run, read, put, slots, update, remove } = box(t);
  put('data/update/trial', '1.3.5\n');
  put('broken', '');
  stick('sda', 'sda1', NEWER);
  await run('stick', ['sda1']);
  slots('A', 'A', 'B');
  t.equal(await run('install-update'), 1);
  t.match(update(), { state: 'failed', message: /nothing changed: it is broken/ });
  t.equal(read('data/update/trial'), '1.3.5\n', 'the slot was not touched: it is still tried');
  // As the unit does, however it ends.
  remove('run/stagebox/update.lock');
  stick('sda', 'sda1', NEWER, 2);
  await run('stick', ['sda1']);
  slots('A', 'A');
  t.equal(await run('install-update'), 1);
  t.equal(read('data/update/trial'), undefined);
});

t.test('nothing is installed over the only confirmed system while another is on trial', async (t) => {
  const { stick, run, update, read, slots, put } = box(t);
  slots('B', 'A');
  stick('sda', 'sda1', { ...NEWER, 'stagebox-install-now': '' });
  await run('stick', ['sda1']);
  t.match(update(), { state: 'refused', message: /this version is not confirmed yet/ });
  put('run/stagebox/update.bundle', 'stagebox-amd64-1.4.0.raucb\n1.4.0\n');
  t.equal(await run('install-update'), 1);
  t.match(update(), { state: 'failed', message: /not confirmed yet/ });
  t.equal(read('log')?.includes('install'), false);
  t.equal(read('data/update/trial'), undefined);
  slots('B', 'B');
  await run('stick', ['sda1']);
  t.equal(update().state, 'offered', 'once it is confirmed');
});

t.test('an offer that is gone is not installed', async (t) => {
  const { run, update, read } = box(t);
  t.equal(await run('install-update'), 1);
  t.match(update(), { state: 'failed', message: /no longer on offer/ });
  t.equal(read('log'), undefined);
});

t.test('a version that was given up is remembered, shown beside the offer, and not installed unasked', async (t) => {
  const { stick, run, update, read, put, slots, age } = box(t);
  const periods = { count: 0 };
  const server = createServer((request, answer) => {
    answer.end(request.url === '/api/health' ? JSON.stringify({ periods: periods.count++ }) : 'page');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  t.teardown(() => server.close());
  const confirm = () => run('confirm', [], { STAGEBOX_WEB_PORT: String((server.address() as AddressInfo).port) });

  // The stick is left in.
  stick('sda', 'sda1', { ...NEWER, 'stagebox-install-now': '' });
  age('dev/sda1');
  put('data/update/trial', '1.4.0\n');
  put('data/update/reason', 'not healthy: the audio stands still\n');
  t.equal(await confirm(), 0);
  t.match(update(), {
    state: 'rolled-back',
    version: '1.4.0',
    message: /^version 1\.4\.0 was tried and given up: not healthy/,
  });
  t.equal(read('data/update/given-up'), '1.4.0\nnot healthy: the audio stands still\n');
  t.equal(read('data/update/trial'), undefined);
  for (const insertion of [1, 2]) {
    stick('sda', 'sda1', { ...NEWER, 'stagebox-install-now': '' }, insertion);
    await run('stick', ['sda1']);
    t.match(update(), {
      state: 'offered',
      version: '1.4.0',
      message: /tried and given up, so it is installed only when the engineer says so: not healthy/,
      givenUp: 'not healthy: the audio stands still',
    });
    t.equal(read('log')?.includes('stagebox-install.service'), false);
  }

  // Another version is installed as usual, and a confirmed one closes the matter.
  stick('sda', 'sda1', { 'stagebox-amd64-1.5.0.raucb': `${OURS} 1.5.0\n`, 'stagebox-install-now': '' }, 3);
  await run('stick', ['sda1']);
  t.equal(update().givenUp, undefined);
  t.equal(read('log')?.includes('stagebox-install.service'), true);
  t.equal(await run('install-update'), 0);
  slots('B', 'A');
  t.equal(await confirm(), 0);
  t.equal(update().state, 'confirmed');
  t.equal(read('data/update/given-up'), undefined);
});

t.test('a stick left in does not hide the result of the trial', async (t) => {
  const { stick, run, update, put, age } = box(t);
  const said = '{"state":"rolled-back","message":"version 1.4.0 was tried and given up: it did not come up"}\n';
  put('data/update/given-up', '1.4.0\nit did not come up\n');
  const nothingNew: readonly Record<string, string>[] = [
    {},
    { 'stagebox-amd64-1.3.0.raucb': `${OURS} 1.3.0\n` },
    { 'stagebox-label': '' },
  ];
  for (const files of nothingNew) {
    stick('sda', 'sda1', files);
    age('dev/sda1');
    put('run/stagebox/update.json', said);
    await run('stick', ['sda1']);
    t.equal(update().state, 'rolled-back');
  }
  stick('sda', 'sda1', { 'stagebox-amd64-1.5.0.raucb': `${OURS} 1.5.0\n` });
  age('dev/sda1');
  await run('stick', ['sda1']);
  t.match(update(), {
    state: 'offered',
    message: /^Version 1\.4\.0 was tried and given up: it did not come up\. Firmware 1\.5\.0/,
  });
  // A stick inserted afterwards is answered.
  put('run/stagebox/update.json', said);
  age('run/stagebox/update.json');
  stick('sda', 'sda1', {}, 2);
  await run('stick', ['sda1']);
  t.equal(update().state, 'none');
});

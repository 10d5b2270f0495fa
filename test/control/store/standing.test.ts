/**
 * The data folder disappears under the running box: nothing is called saved that is not,
 * and everything is saved once it is back.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { asStoreError } from '../../../src/control/store/store.js';
import { ask, joinBox, joinEngineer, Link, newFolder, startBox } from '../support/box.js';

t.setTimeout(300_000);

const set = (v: number) => ({ set: [{ p: 'gain', ch: 0, v }] });

/** A box on `dataDir`, one of its musicians, and that musician's gain after a restart. */
async function band(t: Test, dataDir: string) {
  const box = await startBox({ dataDir, retryMs: 50, slowMs: 20_000 });
  const anna = await joinBox(box, 'Anna');
  const link = await Link.open(box, anna);
  const engineer = await joinEngineer(box);
  const { serial } = (await ask(box, 'GET', '/api/box')).body;
  await link.command(`mix/${anna.uuid}`, set(0.1));
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    await link.close();
    await box.stop();
  };
  t.teardown(stop);
  const again = async () => {
    await stop();
    const next = await startBox({ dataDir });
    const about = (await ask(next, 'GET', '/api/box')).body;
    const mix = (await ask(next, 'GET', `/api/mixes/${anna.uuid}`, { token: anna.token })).body;
    const role = (await ask(next, 'GET', '/api/me', { token: engineer.token })).body.role;
    await next.stop();
    return { gain: mix.channels?.[0].gain, serial: about.serial, role };
  };
  return { box, anna, link, serial, again, command: (v: number) => link.command(`mix/${anna.uuid}`, set(v)) };
}

t.test('a deleted data folder is made again, with everything in it', async (t) => {
  const dataDir = newFolder();
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
  const { box, command, again, serial } = await band(t, dataDir);
  rmSync(dataDir, { recursive: true });
  t.match(await command(0.2), { ok: true, durable: true });
  t.ok(existsSync(join(dataDir, 'store', 'data.mdb')), 'what is called saved lies where it is looked for');
  t.ok(
    box.log.some((line) => line.startsWith('store_made_anew')),
    box.log.join('\n'),
  );
  t.match(await again(), { gain: 0.2, serial, role: 'engineer' });
});

t.test('if it cannot be made again, changes are in force, reported as not saved, and saved once it can', async (t) => {
  const parent = newFolder();
  t.teardown(() => rmSync(parent, { recursive: true, force: true }));
  const dataDir = join(parent, 'stick', 'data');
  const { command, again, link } = await band(t, dataDir);
  renameSync(join(parent, 'stick'), join(parent, 'pulled'));
  writeFileSync(join(parent, 'stick'), 'no folder can be made here');
  const reply = await command(0.3);
  t.match(reply, { ok: true, durable: false, code: 'gone' });
  t.match(await command(0.4), { ok: true, durable: false, code: 'gone' });
  const saved = link.next((m) => m.body.op === reply.op && m.body.durable === true);
  rmSync(join(parent, 'stick'));
  await saved;
  t.match(await again(), { gain: 0.4 });
});

t.test('another store in its place does not count: it is moved aside', async (t) => {
  const dataDir = newFolder();
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
  const { command, again } = await band(t, dataDir);
  cpSync(join(dataDir, 'store'), join(dataDir, 'older'), { recursive: true });
  await command(0.5);
  renameSync(join(dataDir, 'store'), join(dataDir, 'was'));
  renameSync(join(dataDir, 'older'), join(dataDir, 'store'));
  t.match(await command(0.6), { ok: true, durable: true });
  t.ok(readdirSync(dataDir).includes('damaged-1'));
  t.match(await again(), { gain: 0.6 });
});

/** Runs a privileged command; false if this machine forbids it. */
function may(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

t.test('a disk that is unmounted, and one mounted over it', async (t) => {
  const dataDir = newFolder();
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
  if (!may('mount', '-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', dataDir))
    return t.comment('not checked here: mounting is not permitted');
  const { command, again } = await band(t, dataDir);
  may('umount', '-l', dataDir);
  t.match(await command(0.7), { ok: true, durable: true });
  t.ok(existsSync(join(dataDir, 'store', 'data.mdb')));
  may('mount', '-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', dataDir);
  t.teardown(() => may('umount', '-l', dataDir));
  t.match(await command(0.8), { ok: true, durable: true });
  t.match(await again(), { gain: 0.8 });
});

t.test('a disk that stops writing is reported as read-only, and changes stay in force', async (t) => {
  const place = newFolder();
  const dataDir = join(place, 'mounted');
  const image = join(place, 'image');
  mkdirSync(dataDir);
  writeFileSync(image, '');
  truncateSync(image, 16 << 20);
  t.teardown(() => rmSync(place, { recursive: true, force: true }));
  if (!may('mkfs.ext4', '-q', image) || !may('mount', '-o', 'loop', image, dataDir))
    return t.comment('not checked here: mounting a file is not permitted');
  t.teardown(() => may('umount', '-l', dataDir));
  const { command, box, anna } = await band(t, dataDir);
  // What a card does to its file system when it can no longer be written.
  if (!may('mount', '-o', 'remount,abort', dataDir))
    return t.comment('not checked here: this file system cannot be stopped');
  t.match(await command(0.9), { ok: true, durable: false, code: 'read_only' });
  t.equal((await ask(box, 'GET', `/api/mixes/${anna.uuid}`, { token: anna.token })).body.channels[0].gain, 0.9);
});

for (const [size, text] of [
  ['1m', 40],
  ['1m', 450],
  ['400k', 200],
] as const) {
  t.test(`a full tmpfs of ${size} is a full disk, however the write fails, and never ends the box`, async (t) => {
    const dataDir = newFolder();
    t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
    if (!may('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dataDir))
      return t.comment('not checked here: mounting is not permitted');
    t.teardown(() => may('umount', '-l', dataDir));
    const { link, box, anna, again } = await band(t, dataDir);
    const session = (await link.command('session', { action: 'create' })).id;
    await link.command(`session/${session}`, { action: 'join' });
    const filler = join(dataDir, 'filler');
    let failed: string | undefined;
    let last = 0;
    for (let i = 0; i < 400; i++) {
      // Free space comes and goes, so that some writes are accepted in part.
      if (i === 20)
        try {
          writeFileSync(filler, Buffer.alloc(8 << 20));
        } catch {
          // It fills the remaining space.
        }
      if (i % 50 === 49) writeFileSync(filler, readFileSync(filler).subarray(4096 * ((i % 7) + 1)));
      last = i / 400;
      const [said, mixed] = await Promise.all([
        link.command(`session/${session}`, { action: 'message', text: 'x'.repeat(text) }),
        link.command(`mix/${anna.uuid}`, set(last)),
      ]);
      for (const reply of [said, mixed]) {
        t.equal(reply.ok, true);
        if (reply.durable) continue;
        failed = reply.code;
        if (failed !== 'disk_full') return t.fail(`${i}: ${JSON.stringify(reply)}`);
      }
    }
    t.equal(failed, 'disk_full');
    rmSync(filler, { force: true });
    t.ok(box.log.length > 0);
    if (size === '1m') t.match(await again(), { gain: last });
  });
}

t.test('whatever error text a disk gives', async (t) => {
  const cases: [unknown, string][] = [
    [Object.assign(new Error('x'), { code: 28 }), 'disk_full'],
    [Object.assign(new Error('x'), { code: 'ENOSPC' }), 'disk_full'],
    [Object.assign(new Error('x'), { code: -30792 }), 'disk_full'],
    [new Error('MDB_MAP_FULL: Environment mapsize limit reached'), 'disk_full'],
    [new Error('EDQUOT: disk quota exceeded'), 'disk_full'],
    [Object.assign(new Error('x'), { code: 'EROFS' }), 'read_only'],
    [Object.assign(new Error('x'), { code: 30 }), 'read_only'],
    [Object.assign(new Error('Input/output error'), { code: 5 }), 'write_failed'],
    ['what', 'write_failed'],
    [undefined, 'write_failed'],
  ];
  for (const [error, code] of cases) t.equal(asStoreError(error).code, code);
});

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { PATIENCE_MS } from '../../harness/patience.js';
import { builtAddon } from '../built-addon.js';

const WORKER = new URL('./waker-worker.js', import.meta.url);
const addon = builtAddon();

/** A worker with a bell; its number. */
async function workerWithBell(workerData: object = {}): Promise<{ worker: Worker; bell: number }> {
  const worker = new Worker(WORKER, { workerData });
  const [message] = await once(worker, 'message');
  return { worker, bell: message.bell };
}

if (addon) {
  // A bell keeps no event loop alive; this does, until all tests are done.
  const alive = setInterval(() => {}, 1000);
  t.teardown(() => clearInterval(alive));

  t.test('several rings before the callback runs are one; a ring after it is another', async (t) => {
    let wakes = 0;
    let wake = () => {};
    const bell = addon.createBell(() => {
      wakes++;
      wake();
    });
    for (let round = 1; round <= 3; round++) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      for (let i = 0; i < 100; i++) t.ok(addon.ringBell(bell));
      await woken;
      t.equal(wakes, round);
    }
    addon.closeBell(bell);
  });

  t.test('a closed, unknown or foreign bell is refused, and its number is never reused', async (t) => {
    const first = addon.createBell(() => t.fail('closed'));
    t.ok(addon.ringBell(first));
    t.ok(addon.closeBell(first), 'a ring still under way is dropped');
    t.notOk(addon.ringBell(first));
    t.notOk(addon.closeBell(first));
    const second = addon.createBell(() => {});
    t.not(second, first);
    for (const unknown of [0, -1, 63, 1 << 30, Number.NaN]) t.notOk(addon.ringBell(unknown), `${unknown}`);
    const { worker, bell } = await workerWithBell();
    t.notOk(addon.closeBell(bell), 'only its own thread closes a bell');
    await worker.terminate();
    addon.closeBell(second);
  });

  t.test('the 65th bell is refused by name, and closing one makes room', async (t) => {
    const bells: number[] = [];
    t.throws(
      () => {
        for (;;) bells.push(addon.createBell(() => {}));
      },
      { code: 'bell-full' },
    );
    t.equal(bells.length, 64);
    t.equal(new Set(bells).size, 64);
    t.ok(addon.closeBell(bells[7]!));
    bells[7] = addon.createBell(() => {});
    for (const bell of bells) addon.closeBell(bell);
    t.throws(() => addon.createBell(undefined as unknown as () => void), { code: 'bell-callback' });
  });

  t.test('any thread rings any bell', async (t) => {
    let wake = () => {};
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const bell = addon.createBell(() => wake());
    const worker = new Worker(WORKER, { workerData: { ring: bell, times: 1000 } });
    const exited = once(worker, 'exit');
    const [message] = await once(worker, 'message');
    t.ok(message.heard);
    await woken;
    await exited;
    addon.closeBell(bell);
  });

  t.test(
    'a thread that ends, by itself or terminated, while others ring: no crash, and the bell is gone',
    async (t) => {
      for (let round = 0; round < 12; round++) {
        const { worker, bell } = await workerWithBell();
        const exited = once(worker, 'exit');
        for (let i = 0; i < 500; i++) addon.ringBell(bell);
        if (round % 2 === 0) worker.terminate();
        else worker.postMessage('leave');
        for (let i = 0; i < 500; i++) addon.ringBell(bell);
        await exited;
        t.notOk(addon.ringBell(bell));
      }
    },
  );

  t.test('an exception in the callback is an uncaught exception of that thread, as from any event', async (t) => {
    const { worker, bell } = await workerWithBell({ throws: true });
    const failed = once(worker, 'error');
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    addon.ringBell(bell);
    const [error] = await failed;
    t.equal(error.message, 'from the callback');
    await exited;
    t.notOk(addon.ringBell(bell));
  });

  t.test('a bell keeps no process alive, and a process that exits with bells ringing exits cleanly', async (t) => {
    const index = fileURLToPath(new URL('../../../src/addon/index.js', import.meta.url));
    const script = `
      import { loadAddon } from ${JSON.stringify(index)};
      import { Worker } from 'node:worker_threads';
      const addon = loadAddon();
      const own = addon.createBell(() => {});
      addon.ringBell(own);
      if (process.argv[1] === 'exit') {
        const worker = new Worker(${JSON.stringify(fileURLToPath(WORKER))}, { workerData: {}, execArgv: [] });
        worker.once('message', ({ bell }) => { for (let i = 0; i < 1000; i++) addon.ringBell(bell); process.exit(7); });
      }`;
    const run = (mode: string) =>
      spawnSync(process.execPath, ['--input-type=module', '-e', script, mode], { timeout: PATIENCE_MS });
    t.match(run('idle'), { status: 0, signal: null });
    t.match(run('exit'), { status: 7, signal: null });
  });
}

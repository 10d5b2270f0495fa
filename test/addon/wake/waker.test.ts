import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { PATIENCE_MS } from '../../harness/patience.js';
import { builtAddon } from '../built-addon.js';

const WORKER = new URL('./waker-worker.js', import.meta.url);
const addon = builtAddon();

/** A worker with a waker; its number. */
async function workerWithWaker(workerData: object = {}): Promise<{ worker: Worker; waker: number }> {
  const worker = new Worker(WORKER, { workerData });
  const [message] = await once(worker, 'message');
  return { worker, waker: message.waker };
}

if (addon) {
  // A waker keeps no event loop alive; this does, until all tests are done.
  const alive = setInterval(() => {}, 1000);
  t.teardown(() => clearInterval(alive));

  t.test('several wake-ups before the callback runs are one; a wake-up after it is another', async (t) => {
    let wakes = 0;
    let wake = () => {};
    const waker = addon.createWaker(() => {
      wakes++;
      wake();
    });
    for (let round = 1; round <= 3; round++) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      for (let i = 0; i < 100; i++) t.ok(addon.wake(waker));
      await woken;
      t.equal(wakes, round);
    }
    addon.closeWaker(waker);
  });

  t.test('a closed, unknown or foreign waker is refused, and its number is never reused', async (t) => {
    const first = addon.createWaker(() => t.fail('closed'));
    t.ok(addon.wake(first));
    t.ok(addon.closeWaker(first), 'a wake-up still under way is dropped');
    t.notOk(addon.wake(first));
    t.notOk(addon.closeWaker(first));
    const second = addon.createWaker(() => {});
    t.not(second, first);
    for (const unknown of [0, -1, 63, 1 << 30, Number.NaN]) t.notOk(addon.wake(unknown), `${unknown}`);
    const { worker, waker } = await workerWithWaker();
    t.notOk(addon.closeWaker(waker), 'only its own thread closes a waker');
    await worker.terminate();
    addon.closeWaker(second);
  });

  t.test('the 65th waker is refused by name, and closing one makes room', async (t) => {
    const wakers: number[] = [];
    t.throws(
      () => {
        for (;;) wakers.push(addon.createWaker(() => {}));
      },
      { code: 'waker-full' },
    );
    t.equal(wakers.length, 64);
    t.equal(new Set(wakers).size, 64);
    t.ok(addon.closeWaker(wakers[7]!));
    wakers[7] = addon.createWaker(() => {});
    for (const waker of wakers) addon.closeWaker(waker);
    t.throws(() => addon.createWaker(undefined as unknown as () => void), { code: 'waker-callback' });
  });

  t.test('any thread wakes any other', async (t) => {
    let wake = () => {};
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const waker = addon.createWaker(() => wake());
    const worker = new Worker(WORKER, { workerData: { wakes: waker, times: 1000 } });
    const exited = once(worker, 'exit');
    const [message] = await once(worker, 'message');
    t.ok(message.taken);
    await woken;
    await exited;
    addon.closeWaker(waker);
  });

  t.test(
    'a thread that ends, by itself or terminated, while others wake it: no crash, and the waker is gone',
    async (t) => {
      for (let round = 0; round < 12; round++) {
        const { worker, waker } = await workerWithWaker();
        const exited = once(worker, 'exit');
        for (let i = 0; i < 500; i++) addon.wake(waker);
        if (round % 2 === 0) worker.terminate();
        else worker.postMessage('leave');
        for (let i = 0; i < 500; i++) addon.wake(waker);
        await exited;
        t.notOk(addon.wake(waker));
      }
    },
  );

  t.test('an exception in the callback is an uncaught exception of that thread, as from any event', async (t) => {
    const { worker, waker } = await workerWithWaker({ throws: true });
    const failed = once(worker, 'error');
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    addon.wake(waker);
    const [error] = await failed;
    t.equal(error.message, 'from the callback');
    await exited;
    t.notOk(addon.wake(waker));
  });

  t.test(
    'a waker keeps no process alive, and a process that exits with wake-ups under way exits cleanly',
    async (t) => {
      const index = fileURLToPath(new URL('../../../src/addon/index.js', import.meta.url));
      const script = `
      import { loadAddon } from ${JSON.stringify(index)};
      import { Worker } from 'node:worker_threads';
      const addon = loadAddon();
      const own = addon.createWaker(() => {});
      addon.wake(own);
      if (process.argv[1] === 'exit') {
        const worker = new Worker(${JSON.stringify(fileURLToPath(WORKER))}, { workerData: {}, execArgv: [] });
        worker.once('message', ({ waker }) => { for (let i = 0; i < 1000; i++) addon.wake(waker); process.exit(7); });
      }`;
      const run = (mode: string) =>
        spawnSync(process.execPath, ['--input-type=module', '-e', script, mode], { timeout: PATIENCE_MS });
      t.match(run('idle'), { status: 0, signal: null });
      t.match(run('exit'), { status: 7, signal: null });
    },
  );
}

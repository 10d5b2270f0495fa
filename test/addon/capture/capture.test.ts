import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { MAX_CHANNELS } from '../../../src/audio/format.js';
import { createEngineMemory, ringHeader } from '../../../src/audio/shared/engine-memory.js';
import { RING_CAPACITY, RingWord } from '../../../src/audio/shared/ring-layout.js';
import { PATIENCE_MS } from '../../harness/patience.js';
import { builtAddon } from '../built-addon.js';

const WORKER = new URL('./capture-worker.js', import.meta.url);
const REALTIME = { priority: 0, cpu: -1, lockMemory: false };
const addon = builtAddon();

const folder = mkdtempSync(join(tmpdir(), 'capture-test-'));
t.teardown(() => rmSync(folder, { recursive: true }));

/** Runs a module's text in a separate process. */
function script(text: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, ['--input-type=module', '-e', text, ...args], {
    encoding: 'utf8',
    timeout: PATIENCE_MS,
    env: { ...process.env, ...env },
  });
}

const url = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);

if (addon && addon.alsaMissing() === '') {
  t.test(
    'a worker that captures can be terminated at any moment, and ends by itself: no crash, nothing left writing',
    async (t) => {
      for (let round = 0; round < 6; round++) {
        const waits = round % 2 === 0;
        const worker = new Worker(WORKER, { workerData: { waits } });
        const [{ memory }] = await once(worker, 'message');
        const exited = once(worker, 'exit');
        if (round < 4) await worker.terminate();
        else if (waits) worker.terminate();
        else worker.postMessage('leave');
        await exited;
        const ring = ringHeader(memory);
        const written = Atomics.load(ring, RingWord.WRITE_POS);
        t.ok(written > 0);
        await sleep(30);
        t.equal(Atomics.load(ring, RingWord.WRITE_POS), written);
        t.equal(Atomics.load(ring, RingWord.STATE), 0, 'closed');
      }
    },
  );

  t.test(
    'a process that exits while it captures, from main thread and worker, exits with its own status',
    async (t) => {
      const text = `
      import { Worker } from 'node:worker_threads';
      import { once } from 'node:events';
      import { createEngineMemory, ringHeader } from ${url('../../../src/audio/shared/engine-memory.js')};
      import { loadAddon } from ${url('../../../src/addon/index.js')};
      const addon = loadAddon();
      const { id } = addon.openCapture({ device: 'null', periodFrames: 128 });
      const ring = ringHeader(createEngineMemory());
      const lanes = new Float32Array(new SharedArrayBuffer(${MAX_CHANNELS * RING_CAPACITY * 4}));
      addon.startCapture(id, ring, lanes, new Int32Array(1), ${JSON.stringify(REALTIME)});
      const worker = new Worker(${JSON.stringify(fileURLToPath(WORKER))}, { workerData: { waits: true }, execArgv: [] });
      await once(worker, 'message');
      if (process.argv[1] === 'throw') throw new Error('by itself');
      process.exit(7);`;
      t.match(script(text, ['exit']), { status: 7, signal: null });
      t.match(script(text, ['throw']), { status: 1, signal: null, stderr: /by itself/ });
    },
  );

  t.test('memory locked for capture leaves the collector free to give its own back', async (t) => {
    const text = `
      import { createEngineMemory, ringHeader } from ${url('../../../src/audio/shared/engine-memory.js')};
      import { loadAddon } from ${url('../../../src/addon/index.js')};
      const addon = loadAddon();
      const { id } = addon.openCapture({ device: 'null', periodFrames: 128, channels: 8 });
      const lanes = new Float32Array(new SharedArrayBuffer(${8 * RING_CAPACITY * 4}));
      addon.startCapture(id, ringHeader(createEngineMemory()), lanes, new Int32Array(1), { ...${JSON.stringify(REALTIME)}, lockMemory: true });
      for (let round = 0; round < 40; round++) Array.from({ length: 100_000 }, (_, i) => ({ i }));
      console.log(addon.waitForRing(id, 4800, 1000));`;
    t.match(script(text), { status: 0, signal: null, stdout: 'true\n' });
  });

  t.test('starting twice, a closed capture, and memory that is not a ring are refused by a code', async (t) => {
    const memory = createEngineMemory();
    const ring = ringHeader(memory);
    const lanes = new Float32Array(MAX_CHANNELS * RING_CAPACITY);
    const command = new Int32Array(1);
    const { id, channels } = addon.openCapture({ device: 'null', periodFrames: 128, channels: 4 });
    t.equal(channels, 4);
    for (const [header, data, interrupt] of [
      [new Int32Array(16), lanes, command],
      [ring.subarray(0, 8), lanes, command],
      [ring, lanes.subarray(0, 4 * RING_CAPACITY - 1), command],
      [ring, lanes, new Int32Array(0)],
      [ring, new Float64Array(MAX_CHANNELS * RING_CAPACITY) as unknown as Float32Array, command],
      [undefined as unknown as Int32Array, lanes, command],
    ] as const) {
      t.throws(() => addon.startCapture(id, header, data, interrupt, REALTIME), { code: 'alsa-ring' });
    }
    t.equal(addon.waitForRing(id, 1, 1000), false, 'nothing to wait for: at once');
    t.same(addon.startCapture(id, ring, lanes, command, REALTIME), []);
    t.throws(() => addon.startCapture(id, ring, lanes, command, REALTIME), { code: 'alsa-state' });
    t.equal(addon.waitForRing(id, 128, 1000), true);
    t.equal(addon.waitForRing(id, 1 << 20, 5), false);
    t.equal(addon.captureMessage(), '');
    addon.stopCapture(id);
    addon.stopCapture(id);
    t.throws(() => addon.startCapture(id, ring, lanes, command, REALTIME), { code: 'alsa-state' });
    for (const unknown of [-1, 999, Number.NaN]) {
      t.throws(() => addon.startCapture(unknown, ring, lanes, command, REALTIME), { code: 'alsa-state' });
      addon.stopCapture(unknown);
    }
    t.throws(() => addon.openCapture({} as Parameters<typeof addon.openCapture>[0]), { code: 'alsa-open' });
  });
}

if (addon) {
  t.test('without libasound the box starts, and says how to get it', async (t) => {
    // A file of that name that is not a library comes first in the search path.
    writeFileSync(join(folder, 'libasound.so.2'), 'not a library');
    const text = `
      import { describeSource } from ${url('../../../src/audio/source/describe-source.js')};
      const { kind } = await describeSource('auto', (line) => console.log(line));
      console.log(kind);
      await describeSource('alsa:null').catch((error) => console.log(error.code, error.message));`;
    const run = script(text, [], { LD_LIBRARY_PATH: folder });
    t.match(run, { status: 0 }, run.stderr);
    t.match(
      run.stdout,
      /no sound card input \(missing library: apt-get install libasound2 .*\): the demo band plays\ndemo\n/,
    );
    t.match(run.stdout, /alsa-missing missing library: apt-get install libasound2/);
  });
}

t.test('without a compiler the build continues and says in one line what is missing', async (t) => {
  for (const path of ['scripts/build', 'scripts/build.mjs', 'src/addon']) {
    cpSync(path, join(folder, path), { recursive: true });
  }
  const run = spawnSync(process.execPath, ['scripts/build.mjs', 'addon'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, CXX: 'no-such-compiler' },
  });
  t.match(run, { status: 0, stderr: '' });
  t.match(run.stdout, /^build: addon left out: no no-such-compiler, .*apt-get install g\+\+.*\n$/);
});

t.test('without the addon the box starts, and says how to get it', async (t) => {
  cpSync('dist/src', join(folder, 'dist/src'), { recursive: true });
  cpSync('package.json', join(folder, 'package.json'));
  const module = JSON.stringify(join(folder, 'dist/src/audio/source/describe-source.js'));
  const run = script(`
    import { describeSource } from ${module};
    console.log((await describeSource('auto', (line) => console.log(line))).kind);
    await describeSource('alsa:null').catch((error) => console.log(error.code, error.message));`);
  t.match(run, { status: 0 }, run.stderr);
  t.match(
    run.stdout,
    /^no sound card input \(native addon not built: apt-get install g\+\+, then npm run build\): the demo/,
  );
  t.match(run.stdout, /demo\nalsa-missing native addon not built/);
});

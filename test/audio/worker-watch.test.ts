import { spawnSync } from 'node:child_process';
import t from 'tap';
import { PATIENCE_MS } from '../harness/patience.js';

const WATCH = new URL('../../src/audio/worker-watch.js', import.meta.url).href;

/** Runs a process whose only worker runs `code`; returns how that process ends. */
function run(code: string, then = 'setTimeout(() => {}, 5000)'): { status: number | null; stderr: string } {
  const script = `
    import { Worker } from 'node:worker_threads';
    import { watchWorker } from '${WATCH}';
    const worker = new Worker(${JSON.stringify(code)}, { eval: true });
    const watched = watchWorker(worker, 'audio worker', (error) => { throw error; });
    ${then}`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: PATIENCE_MS });
}

t.test('a worker that throws ends the process, which reports the worker and the cause', async (t) => {
  const { status, stderr } = run('throw new Error("out of tune")');
  t.equal(status, 1);
  t.match(stderr, /the audio worker died: Error: out of tune/);
});

t.test('a worker that ends by itself ends the process too', async (t) => {
  const { status, stderr } = run('process.exit(3)');
  t.equal(status, 1);
  t.match(stderr, /the audio worker ended unasked, status 3/);
});

t.test('a requested end does not; a worker that does not end is terminated', async (t) => {
  t.equal(run('', 'await watched.ended(5000)').status, 0);
  t.equal(run('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)', 'await watched.ended(50)').status, 0);
  t.equal(run('', 'watched.expectEnd()').status, 0);
});

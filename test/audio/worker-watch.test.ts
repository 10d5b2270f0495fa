import { spawnSync } from 'node:child_process';
import t from 'tap';
import { PATIENCE_MS } from '../harness/patience.js';

const WATCH = new URL('../../src/audio/worker-watch.js', import.meta.url).href;

/** Runs a process whose only worker runs `code`; how that process ends. */
function run(code: string, then = 'setTimeout(() => {}, 5000)'): { status: number | null; stderr: string } {
  const script = `
    import { Worker } from 'node:worker_threads';
    import { watchWorker } from '${WATCH}';
    const worker = new Worker(${JSON.stringify(code)}, { eval: true });
    const watched = watchWorker(worker, 'audio worker', (error) => { throw error; });
    ${then}`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: PATIENCE_MS });
}

t.test('a worker that throws ends the process, which says who died and of what', async (t) => {
  const { status, stderr } = run('throw new Error("out of tune")');
  t.equal(status, 1);
  t.match(stderr, /the audio worker died: Error: out of tune/);
});

t.test('so does one that ends unasked', async (t) => {
  const { status, stderr } = run('process.exit(3)');
  t.equal(status, 1);
  t.match(stderr, /the audio worker ended unasked, status 3/);
});

t.test('an end that was asked for is none of that; a worker that does not end is ended', async (t) => {
  t.equal(run('', 'await watched.ended(5000)').status, 0);
  t.equal(run('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)', 'await watched.ended(50)').status, 0);
  t.equal(run('', 'watched.expectEnd()').status, 0);
});

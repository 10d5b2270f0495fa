/**
 * Watches a worker of the engine. A worker that ends unexpectedly ends the box: a restart
 * by systemd is better than a silent box.
 */
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { CodedError } from '../base/errors.js';

export interface WatchedWorker {
  /** Reports that the worker cannot go on. `how` completes "the audio worker …", as in "died: …". */
  die(how: string): void;
  /** The worker has announced its end. */
  expectEnd(): void;
  /** Waits for the worker's end, which is expected from now on. After `deadlineMs` the worker is terminated. */
  ended(deadlineMs: number): Promise<void>;
}

/** Calls `died` once if the worker throws, or ends unexpectedly. `name` is for example "audio worker". */
export function watchWorker(worker: Worker, name: string, died: (error: CodedError) => void): WatchedWorker {
  let expected = false;
  let gone = false;
  const die = (how: string): void => {
    if (expected) return;
    expected = true;
    died(new CodedError('worker-died', `the ${name} ${how}`));
  };
  worker.on('error', (error) => die(`died: ${error.stack ?? error.message}`));
  worker.on('exit', (status) => {
    gone = true;
    die(`ended unasked, status ${status}`);
  });
  return {
    die,
    expectEnd() {
      expected = true;
    },
    async ended(deadlineMs) {
      expected = true;
      if (gone) return;
      const timer = setTimeout(() => void worker.terminate(), deadlineMs);
      await once(worker, 'exit');
      clearTimeout(timer);
    },
  };
}

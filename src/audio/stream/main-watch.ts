/**
 * Ends the process when the main thread hangs; without a service manager nothing else would. It runs in the stream
 * worker, which a blocked main thread does not disturb.
 */
import { writeSync } from 'node:fs';
import { loadAddon } from '../../addon/index.js';
import { Standstill } from '../../base/standstill.js';
import { EngineWord } from '../shared/engine-layout.js';

/** Longer than any work of the main thread takes on the slowest machine; the same as systemd's watchdog. */
const MAIN_LIMIT_MS = 10_000;

export class MainWatch {
  readonly #header: Int32Array;
  readonly #still: Standstill;

  /** `stepMs`: how often `look` is called. */
  constructor(header: Int32Array, stepMs: number) {
    this.#header = header;
    this.#still = new Standstill(stepMs);
  }

  look(nowMs: number): void {
    const count = Atomics.load(this.#header, EngineWord.MAIN_PROGRESS);
    // The count never moved: no app runs this engine.
    if (count === 0 || this.#still.look(count, nowMs) < MAIN_LIMIT_MS) return;
    // `console` would write through the main thread.
    try {
      writeSync(2, `the main thread stands still for ${MAIN_LIMIT_MS / 1000} s: the box ends\n`);
    } finally {
      // Node can end the process only from its main thread.
      loadAddon()?.exitNow(1);
      process.kill(process.pid, 'SIGKILL');
    }
  }
}

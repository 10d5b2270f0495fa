/**
 * Ends the process when the main thread stands still: then nobody else is left who could, where no service manager
 * watches. Stream worker only, which is not disturbed by whatever holds the main thread.
 */
import { writeSync } from 'node:fs';
import { EngineWord } from '../engine-layout.js';
import { loadAddon } from '../source/node-alsa-capture/index.js';
import { Standstill } from '../standstill.js';

/** No work of the main thread takes so long, on the slowest machine; as systemd's watchdog has it. */
export const MAIN_LIMIT_MS = 10_000;

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
    // Nobody shows it: no app runs this engine.
    if (count === 0 || this.#still.look(count, nowMs) < MAIN_LIMIT_MS) return;
    // What console writes goes by way of the main thread.
    try {
      writeSync(2, `the main thread stands still for ${MAIN_LIMIT_MS / 1000} s: the box ends\n`);
    } finally {
      // Node can end the process from its main thread alone.
      loadAddon()?.exitNow(1);
      process.kill(process.pid, 'SIGKILL');
    }
  }
}

/** Chooses the size of the device's output buffer: the smallest, until the device does not keep up with it. Pure. */
import { Recent } from '../recent.js';
import type { LatencyHint } from './output.js';

/** A device that is late this often in 10 s does not keep up. */
const MANY = 6;

export class BufferChoice {
  readonly #underruns = new Recent();
  #hint: LatencyHint;

  /** @param large the device did not keep up before. */
  constructor(large: boolean) {
    this.#hint = large ? 'interactive' : 0;
  }

  get hint(): LatencyHint {
    return this.#hint;
  }

  /** @param times that the device was late, counted since the context was made. @returns true if the choice changed. */
  judge(times: number, nowMs: number): boolean {
    if (this.#underruns.update(times, nowMs) < MANY || this.#hint !== 0) return false;
    this.#hint = 'interactive';
    return true;
  }
}

/**
 * Takes a small excess of the lead away by speed: a little faster, for a few seconds. Nothing of it is heard, whatever
 * the sound. Larger excesses take steps besides. Pure.
 */

/** Fastest, parts per million: 2 ms per second, or 3.5 cents. */
export const HASTE_PPM = 2000;
/** Parts per million for each ms above the end. */
const PER_MS = 1000;
/** It begins above this excess, ms, and ends at half of it. */
const ABOVE_MS = 1;
/** Change of speed, ppm per second. */
const SLEW = 4000;

export class Haste {
  #ppm = 0;
  #active = false;

  /** Positive plays faster; 0 while there is no haste. */
  get ppm(): number {
    return this.#ppm;
  }

  /** One step. @param excessMs lead − target. @param seconds time since the last step. */
  update(excessMs: number, seconds: number): void {
    this.#active = this.#active ? excessMs > ABOVE_MS / 2 : excessMs > ABOVE_MS;
    const aim = this.#active ? Math.min(HASTE_PPM, (excessMs - ABOVE_MS / 2) * PER_MS) : 0;
    const most = SLEW * seconds;
    this.#ppm += Math.max(-most, Math.min(most, aim - this.#ppm));
  }
}

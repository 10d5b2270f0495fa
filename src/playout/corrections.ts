/**
 * Decides how the lead gets to its target when it is not there: by small steps in the sound, or by one jump. What is
 * smaller belongs to the speed (`ClockFollower`). Pure.
 */

/** Largest step, ms. */
export const STEP_MS = 2.5;
/** An excess above this is cut at once, ms. */
export const JUMP_ABOVE_MS = 10;
/** An excess above this is worth a step, ms. */
export const TOO_MUCH_MS = 1;
/** A lack above this is worth a step, ms. */
export const TOO_LITTLE_MS = 1;
/** Time from one step down to the next, ms: up to 25 ms per second. */
const DOWN_EVERY_MS = 100;
/** Time from one step up to the next, ms. A lack is heard; so it ends soon. */
const UP_EVERY_MS = 20;

export class Corrections {
  #lastMs = Number.NEGATIVE_INFINITY;

  /**
   * What to do now.
   * @param excessMs lead − target
   * @returns ms of sound to skip; negative: to repeat; 0: nothing
   */
  wanted(excessMs: number, nowMs: number): number {
    const since = nowMs - this.#lastMs;
    if (excessMs < -TOO_LITTLE_MS) return since < UP_EVERY_MS ? 0 : Math.max(-STEP_MS, excessMs);
    if (!(excessMs > TOO_MUCH_MS) || since < DOWN_EVERY_MS) return 0;
    return excessMs > JUMP_ABOVE_MS ? excessMs : Math.min(STEP_MS, excessMs);
  }

  /** To be called when a step or a jump was made. */
  made(nowMs: number): void {
    this.#lastMs = nowMs;
  }
}

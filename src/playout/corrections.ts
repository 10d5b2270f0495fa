/**
 * Decides how the lead gets to its target when it is not there: by small steps in the sound, or by one jump. A step
 * waits for a place where it is not heard; the longer it waits, the less it asks of the place. Pure.
 */

/** Largest step, ms. */
export const STEP_MS = 2.5;
/** An excess above this is cut at once, ms. */
export const JUMP_ABOVE_MS = 10;
/** An excess above this takes a step where none is heard, ms. What it does not take is left to the speed. */
export const TOO_MUCH_MS = 1;
/** A lack above this is worth a step, ms. */
export const TOO_LITTLE_MS = 1;
/** Smallest step, ms. Of a deep tone, only steps as small as this are not heard. */
const LEAST_MS = 0.4;
/** An excess above this takes a step in any place, at last, ms. */
const MUST_MS = 4;
/** Above this excess the patience is short, ms. */
const URGENT_MS = 5;
/** Time from one step to the next, ms. */
const EVERY_MS = 20;
/** Time from one search for a place to the next, ms. */
const SEARCH_EVERY_MS = 10;

/** Likeness of the two sounds of a cross-fade of which nothing is heard. */
const UNHEARD = 0.98;
/** How long a step or a jump looks for such a place before it takes any, ms. */
const PATIENCE_MS = { up: 60, step: 600, urgent: 100 };

export class Corrections {
  #lastMs = Number.NEGATIVE_INFINITY;
  #searchedMs = Number.NEGATIVE_INFINITY;
  /** Since when a correction is due; NaN: none is. */
  #dueSinceMs = Number.NaN;
  #likeness = UNHEARD;
  #leastMs = 0;

  /** The least that should be skipped or repeated, ms, ≥ 0; for what `wanted` returned last. */
  get leastMs(): number {
    return this.#leastMs;
  }

  /** How much the sounds of the cross-fade must be alike now, −1…1; for what `wanted` returned last. */
  get likeness(): number {
    return this.#likeness;
  }

  /**
   * What to try now.
   * @param excessMs lead − target
   * @returns ms of sound to skip; negative: to repeat; 0: nothing
   */
  wanted(excessMs: number, nowMs: number): number {
    const up = excessMs < -TOO_LITTLE_MS;
    if (!up && !(excessMs > TOO_MUCH_MS)) {
      this.#dueSinceMs = Number.NaN;
      return 0;
    }
    if (nowMs - this.#lastMs < EVERY_MS || nowMs - this.#searchedMs < SEARCH_EVERY_MS) return 0;
    this.#searchedMs = nowMs;
    const jump = excessMs > JUMP_ABOVE_MS;
    // A small excess may wait for ever: the speed takes it away.
    const must = up || excessMs > MUST_MS;
    if (!must) this.#dueSinceMs = Number.NaN;
    else if (Number.isNaN(this.#dueSinceMs)) this.#dueSinceMs = nowMs;
    const patience = up ? PATIENCE_MS.up : excessMs > URGENT_MS ? PATIENCE_MS.urgent : PATIENCE_MS.step;
    const waited = must ? (nowMs - this.#dueSinceMs) / patience : 0;
    // It asks for less and less, and in the end for nothing.
    this.#likeness = waited >= 1 ? -1 : UNHEARD - waited ** 2 / 2;
    const ms = up ? Math.max(-STEP_MS, excessMs) : jump ? excessMs : Math.min(STEP_MS, excessMs);
    this.#leastMs = jump ? ms - STEP_MS : LEAST_MS;
    return ms;
  }

  /** To be called when a step or a jump was made. */
  made(nowMs: number): void {
    this.#lastMs = nowMs;
    this.#searchedMs = Number.NEGATIVE_INFINITY;
  }
}

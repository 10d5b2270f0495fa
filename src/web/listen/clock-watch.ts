/**
 * Whether the clock of an audio context stands although the context says that it runs: after a call or a sleep some
 * browsers never put out another sample, and their state does not change. Looked at a few times per second, while the
 * page is visible. Pure.
 */

/** The clock must have stood for so long, ms, */
const STANDS_MS = 1500;
/** over so many looks in a row. */
const LOOKS = 4;
/** A longer time between two looks means that the page itself stood still; no more than this counts, ms. */
const LONGEST_LOOK_MS = 400;

export class ClockWatch {
  #contextS = Number.NaN;
  #lookedMs = Number.NaN;
  #stoodMs = 0;
  #looks = 0;

  /**
   * One look. @param nowMs by `performance.now()`. @param contextS the context's `currentTime`, seconds.
   * @returns true while the clock stands.
   */
  observe(nowMs: number, contextS: number): boolean {
    if (contextS === this.#contextS) {
      this.#looks++;
      this.#stoodMs += Math.min(LONGEST_LOOK_MS, nowMs - this.#lookedMs);
    } else {
      this.reset();
    }
    this.#contextS = contextS;
    this.#lookedMs = nowMs;
    return this.#looks >= LOOKS && this.#stoodMs >= STANDS_MS;
  }

  /** The next look is a first one: the page was hidden, or the context says itself that it does not run. */
  reset(): void {
    this.#contextS = Number.NaN;
    this.#stoodMs = 0;
    this.#looks = 0;
  }
}

/**
 * Detects an audio context whose clock stands although its state is `running`.
 * After a call or a sleep some browsers never put out another sample, and the state
 * does not change. Checked a few times per second while the page is visible. Pure.
 */

/** Least time for which the clock must have stood, ms. */
const STANDS_MS = 1500;
/** Least number of checks in a row that found it standing. */
const LOOKS = 4;
/** A longer time between two checks means that the page itself stood still; at most this much counts, ms. */
const LONGEST_LOOK_MS = 400;

export class ClockWatch {
  #contextS = Number.NaN;
  #lookedMs = Number.NaN;
  #stoodMs = 0;
  #looks = 0;

  /**
   * One check. @param nowMs by `performance.now()`. @param contextS the
   * context's `currentTime`, seconds. @returns true while the clock stands.
   */
  observe(nowMs: number, contextS: number): boolean {
    if (contextS === this.#contextS) {
      this.#looks++;
      this.#stoodMs += Math.min(LONGEST_LOOK_MS, nowMs - this.#lookedMs);
    } else {
      this.#looks = 0;
      this.#stoodMs = 0;
    }
    this.#contextS = contextS;
    this.#lookedMs = nowMs;
    return this.#stands;
  }

  get #stands(): boolean {
    return this.#looks >= LOOKS && this.#stoodMs >= STANDS_MS;
  }

  /**
   * Counting starts over: the page was hidden, or the context itself reports that it does not run. A clock
   * that stood still counts as standing until it is seen to move: the attempt to restart it passes here too.
   */
  reset(): void {
    if (this.#stands) return;
    this.#contextS = Number.NaN;
    this.#stoodMs = 0;
    this.#looks = 0;
  }
}

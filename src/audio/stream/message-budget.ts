/**
 * How fast a client may be heard: a token bucket. Who is over it is not refused but read later, so nothing of it is lost and
 * nobody else's sound waits for it. Pure.
 */

/** Messages in a second, over time. */
const PER_SECOND = 400;
/** Messages at once after a silence. */
const BURST = 100;

export class MessageBudget {
  #left = BURST;
  #sinceMs: number;

  /** `nowMs`: monotonic, as everywhere here. */
  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  /** Another message may be heard now. */
  allows(nowMs: number): boolean {
    this.#left = Math.min(BURST, this.#left + ((nowMs - this.#sinceMs) * PER_SECOND) / 1000);
    this.#sinceMs = nowMs;
    return this.#left >= 1;
  }

  /** One was heard. */
  spend(): void {
    this.#left -= 1;
  }
}

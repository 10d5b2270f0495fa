/**
 * Measures how long a counter that should rise has stood still. It counts only time in which the
 * observer itself ran: after the whole process or machine was suspended, nobody counts as late. Pure:
 * the caller passes the time, monotonic ms.
 */
export class Standstill {
  readonly #stepMs: number;
  #count: number | undefined;
  #lookedMs = 0;
  #ageMs = 0;

  /** `stepMs`: the interval between two looks. One look adds at most twice that, however long ago the last one was. */
  constructor(stepMs: number) {
    this.#stepMs = stepMs;
  }

  /** Returns how long `count` has had this value, ms. */
  look(count: number, nowMs: number): number {
    const passedMs = Math.min(nowMs - this.#lookedMs, 2 * this.#stepMs);
    this.#ageMs = count === this.#count ? this.#ageMs + passedMs : 0;
    this.#count = count;
    this.#lookedMs = nowMs;
    return this.#ageMs;
  }
}

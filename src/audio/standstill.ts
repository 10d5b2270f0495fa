/**
 * Tells for how long a count that should rise has stood still. Only time in which the one who looks was running
 * itself is counted: when the whole process, or the machine, was stopped and goes on, nobody was late. Pure: time is
 * handed in, monotonic ms.
 */
export class Standstill {
  readonly #stepMs: number;
  #count: number | undefined;
  #lookedMs = 0;
  #ageMs = 0;

  /** `stepMs`: how often it is looked at. A look counts for at most twice that, however long ago the last was. */
  constructor(stepMs: number) {
    this.#stepMs = stepMs;
  }

  /** Ms for which `count` has been what it is. */
  look(count: number, nowMs: number): number {
    const passedMs = Math.min(nowMs - this.#lookedMs, 2 * this.#stepMs);
    this.#ageMs = count === this.#count ? this.#ageMs + passedMs : 0;
    this.#count = count;
    this.#lookedMs = nowMs;
    return this.#ageMs;
  }
}

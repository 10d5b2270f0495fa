/**
 * A monotonic clock made of the wall clock, the only clock on the
 * audio thread. The phone may set the wall clock at any time. Pure.
 */
export class SteadyClock {
  #wallMs: number;
  #steadyMs = 0;

  /** @param wallMs the wall clock now. */
  constructor(wallMs: number) {
    this.#wallMs = wallMs;
  }

  /** @returns ms since construction; stands still while the wall clock is set back. */
  at(wallMs: number): number {
    if (wallMs > this.#wallMs) this.#steadyMs += wallMs - this.#wallMs;
    this.#wallMs = wallMs;
    return this.#steadyMs;
  }
}

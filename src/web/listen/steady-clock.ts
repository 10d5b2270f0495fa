/**
 * A clock that never goes back, made of one that may: the audio thread has only the wall clock, which the phone sets
 * when it likes. Pure.
 */
export class SteadyClock {
  #wallMs: number;
  #steadyMs = 0;

  /** `wallMs`: what the wall clock says now. */
  constructor(wallMs: number) {
    this.#wallMs = wallMs;
  }

  /** @returns ms since it was made; it stands still while the wall clock is set back. */
  at(wallMs: number): number {
    if (wallMs > this.#wallMs) this.#steadyMs += wallMs - this.#wallMs;
    this.#wallMs = wallMs;
    return this.#steadyMs;
  }
}

/**
 * How long this process stood still because the machine gave it no time: the floor under what a test in it can judge.
 */

const EVERY_MS = 10;

export class Stillness {
  /** The longest time it stood still, ms. */
  longestMs = 0;
  /** All times together, ms. */
  totalMs = 0;
  readonly #timer: NodeJS.Timeout;
  #last = performance.now();

  constructor() {
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#look();
  }

  /**
   * How much sound a listener in this process may lose, ms: none unless it stood still for `ageMs`, after which a box
   * drops what waits; then no more than it stood still in all.
   */
  mayLoseMs(ageMs: number): number {
    return this.longestMs < ageMs ? 0 : this.totalMs;
  }

  #look(): void {
    const now = performance.now();
    const stood = now - this.#last - EVERY_MS;
    this.#last = now;
    if (stood < EVERY_MS) return;
    this.longestMs = Math.max(this.longestMs, stood);
    this.totalMs += stood;
  }
}

/** How long this process stalled because the machine gave it no time: the limit of what a test in it can judge. */

const EVERY_MS = 10;

export class Stillness {
  /** The longest stall, ms. */
  longestMs = 0;
  /** All stalls together, ms. */
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
   * How much sound a listener in this process may lose, ms. None unless it stalled for `ageMs`, after which a box drops
   * what waits; then at most the sum of its stalls.
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

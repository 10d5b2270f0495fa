/** Growing pauses between tries, for instance to reconnect. Pure. */

export interface BackoffLimits {
  /** The first pause, ms. */
  readonly firstMs: number;
  /** Each pause is this many times the previous one. */
  readonly growth: number;
  /** The longest pause, ms. */
  readonly longestMs: number;
}

/** Draws the middle of the range: the pause itself. */
const MIDDLE = 0.5;

export class Backoff {
  readonly #limits: BackoffLimits;
  #pauseMs: number;

  constructor(limits: BackoffLimits) {
    this.#limits = limits;
    this.#pauseMs = limits.firstMs;
  }

  /**
   * The pause before the next try, ms; the one after it is longer. `random`, 0…1, spreads the tries of many clients:
   * from three quarters of the pause to five quarters.
   */
  next(random = MIDDLE): number {
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(this.#limits.longestMs, pauseMs * this.#limits.growth);
    return pauseMs * (0.75 + random / 2);
  }

  /** A try succeeded: begins with the first pause again. */
  reset(): void {
    this.#pauseMs = this.#limits.firstMs;
  }
}

/** So many at once, and so many a second after that. Pure: time is handed in, monotonic ms. */

export interface BudgetSize {
  readonly burst: number;
  readonly perSecond: number;
}

export class Budget {
  readonly #size: BudgetSize;
  #left: number;
  #at = 0;

  constructor(size: BudgetSize) {
    this.#size = size;
    this.#left = size.burst;
  }

  /** Takes `cost` and answers 0, or the ms until there is so much. What costs more than the burst costs the burst. */
  take(now: number, cost = 1): number {
    const { burst, perSecond } = this.#size;
    this.#left = Math.min(burst, this.#left + ((now - this.#at) * perSecond) / 1000);
    this.#at = now;
    const needed = Math.min(cost, burst);
    if (this.#left < needed) return Math.ceil(((needed - this.#left) * 1000) / perSecond);
    this.#left -= needed;
    return 0;
  }
}

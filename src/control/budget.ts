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

  /** Takes one and answers 0, or the ms until there is one again. */
  take(now: number): number {
    const { burst, perSecond } = this.#size;
    this.#left = Math.min(burst, this.#left + ((now - this.#at) * perSecond) / 1000);
    this.#at = now;
    if (this.#left < 1) return Math.ceil(((1 - this.#left) * 1000) / perSecond);
    this.#left--;
    return 0;
  }
}

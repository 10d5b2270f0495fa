/** A token bucket: so many at once, and so many a second after that. Pure: time is handed in, monotonic ms. */

export interface BucketSize {
  readonly burst: number;
  readonly perSecond: number;
}

export class TokenBucket {
  readonly #size: BucketSize;
  #left: number;
  #at = 0;

  constructor(size: BucketSize) {
    this.#size = size;
    this.#left = size.burst;
  }

  /** Ms until there is `cost`; 0 = now. What costs more than the burst costs the burst. */
  waitMs(now: number, cost = 1): number {
    const { burst, perSecond } = this.#size;
    this.#left = Math.min(burst, this.#left + ((now - this.#at) * perSecond) / 1000);
    this.#at = now;
    const needed = Math.min(cost, burst);
    return this.#left >= needed ? 0 : Math.ceil(((needed - this.#left) * 1000) / perSecond);
  }

  /** Takes `cost` and answers 0, or takes nothing and answers the ms until there is so much. */
  take(now: number, cost = 1): number {
    const waitMs = this.waitMs(now, cost);
    if (waitMs === 0) this.#left -= Math.min(cost, this.#size.burst);
    return waitMs;
  }
}

/** A token bucket: a burst at once, then a steady rate per second. Pure: the caller passes the time, monotonic ms. */

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

  /** Ms until `cost` tokens are there; 0 = now. A cost above the burst counts as the burst. */
  waitMs(now: number, cost = 1): number {
    const { burst, perSecond } = this.#size;
    this.#left = Math.min(burst, this.#left + ((now - this.#at) * perSecond) / 1000);
    this.#at = now;
    const needed = Math.min(cost, burst);
    return this.#left >= needed ? 0 : Math.ceil(((needed - this.#left) * 1000) / perSecond);
  }

  /** Takes `cost` tokens and returns 0; or takes nothing and returns the ms until there are enough. */
  take(now: number, cost = 1): number {
    const waitMs = this.waitMs(now, cost);
    if (waitMs === 0) this.#left -= Math.min(cost, this.#size.burst);
    return waitMs;
  }
}

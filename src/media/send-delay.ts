/** How long after its capture sound leaves the media process: a histogram with steps of a fifth. Pure. */

/** Upper edge of the first bucket, ms, and the ratio of one edge to the one before. */
const FIRST_MS = 0.5;
const RATIO = 1.2;
const BUCKETS = 40;

export class SendDelay {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;

  add(ms: number): void {
    const bucket = ms <= FIRST_MS ? 0 : Math.ceil(Math.log(ms / FIRST_MS) / Math.log(RATIO));
    this.#counts[Math.min(BUCKETS - 1, bucket)]!++;
    this.#total++;
  }

  /** Upper edge of the bucket that holds the value at this share, µs; 0 without values. */
  at(share: number): number {
    let left = this.#total * share;
    if (left === 0) return 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.#counts[bucket]!;
      if (left <= 0) return Math.round(FIRST_MS * RATIO ** bucket * 1000);
    }
    return Math.round(FIRST_MS * RATIO ** (BUCKETS - 1) * 1000);
  }
}

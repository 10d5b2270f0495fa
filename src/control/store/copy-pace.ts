/** When the store is copied next. Pure. */

/** The first copy comes early: many evenings begin with changes and end with a pulled plug. ms. */
const FIRST_COPY_MS = 60_000;

export class CopyPace {
  readonly #everyMs: number;
  #retryMs = FIRST_COPY_MS;

  /** `everyMs`: between copies, if each succeeds. */
  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** Wait before the first copy, ms. */
  get firstMs(): number {
    return Math.min(FIRST_COPY_MS, this.#everyMs);
  }

  /**
   * Wait before the next copy, ms. A copy that failed is tried again soon, since the next regular one may come after
   * the evening. The wait doubles from failure to failure, so that a full disk is not reported every minute.
   */
  after(outcome: 'made' | 'nothing new' | 'failed'): number {
    if (outcome !== 'failed') {
      this.#retryMs = FIRST_COPY_MS;
      return this.#everyMs;
    }
    const waitMs = Math.min(this.#retryMs, this.#everyMs);
    this.#retryMs = waitMs * 2;
    return waitMs;
  }
}

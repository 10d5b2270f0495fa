/**
 * How much output a running context has put out without asking the player for any. A page
 * that stands still sees its own reports late; a device that stands still asks for nothing. Neither counts against the
 * rung, since a rung is given up for the whole evening. Pure.
 */

/**
 * A longer time between two checks means that the page stood still,
 * and reports may wait behind this check. It counts as nothing.
 */
const STOOD_STILL_MS = 1000;

export class SilentOutput {
  #lookedMs = Number.NEGATIVE_INFINITY;
  #contextMs = 0;
  #reportMs = Number.NaN;
  #silentMs = 0;

  /**
   * One check, several per second. @param contextMs the context's own
   * time. @param reportMs when the last report was made, 0 without one.
   * @returns output since then, ms of the context's time.
   */
  observe(nowMs: number, contextMs: number, reportMs: number): number {
    const passedMs = contextMs - this.#contextMs;
    const stoodStill = !(nowMs - this.#lookedMs < STOOD_STILL_MS);
    this.#lookedMs = nowMs;
    this.#contextMs = contextMs;
    if (reportMs !== this.#reportMs) {
      this.#reportMs = reportMs;
      this.#silentMs = 0;
    } else if (!stoodStill) {
      this.#silentMs += Math.max(0, Math.min(passedMs, STOOD_STILL_MS));
    }
    return this.#silentMs;
  }

  /** The next check starts afresh: the page was hidden, the context stood, or another rung was built. */
  reset(): void {
    this.#lookedMs = Number.NEGATIVE_INFINITY;
    this.#silentMs = 0;
  }
}

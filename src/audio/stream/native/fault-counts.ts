/**
 * Counts connections that were closed because of what they sent. Reports them once a minute at most, because a client
 * may send garbage on purpose. Pure.
 */

/** Shortest time between two lines, ms. */
const INTERVAL_MS = 60_000;

export class FaultCounts {
  readonly #counts = new Map<string, number>();
  #reportedMs = 0;

  add(fault: string): void {
    this.#counts.set(fault, (this.#counts.get(fault) ?? 0) + 1);
  }

  /** The line to log now, if any. `nowMs`: monotonic. */
  report(nowMs: number): string | undefined {
    if (this.#counts.size === 0 || nowMs - this.#reportedMs < INTERVAL_MS) return undefined;
    this.#reportedMs = nowMs;
    const counts = [...this.#counts].map(([fault, count]) => `${count} × ${fault}`).join(', ');
    this.#counts.clear();
    return `native connections closed for what they sent: ${counts}`;
  }
}

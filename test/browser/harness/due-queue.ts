/**
 * Does things when they are due, in order, within a fraction of a millisecond. Timers of Node would be up to 2 ms late:
 * the last part of each wait blocks the thread instead.
 */

/** A shorter wait blocks the thread, ms. Timers keep whole milliseconds, and are up to one late. */
const BLOCKED_MS = 2;
/** What is due within this time is done at once, ms. */
const AT_ONCE_MS = 0.05;

export class DueQueue {
  readonly #waiting: { readonly dueMs: number; readonly act: () => void }[] = [];
  readonly #never = new Int32Array(new SharedArrayBuffer(4));
  #armed = false;

  /** @param dueMs by `performance.now()`; never before what was added before. */
  add(dueMs: number, act: () => void): void {
    this.#waiting.push({ dueMs, act });
    if (!this.#armed) this.#run();
  }

  #run(): void {
    this.#armed = false;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const leftMs = next.dueMs - performance.now();
      if (leftMs > BLOCKED_MS) {
        this.#armed = true;
        setTimeout(() => this.#run(), leftMs - BLOCKED_MS);
        return;
      }
      if (leftMs > AT_ONCE_MS) Atomics.wait(this.#never, 0, 0, leftMs);
      this.#waiting.shift();
      next.act();
    }
  }
}

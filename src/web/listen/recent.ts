/** How much a counter grew in the last 10 seconds. Pure. */

const WINDOW_MS = 10_000;

export class Recent {
  #marks: { readonly atMs: number; readonly by: number }[] = [];
  #last = 0;

  /**
   * @param total of the counter; a smaller one than before means
   * that it restarted. @returns its growth in the last 10 s.
   */
  update(total: number, nowMs: number): number {
    const by = total >= this.#last ? total - this.#last : total;
    this.#last = total;
    if (by > 0) this.#marks.push({ atMs: nowMs, by });
    this.#marks = this.#marks.filter((mark) => nowMs - mark.atMs < WINDOW_MS);
    return this.#marks.reduce((sum, mark) => sum + mark.by, 0);
  }

  clear(): void {
    this.#marks = [];
  }
}

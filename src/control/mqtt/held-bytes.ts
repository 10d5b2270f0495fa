/**
 * Counts the received bytes of all connections that wait for work. A bound per connection would not bound the sum. If
 * the sum is too large, the connection with the most bytes is ended. Pure.
 */

/** Largest sum over all connections, bytes. A file of presets has at most one mebibyte. */
export const MAX_HELD_BY_ALL = 16 * 1024 * 1024;

export class HeldBytes<Holder> {
  readonly #held = new Map<Holder, number>();
  readonly #letGo: (holder: Holder) => void;
  #sum = 0;

  /** `letGo` ends a holder, whose bytes no longer count. */
  constructor(letGo: (holder: Holder) => void) {
    this.#letGo = letGo;
  }

  get sum(): number {
    return this.#sum;
  }

  /** Sets the bytes of a holder; 0 as soon as it is gone. */
  set(holder: Holder, bytes: number): void {
    this.#sum += bytes - (this.#held.get(holder) ?? 0);
    if (bytes > 0) this.#held.set(holder, bytes);
    else this.#held.delete(holder);
    while (this.#sum > MAX_HELD_BY_ALL) this.#letMostGo();
  }

  #letMostGo(): void {
    let [most, bytes]: [Holder | undefined, number] = [undefined, 0];
    for (const [holder, held] of this.#held) if (held > bytes) [most, bytes] = [holder, held];
    this.set(most!, 0);
    this.#letGo(most!);
  }
}

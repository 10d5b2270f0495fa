/**
 * What connections have sent and nobody has worked on yet, together: a bound on each would be none on many. Where all
 * hold too much, who holds most is let go. Pure.
 */

/** Bytes of all connections together; a file of presets has one mebibyte at most. */
export const MAX_HELD_BY_ALL = 16 * 1024 * 1024;

export class HeldBytes<Holder> {
  readonly #held = new Map<Holder, number>();
  readonly #letGo: (holder: Holder) => void;
  #sum = 0;

  /** `letGo` ends a holder, whose bytes do not count any more. */
  constructor(letGo: (holder: Holder) => void) {
    this.#letGo = letGo;
  }

  get sum(): number {
    return this.#sum;
  }

  /** The holder holds so many now; 0 as soon as it is gone. */
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

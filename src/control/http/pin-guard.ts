/**
 * Slows down guessing of the engineer's PIN. After FREE_TRIES wrong PINs in a row a wait begins, and it doubles with
 * each further one. Pure: time is handed in, ms.
 */

export const FREE_TRIES = 5;
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** Keys remembered. Beyond that the oldest is dropped. */
const MAX_KEYS = 4096;

interface Guess {
  wrong: number;
  until: number;
}

export class PinGuard {
  readonly #guesses = new Map<string, Guess>();

  /** Wait before a client with these keys (an address, a token) may try again, ms; 0 = none. */
  waitMs(keys: readonly string[], now: number): number {
    return Math.max(0, ...keys.map((key) => (this.#guesses.get(key)?.until ?? 0) - now));
  }

  wrong(keys: readonly string[], now: number): void {
    for (const key of keys) {
      const wrong = (this.#guesses.get(key)?.wrong ?? 0) + 1;
      const wait = wrong < FREE_TRIES ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (wrong - FREE_TRIES));
      this.#guesses.delete(key);
      this.#guesses.set(key, { wrong, until: now + wait });
      if (this.#guesses.size > MAX_KEYS) this.#guesses.delete(this.#guesses.keys().next().value!);
    }
  }

  right(keys: readonly string[]): void {
    for (const key of keys) this.#guesses.delete(key);
  }
}

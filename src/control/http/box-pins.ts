/**
 * Counts the wrong PINs of all devices together. It also slows a guesser who uses a new address and a new device for
 * each guess. Devices that once had the engineer's role are exempt. Pure: time is handed in, monotonic ms.
 */

/** Wrong PINs within BOX_WINDOW_MS after which all devices that are not exempt have to wait. */
export const BOX_TRIES = 30;
export const BOX_WINDOW_MS = 600_000;
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 15 * 60_000;

export class BoxPins {
  /** Times of the wrong PINs within the window. */
  #wrong: number[] = [];
  #until = 0;

  /** Wait before the next try, ms; 0 = none. */
  waitMs(now: number): number {
    return Math.max(0, this.#until - now);
  }

  /** Counts a wrong PIN. From BOX_TRIES on the wait doubles with each. Returns the wait, ms. */
  wrong(now: number): number {
    this.#wrong = this.#wrong.filter((at) => now - at < BOX_WINDOW_MS);
    this.#wrong.push(now);
    const beyond = this.#wrong.length - BOX_TRIES;
    if (beyond >= 0) this.#until = now + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** beyond);
    return this.waitMs(now);
  }
}

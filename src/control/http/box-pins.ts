/**
 * Wrong PINs of everybody together: who has a new address and a new device for each guess still draws on this.
 * Devices that have been engineers here are not asked. Pure: time is handed in, monotonic ms.
 */

/** Wrong PINs within BOX_WINDOW_MS before all others have to wait. */
export const BOX_TRIES = 30;
export const BOX_WINDOW_MS = 600_000;
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 15 * 60_000;

export class BoxPins {
  /** When, within the window. */
  #wrong: number[] = [];
  #until = 0;

  /** ms to wait before the next try of anybody; 0 = now. */
  waitMs(now: number): number {
    return Math.max(0, this.#until - now);
  }

  /** One more; the wait doubles with each beyond BOX_TRIES. Answers the wait. */
  wrong(now: number): number {
    this.#wrong = this.#wrong.filter((at) => now - at < BOX_WINDOW_MS);
    this.#wrong.push(now);
    const beyond = this.#wrong.length - BOX_TRIES;
    if (beyond >= 0) this.#until = now + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** beyond);
    return this.waitMs(now);
  }
}

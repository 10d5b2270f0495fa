/** Names of gestures. Changes with the same name are one movement of a hand, and so one step of undo. Pure. */

/** A pause longer than this ends a series of key presses, ms. */
const PAUSE_MS = 1000;

/** A name that no other gesture of this device has; `kind` begins it. */
export function newGesture(kind: string): string {
  return `${kind}${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
}

/** Key presses that follow each other quickly are one gesture. */
export class KeyGesture {
  readonly #prefix: string;
  #last = Number.NEGATIVE_INFINITY;
  #name = '';
  #count = 0;

  /** `prefix` distinguishes this control's gestures from all others. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** The gesture of a press at `now`, ms. */
  press(now: number): string {
    if (now - this.#last > PAUSE_MS) this.#name = `${this.#prefix}${++this.#count}`;
    this.#last = now;
    return this.#name;
  }
}

/** For a control that was just created. */
export function newKeyGesture(): KeyGesture {
  return new KeyGesture(`${newGesture('k')}-`);
}

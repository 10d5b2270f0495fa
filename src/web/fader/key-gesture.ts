/** Key presses that follow each other are one movement, and so one step of undo. Pure. */

/** A pause longer than this ends the movement, ms. */
const PAUSE_MS = 1000;

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

let controls = 0;

/** For a control that was just created. */
export function newKeyGesture(): KeyGesture {
  return new KeyGesture(`k${Date.now().toString(36)}-${++controls}-`);
}

/**
 * A cross-fade in progress: outgoing sound fades out while the newly rendered sound fades in.
 * Pure; no allocation after construction.
 */
import { raisedCosine } from './fade.js';

export class Transition {
  /** The outgoing sound; to be filled before `begin`. */
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly frames: number;
  readonly #rise: Float32Array;
  #at: number;

  constructor(frames: number) {
    this.frames = frames;
    this.left = new Float32Array(frames);
    this.right = new Float32Array(frames);
    this.#rise = raisedCosine(frames);
    this.#at = frames;
  }

  /** The table of rising gains. */
  get rise(): Float32Array {
    return this.#rise;
  }

  get active(): boolean {
    return this.#at < this.frames;
  }

  /** Starts, with the content of `left` and `right` as the outgoing sound. */
  begin(): void {
    this.#at = 0;
  }

  beginFromSilence(): void {
    this.left.fill(0);
    this.right.fill(0);
    this.#at = 0;
  }

  cancel(): void {
    this.#at = this.frames;
  }

  /** Mixes the outgoing sound into `count` frames of incoming sound. */
  apply(left: Float32Array, right: Float32Array, offset: number, count: number): void {
    const most = Math.min(count, this.frames - this.#at);
    for (let i = 0; i < most; i++) {
      const rise = this.#rise[this.#at]!;
      const fall = this.#rise[this.frames - 1 - this.#at]!;
      left[offset + i] = left[offset + i]! * rise + this.left[this.#at]! * fall;
      right[offset + i] = right[offset + i]! * rise + this.right[this.#at]! * fall;
      this.#at++;
    }
  }
}

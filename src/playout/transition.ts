/**
 * A cross-fade in progress: outgoing sound fades out while the newly rendered sound fades in.
 * Pure; no allocation after construction.
 */
import { raisedCosine } from './fade.js';

export class Transition {
  /** The outgoing sound; to be filled before `begin`. */
  readonly left: Float32Array;
  readonly right: Float32Array;
  /** Frames of the longest cross-fade. */
  readonly frames: number;
  readonly #rise: Float32Array;
  /** Frames of the present cross-fade, and how many of them are over. */
  #length: number;
  #at: number;

  constructor(frames: number) {
    this.frames = frames;
    this.left = new Float32Array(frames);
    this.right = new Float32Array(frames);
    this.#rise = raisedCosine(frames);
    this.#length = frames;
    this.#at = frames;
  }

  /** The table of rising gains. */
  get rise(): Float32Array {
    return this.#rise;
  }

  /** Takes over the state of another transition of the same length. */
  copyFrom(other: Transition): void {
    this.#length = other.#length;
    this.#at = other.#at;
    if (!other.active) return;
    this.left.set(other.left);
    this.right.set(other.right);
  }

  get active(): boolean {
    return this.#at < this.#length;
  }

  /** Starts, with the first `length` frames of `left` and `right` as the outgoing sound. */
  begin(length = this.frames): void {
    this.#length = length;
    this.#at = 0;
  }

  beginFromSilence(): void {
    this.left.fill(0);
    this.right.fill(0);
    this.begin();
  }

  cancel(): void {
    this.#at = this.#length;
  }

  /** Mixes the outgoing sound into `count` frames of incoming sound. */
  apply(left: Float32Array, right: Float32Array, offset: number, count: number): void {
    const most = Math.min(count, this.#length - this.#at);
    const stride = this.frames / this.#length;
    for (let i = 0; i < most; i++) {
      const row = Math.floor((this.#at + 0.5) * stride);
      const rise = this.#rise[row]!;
      const fall = this.#rise[this.frames - 1 - row]!;
      left[offset + i] = left[offset + i]! * rise + this.left[this.#at]! * fall;
      right[offset + i] = right[offset + i]! * rise + this.right[this.#at]! * fall;
      this.#at++;
    }
  }
}

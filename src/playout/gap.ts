/**
 * A gap in the sound: made-up sound for a while, then silence. It ends when packets come. Pure; no allocation after
 * construction.
 */
import { Concealer } from './concealment.js';
import type { PlayHead } from './play-head.js';

export class Gap {
  readonly #head: PlayHead;
  readonly #concealer: Concealer;
  /** Output frames since the gap began. */
  #frames = 0;

  constructor(head: PlayHead) {
    this.#head = head;
    this.#concealer = new Concealer(head.outputRate);
  }

  /** Whether the made-up sound is over. */
  get silent(): boolean {
    return this.#frames >= this.#concealer.length;
  }

  /** Takes over the state of another gap of the same player. */
  copyFrom(other: Gap): void {
    this.#frames = other.#frames;
    this.#concealer.copyFrom(other.#concealer);
  }

  /** Begins at the next frame to be heard. `lastLeft` and `lastRight` are the last frame as it was heard. */
  begin(lastLeft: number, lastRight: number): void {
    this.#concealer.start(this.#head.buffer, this.#head.cursor.position, lastLeft, lastRight);
    this.#frames = 0;
  }

  /** Makes up to `want` frames. Returns how many. */
  render(left: Float32Array, right: Float32Array, offset: number, want: number): number {
    const count = Math.min(want, this.#concealer.length - this.#frames);
    this.#concealer.render(left, right, offset, count);
    this.#frames += count;
    return count;
  }

  /** The next made-up sound, to fade out. */
  renderOutgoing(left: Float32Array, right: Float32Array, frames: number): void {
    this.#concealer.render(left, right, 0, frames);
  }
}

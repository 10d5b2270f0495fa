/**
 * A gap in the sound: made-up sound for a while, then silence. It ends when packets come. Pure; no allocation after
 * construction.
 */
import { CONCEAL_MS, Concealer } from './concealment.js';
import type { PlayHead } from './play-head.js';
import { HOPELESS_GAP_MS } from './playout-limits.js';

export class Gap {
  readonly #head: PlayHead;
  readonly #concealer: Concealer;
  /** Output frames since the gap began. */
  #frames = 0;
  /** Output frames for which the position stands still. */
  #standing = 0;
  #raisedMs = 0;

  constructor(head: PlayHead) {
    this.#head = head;
    this.#concealer = new Concealer(head.outputRate);
  }

  /** Whether the position stands still meanwhile, so that no late sound is skipped. */
  get standing(): boolean {
    return this.#standing > 0;
  }

  /** Whether the made-up sound is over. */
  get silent(): boolean {
    return this.#frames >= this.#concealer.length;
  }

  /** Begins at the next frame to be heard. `lastLeft` and `lastRight` are the last frame as it was heard. */
  begin(lastLeft: number, lastRight: number): void {
    this.#concealer.start(this.#head.buffer, this.#head.cursor.position, lastLeft, lastRight);
    this.#frames = 0;
    this.#standing = 0;
    this.#raisedMs = 0;
  }

  /** The buffer ran empty, and the target was raised by `raisedMs` for it. */
  ranEmpty(raisedMs: number): void {
    this.#raisedMs = raisedMs;
    // For the first part of the made-up sound the position does not move. So no late sound is skipped, and later
    // packets that are as late come in time.
    this.#standing = this.#head.toOutputFrames(CONCEAL_MS);
  }

  /** Makes up to `want` frames, and no more than `most` while the position moves. Returns how many. */
  render(left: Float32Array, right: Float32Array, offset: number, want: number, most: number): number {
    const limit = this.#standing > 0 ? this.#standing : most;
    const count = Math.min(want, this.#concealer.length - this.#frames, limit);
    this.#concealer.render(left, right, offset, count);
    if (this.#standing > 0) this.#standing -= count;
    this.#frames += count;
    return count;
  }

  /** The next made-up sound, to fade out. */
  renderOutgoing(left: Float32Array, right: Float32Array, frames: number): void {
    this.#concealer.render(left, right, 0, frames);
  }

  /** Counts frames of silence. */
  addSilence(frames: number): void {
    this.#frames += frames;
  }

  /** What the target was raised by, once, if the gap is so long that a higher target would not have helped; else 0. */
  takeBack(): number {
    if ((this.#frames * 1000) / this.#head.outputRate <= HOPELESS_GAP_MS) return 0;
    const raisedMs = this.#raisedMs;
    this.#raisedMs = 0;
    return raisedMs;
  }
}

/**
 * The clock of a player that writes sound ahead of its device. The _frontier_ is the first frame that can still be
 * changed. It follows the device, and stands still while the device stands. Pure; allocates nothing.
 */
import type { PlayClock } from './play-clock.js';

export class FrontierClock implements PlayClock {
  /** The frontier, in stream frames. */
  frames = 0;
  /** The device's position is read just before use, so no burst is unaccounted for. */
  readonly burst = 0;
  #lastMs = Number.NaN;
  #behind = 0;
  #started = false;

  get lastMs(): number {
    return this.#lastMs;
  }

  get started(): boolean {
    return this.#started;
  }

  /** Sets how far the device is behind the frontier, stream frames, ≥ 0. That is 0 unless its clock has slipped. */
  setBehind(frames: number): void {
    this.#behind = frames;
    this.#started = true;
  }

  begin(nowMs: number, skipped: number): void {
    this.frames += skipped;
    this.#lastMs = nowMs;
  }

  advance(frames: number): void {
    this.frames += frames;
  }

  at(): number {
    return this.frames - this.#behind;
  }
}

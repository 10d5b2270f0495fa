/**
 * Where the player is in the stream: the sound that came, the next frame to be heard, and the rates of stream and
 * device. Pure; allocates only when a rate changes.
 */
import { type Cursor, Interpolator } from './interpolator.js';
import { JitterBuffer } from './jitter-buffer.js';

export class PlayHead {
  readonly buffer = new JitterBuffer();
  /** The next frame to be heard. */
  readonly cursor: Cursor = { position: 0, fraction: 0 };
  /** Hertz of the device. */
  readonly outputRate: number;
  readonly #elsewhere: Cursor = { position: 0, fraction: 0 };
  #interpolator = new Interpolator(1);
  #sampleRate = 0;
  #base = 1;

  constructor(outputRate: number) {
    this.outputRate = outputRate;
    this.useRate(outputRate);
  }

  /** Hertz of the stream. */
  get sampleRate(): number {
    return this.#sampleRate;
  }

  /** Stream frames per output frame without correction. */
  get base(): number {
    return this.#base;
  }

  /** Frames from the next one to be heard to the newest. */
  get ahead(): number {
    return this.buffer.end - this.cursor.position;
  }

  useRate(sampleRate: number): void {
    const base = sampleRate / this.outputRate;
    if (base !== this.#base) this.#interpolator = new Interpolator(base);
    this.#base = base;
    this.#sampleRate = sampleRate;
  }

  /** Stream frames as ms. */
  toMs(frames: number): number {
    return (frames * 1000) / this.#sampleRate;
  }

  /** Ms as whole stream frames. */
  toFrames(ms: number): number {
    return Math.round((ms * this.#sampleRate) / 1000);
  }

  /** Ms as whole output frames. */
  toOutputFrames(ms: number): number {
    return Math.round((ms * this.outputRate) / 1000);
  }

  /** How many of the next `limit` output frames can be read. */
  available(step: number, limit: number): number {
    return this.#interpolator.available(this.buffer, this.cursor, step, limit);
  }

  /** The same if the next frame was at `position`. */
  availableAt(position: number, fraction: number, step: number, limit: number): number {
    this.#elsewhere.position = position;
    this.#elsewhere.fraction = fraction;
    return this.#interpolator.available(this.buffer, this.#elsewhere, step, limit);
  }

  /** Reads `count` available output frames, and moves on. */
  read(step: number, left: Float32Array, right: Float32Array, offset: number, count: number): void {
    this.#interpolator.read(this.buffer, this.cursor, step, left, right, offset, count);
  }
}

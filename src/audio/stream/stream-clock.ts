/**
 * The stream's clock: the mixer's positions as numbers that do not wrap, and the time of each frame. Stream worker
 * only. `refresh` runs once per wake-up and where sound begins; unless noted, the other members return what it read.
 */

import { EngineWord } from '../shared/engine-layout.js';
import { engineHeader, ringHeader } from '../shared/engine-memory.js';
import { RingWord } from '../shared/ring-layout.js';
import { beginRead, unchangedSince } from '../shared/seqlock.js';

export class StreamClock {
  readonly #header: Int32Array;
  readonly #ring: Int32Array;
  /** View of the header's float64 words, index = word / 2. */
  readonly #times: Float64Array;
  #framesPerMs = 0;
  #sampleRate = 0;
  #epoch = 0;
  #word: number;
  #position: number;
  #stampAt: number;
  #captureMs = 0;
  #mixedMs = 0;

  constructor(memory: WebAssembly.Memory, sampleRate: number) {
    this.#header = engineHeader(memory);
    this.#ring = ringHeader(memory);
    this.#times = new Float64Array(this.#header.buffer, this.#header.byteOffset, this.#header.length >> 1);
    this.#word = Atomics.load(this.#header, EngineWord.OUT_POS);
    this.#position = this.#word;
    this.#stampAt = this.#word;
    this.restart(sampleRate);
  }

  /** Hertz. */
  get sampleRate(): number {
    return this.#sampleRate;
  }

  /** Frames of every bus written since the stream began; starts a little below 0. */
  get position(): number {
    return this.#position;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** Discontinuities so far (gaps in the capture, a lapped mixer), read from shared memory at each call. */
  get discontinuities(): number {
    return Atomics.load(this.#header, EngineWord.DISCONTINUITIES);
  }

  /** Reads the mixer's words. */
  refresh(): void {
    const word = Atomics.load(this.#header, EngineWord.OUT_POS);
    this.#position += (word - this.#word) | 0;
    this.#word = word;
    this.#readStamp();
  }

  /** Called when another source plays: positions continue, the epoch is new, and the rate may differ. */
  restart(sampleRate: number): void {
    this.#epoch = Atomics.load(this.#header, EngineWord.EPOCH);
    this.#sampleRate = sampleRate;
    this.#framesPerMs = sampleRate / 1000;
    this.refresh();
  }

  /** Extends a wrapping position word, which must lie near the present position. */
  extend(word: number): number {
    return this.#position + ((word - this.#word) | 0);
  }

  /**
   * Frames captured since position `first` of the raw channels. Reads shared memory again, because this
   * thread may have paused since `refresh`.
   */
  capturedSince(first: number): number {
    return (Atomics.load(this.#ring, RingWord.WRITE_POS) - (first | 0)) | 0;
  }

  /**
   * Frames written to every bus since position `first`. Reads shared memory again, because this
   * thread may have paused since `refresh`.
   */
  mixedSince(first: number): number {
    return (Atomics.load(this.#header, EngineWord.OUT_POS) - (first | 0)) | 0;
  }

  /** Capture time of the frame before `position`, monotonic ms. */
  captureMs(position: number): number {
    return this.#captureMs + (position - this.#stampAt) / this.#framesPerMs;
  }

  /** When the mixer finished the period that reached `position`, or an earlier one; monotonic ms, 0 = unknown. */
  mixedMs(position: number): number {
    return this.#mixedMs === 0 ? 0 : this.#mixedMs + Math.min(0, position - this.#stampAt) / this.#framesPerMs;
  }

  #readStamp(): void {
    // Writing a stamp takes nanoseconds. If the count stays odd, the next wake-up tries again.
    for (let attempt = 0; attempt < 3; attempt++) {
      const seq = beginRead(this.#header, EngineWord.STAMP_SEQ);
      const at = Atomics.load(this.#header, EngineWord.STAMP_POS);
      const captureMs = this.#times[EngineWord.STAMP_TIME / 2]!;
      const mixedMs = this.#times[EngineWord.STAMP_MIXED / 2]!;
      if (!unchangedSince(this.#header, EngineWord.STAMP_SEQ, seq)) continue;
      this.#stampAt = this.extend(at);
      this.#captureMs = captureMs;
      this.#mixedMs = mixedMs;
      return;
    }
  }
}

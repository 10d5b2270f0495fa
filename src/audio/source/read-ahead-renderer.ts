/**
 * Plays what a reader thread has read ahead, and silence where nothing was read. Audio worker.
 */
import type { Renderer } from './paced-source.js';
import { READ_AHEAD_FRAMES, type ReadAhead, ReadAheadWord } from './read-ahead.js';

export class ReadAheadRenderer implements Renderer {
  readonly #ahead: ReadAhead;
  readonly #closed: () => Promise<void>;

  /** `closed` resolves when the reader thread has ended after it was asked to. */
  constructor(ahead: ReadAhead, closed: () => Promise<void>) {
    this.#ahead = ahead;
    this.#closed = closed;
  }

  get gone(): boolean {
    return Atomics.load(this.#ahead.header, ReadAheadWord.FAILED) !== 0;
  }

  render(lanes: readonly Float32Array[], at: number, frames: number): number {
    const { header, lanes: from } = this.#ahead;
    const take = Math.min(frames, this.#ahead.ready);
    const position = header[ReadAheadWord.READ_POS]!;
    for (let channel = 0; channel < lanes.length; channel++) {
      const lane = lanes[channel]!;
      const source = from[channel]!;
      for (let i = 0; i < take; i++) lane[at + i] = source[(position + i) & (READ_AHEAD_FRAMES - 1)]!;
      for (let i = take; i < frames; i++) lane[at + i] = 0;
    }
    Atomics.store(header, ReadAheadWord.READ_POS, (position + take) | 0);
    return frames - take;
  }

  async close(): Promise<void> {
    Atomics.store(this.#ahead.header, ReadAheadWord.CLOSE, 1);
    Atomics.notify(this.#ahead.header, ReadAheadWord.CLOSE);
    await this.#closed();
  }
}

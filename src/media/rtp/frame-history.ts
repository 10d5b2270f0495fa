/** The newest encoded frames of one stream, for packets that carry older ones again. Pure; one owner. */
import { RED_MAX_BYTES } from '../../wire/red.js';
import { MAX_COPIES } from '../../wire/signal.js';

/** One encoded frame. Its data is written over when the history goes round. */
export interface HistoryFrame {
  /** Index of its first frame since the stream began. */
  first: number;
  /** Valid bytes of `data`. */
  bytes: number;
  readonly data: Uint8Array;
}

/** Frames that are kept. */
export const HISTORY_FRAMES = MAX_COPIES + 1;

export class FrameHistory {
  readonly #frames: readonly HistoryFrame[] = Array.from({ length: HISTORY_FRAMES }, () => ({
    first: 0,
    bytes: 0,
    data: new Uint8Array(RED_MAX_BYTES),
  }));
  #count = 0;

  /** Keeps a copy of a frame. Longer ones than redundancy can carry are not kept. */
  add(first: number, data: Uint8Array): void {
    if (data.length > RED_MAX_BYTES) return;
    const slot = this.#frames[this.#count++ % this.#frames.length]!;
    slot.first = first;
    slot.bytes = data.length;
    slot.data.set(data);
  }

  /** The frame `age` frames before the newest, from 0; undefined if there is none. Valid until the next `add`. */
  at(age: number): HistoryFrame | undefined {
    if (age >= Math.min(this.#count, this.#frames.length)) return undefined;
    return this.#frames[(this.#count - 1 - age) % this.#frames.length];
  }
}

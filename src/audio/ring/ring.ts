/**
 * Both ends of the capture ring (`ring-layout.ts`). Views of shared memory, valid as long as it is; nothing here
 * allocates after construction, waits or throws. Positions are Int32 frame counts that wrap.
 */
import { RING_OFFSET } from '../engine-layout.js';
import { beginRead, beginWrite, endWrite, unchangedSince } from '../seqlock.js';
import { RING_CAPACITY, RING_HEADER_BYTES, RING_HEADER_WORDS, RingWord, SourceStateCode } from './ring-layout.js';

/** Name of a source's state, as in RingWord.STATE. */
export type SourceState = keyof typeof SourceStateCode;

/** Looks at a stamp, at most. */
const MOST_LOOKS = 10_000;

const STATES = Object.keys(SourceStateCode) as SourceState[];

/** State of the source behind the ring. Any thread. */
export function sourceState(header: Int32Array): SourceState {
  return STATES[Atomics.load(header, RingWord.STATE)] ?? 'closed';
}

function views(memory: WebAssembly.Memory): { header: Int32Array; stampTime: Float64Array } {
  return {
    header: new Int32Array(memory.buffer, RING_OFFSET, RING_HEADER_WORDS),
    stampTime: new Float64Array(memory.buffer, RING_OFFSET + RingWord.STAMP_TIME * 4, 1),
  };
}

/** The producer's end, for sources written in TypeScript. One thread only. */
export class RingWriter {
  readonly header: Int32Array;
  /** One lane per channel, RING_CAPACITY float32 each: frame at position `p` is at index `p & (RING_CAPACITY − 1)`. */
  readonly lanes: readonly Float32Array[];
  readonly #stampTime: Float64Array;

  constructor(memory: WebAssembly.Memory, channels: number) {
    const { header, stampTime } = views(memory);
    this.header = header;
    this.#stampTime = stampTime;
    const first = RING_OFFSET + RING_HEADER_BYTES;
    this.lanes = Array.from(
      { length: channels },
      (_, channel) => new Float32Array(memory.buffer, first + channel * RING_CAPACITY * 4, RING_CAPACITY),
    );
  }

  get position(): number {
    return this.header[RingWord.WRITE_POS]!;
  }

  /** Publishes `frames` that were written; `capturedMs` is when the last of them was captured (CLOCK_MONOTONIC). */
  advance(frames: number, capturedMs: number): void {
    const next = (this.position + frames) | 0;
    beginWrite(this.header, RingWord.STAMP_SEQ);
    Atomics.store(this.header, RingWord.STAMP_POS, next);
    this.#stampTime[0] = capturedMs;
    endWrite(this.header, RingWord.STAMP_SEQ);
    Atomics.store(this.header, RingWord.WRITE_POS, next);
  }

  setState(state: SourceState): void {
    Atomics.store(this.header, RingWord.STATE, SourceStateCode[state]);
  }

  /** Counts an xrun: what is written next does not follow what was written last. */
  countXrun(lostFrames: number): void {
    Atomics.store(this.header, RingWord.XRUN_POS, this.position);
    this.addLost(lostFrames);
    Atomics.add(this.header, RingWord.XRUNS, 1);
  }

  /** Counts frames of silence that belong to the newest xrun. */
  addLost(frames: number): void {
    Atomics.add(this.header, RingWord.LOST_FRAMES, frames);
  }
}

/** The mixer's end. One thread only. */
export class RingReader {
  readonly header: Int32Array;
  readonly #stampTime: Float64Array;
  readonly #msPerFrame: number;
  readonly #captured = new Float64Array(1);

  constructor(memory: WebAssembly.Memory, sampleRate: number) {
    const { header, stampTime } = views(memory);
    this.header = header;
    this.#stampTime = stampTime;
    this.#msPerFrame = 1000 / sampleRate;
  }

  get position(): number {
    return this.header[RingWord.READ_POS]!;
  }

  set position(position: number) {
    Atomics.store(this.header, RingWord.READ_POS, position);
  }

  /** Frames written and not yet taken. */
  get available(): number {
    return (Atomics.load(this.header, RingWord.WRITE_POS) - this.position) | 0;
  }

  get xruns(): number {
    return Atomics.load(this.header, RingWord.XRUNS);
  }

  /** When the frame before `position` was captured, CLOCK_MONOTONIC ms, reckoned from the newest stamp. */
  capturedMs(position: number): number {
    this.#look(position);
    return this.#captured[0]!;
  }

  /** Leaves its result in memory: a number that is returned may be an object on the heap. */
  #look(position: number): void {
    // A stamp is written in a few nanoseconds: an odd or changed count is gone at the next look. One that stays is
    // left for the next period, whatever has happened to its writer.
    for (let attempt = 0; attempt < MOST_LOOKS; attempt++) {
      const seq = beginRead(this.header, RingWord.STAMP_SEQ);
      const stamped = Atomics.load(this.header, RingWord.STAMP_POS);
      const time = this.#stampTime[0]!;
      if (unchangedSince(this.header, RingWord.STAMP_SEQ, seq)) {
        this.#captured[0] = time - ((stamped - position) | 0) * this.#msPerFrame;
        return;
      }
    }
  }
}

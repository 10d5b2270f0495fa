/**
 * Both ends of the capture ring (`ring-layout.ts`). They are views of shared memory, valid as long as it is. After
 * construction nothing here allocates, waits or throws. Positions are Int32 frame counts that wrap.
 */
import { RING_OFFSET } from './engine-layout.js';
import { RING_CAPACITY, RING_HEADER_BYTES, RING_HEADER_WORDS, RingWord, SourceStateCode } from './ring-layout.js';
import { beginRead, beginWrite, endWrite, unchangedSince } from './seqlock.js';

/** Name of a source's state, as in RingWord.STATE. */
export type SourceState = keyof typeof SourceStateCode;

/** Most attempts to read a stamp. */
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
  /**
   * One lane per channel, RING_CAPACITY float32 each. The frame at position `p` has index `p & (RING_CAPACITY − 1)`.
   */
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

  /** Publishes `frames` frames. `capturedMs` is the capture time of the last one (CLOCK_MONOTONIC ms). */
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

  /** Counts an xrun: the next frame written does not follow the last one. */
  countXrun(lostFrames: number): void {
    Atomics.store(this.header, RingWord.XRUN_POS, this.position);
    this.addLost(lostFrames);
    Atomics.add(this.header, RingWord.XRUNS, 1);
  }

  /** Adds frames of silence that belong to the newest xrun. */
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

  /** Frames written but not yet taken. */
  get available(): number {
    return (Atomics.load(this.header, RingWord.WRITE_POS) - this.position) | 0;
  }

  get xruns(): number {
    return Atomics.load(this.header, RingWord.XRUNS);
  }

  /** Capture time of the frame before `position`, CLOCK_MONOTONIC ms, computed from the newest stamp. */
  capturedMs(position: number): number {
    this.#look(position);
    return this.#captured[0]!;
  }

  /** Puts its result in memory: a returned number may be an object on the heap. */
  #look(position: number): void {
    // Writing a stamp takes a few nanoseconds, so an odd or changed count is usually gone at the next attempt. If it
    // stays, this period keeps the last result and the next one tries again.
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

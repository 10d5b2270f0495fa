/**
 * The stream worker's view of one bus: its state, its sound, and whether its mix is silent. Stream worker only.
 */
import { BusState, BusWord, OUT_CAPACITY, outRingOffset, PLAN_BYTES, planOffset } from '../shared/engine-layout.js';
import { busHeader } from '../shared/engine-memory.js';
import { RING_CAPACITY, RING_GUARD } from '../shared/ring-layout.js';
import { beginRead, movedSince } from '../shared/seqlock.js';

/** Frames of a bus or of the capture that can be read before they are overwritten: the ring less 43 ms. */
export const READABLE_FRAMES = Math.min(OUT_CAPACITY, RING_CAPACITY) - RING_GUARD;

const RING_MASK = OUT_CAPACITY - 1;

export class BusReader {
  readonly bus: number;
  readonly #header: Int32Array;
  /** One frame (two s16) per word. */
  readonly #ring: Int32Array;
  readonly #plans: readonly [Float32Array, Float32Array];
  #planSeq = -1;
  #silent = false;

  constructor(memory: WebAssembly.Memory, bus: number) {
    this.bus = bus;
    this.#header = busHeader(memory, bus);
    this.#ring = new Int32Array(memory.buffer, outRingOffset(bus), OUT_CAPACITY);
    this.#plans = [
      new Float32Array(memory.buffer, planOffset(bus, 0), PLAN_BYTES / 4),
      new Float32Array(memory.buffer, planOffset(bus, 1), PLAN_BYTES / 4),
    ];
  }

  /** Whether the mixer plays the bus; `startWord` is valid then. */
  get playing(): boolean {
    return Atomics.load(this.#header, BusWord.STATE) === BusState.playing;
  }

  /** First position of the bus' sound, as the wrapping word in the header. */
  get startWord(): number {
    return Atomics.load(this.#header, BusWord.START_POS);
  }

  /** Whether every gain of the bus is 0, so its owner chose silence. Computed anew only when the plan changed. */
  silent(): boolean {
    const seq = beginRead(this.#header, BusWord.PLAN_SEQ) & ~1;
    if (seq !== this.#planSeq) {
      const silent = this.#plans[((seq >> 1) & 1) as 0 | 1].every((gain) => gain === 0);
      if (movedSince(this.#header, BusWord.PLAN_SEQ, seq) > 2) return this.#silent;
      this.#planSeq = seq;
      this.#silent = silent;
    }
    return this.#silent;
  }

  /** Copies `frames` frames from position `first` to the start of `to`. Frames before `start` are silence. */
  copy(to: Int32Array, first: number, frames: number, start: number): void {
    const silence = Math.min(frames, Math.max(0, start - first));
    for (let i = 0; i < silence; i++) to[i] = 0;
    // `first` may be below 0 at the stream's beginning and far above 2³¹ later: only its low bits select an index.
    let at = ((first % OUT_CAPACITY) + OUT_CAPACITY + silence) & RING_MASK;
    for (let i = silence; i < frames; i++) {
      to[i] = this.#ring[at]!;
      at = (at + 1) & RING_MASK;
    }
  }

  /** Releases the bus; the mixer frees it. */
  leave(): void {
    for (const state of [BusState.starting, BusState.playing]) {
      if (Atomics.compareExchange(this.#header, BusWord.STATE, state, BusState.leaving) === state) return;
    }
  }
}

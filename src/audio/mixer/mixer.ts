/**
 * The mixer without threads: takes periods from the ring, mixes them, and reports in the engine's header.
 * The audio worker drives it in real time; the offline front end drives it as fast as it can. Nothing
 * here allocates per period, throws or waits.
 */
import { monotonicMs } from '../../base/clock.js';
import { framesToMs } from '../../base/units.js';
import { BLOCK_FRAMES, ENGINE_OFFSET, EngineWord, LOOK_AHEAD } from '../shared/engine-layout.js';
import { engineHeader } from '../shared/engine-memory.js';
import { Histogram } from '../shared/histogram.js';
import { RingReader } from '../shared/ring.js';
import { RING_CAPACITY, RING_GUARD } from '../shared/ring-layout.js';
import { beginWrite, endWrite } from '../shared/seqlock.js';
import type { Kernel } from './kernel.js';

/**
 * Every gain change takes this long, in a straight line. The largest change is 0 to 16: fader and master from −∞ to +12
 * dB. At 48 kHz that moves the gain by 1/60 per sample.
 */
export const RAMP_MS = 20;
/** Length of a fade-in: when a listener joins, and when a bus was completely silent before a change. */
const FADE_IN_MS = 100;

/** An eighth of the ring, so the mixer has room to be late. */
const LONGEST_PERIOD = RING_CAPACITY / 8;

/** Indices of #times: when the last frame was captured, when the mix began, and when it ended. */
const CAPTURED = 0;
const BEGAN = 1;
const MIXED = 2;

export interface MixerOptions {
  readonly memory: WebAssembly.Memory;
  readonly kernel: Kernel;
  /** A multiple of 16. */
  readonly periodFrames: number;
  readonly sampleRate: number;
  /** Linear, 0 < ceiling ≤ 1. */
  readonly limiterCeiling: number;
}

export class Mixer {
  readonly #header: Int32Array;
  readonly #stampTime: Float64Array;
  readonly #stampMixed: Float64Array;
  readonly #ring: RingReader;
  readonly #kernel: Kernel;
  readonly #period: number;
  readonly #lookAheadMs: number;
  readonly #captureToMix: Histogram;
  readonly #mix: Histogram;
  /**
   * Times of the current period, ms. They stay in memory because a number passed between
   * functions may be an object on the heap.
   */
  readonly #times = new Float64Array(3);
  #xruns: number;

  /** Starts where the ring's reader stands. */
  constructor(options: MixerOptions) {
    const { memory, kernel, periodFrames, sampleRate, limiterCeiling } = options;
    if (periodFrames < BLOCK_FRAMES || periodFrames > LONGEST_PERIOD || periodFrames % BLOCK_FRAMES !== 0) {
      throw new RangeError(`a period is ${BLOCK_FRAMES}…${LONGEST_PERIOD} frames, a multiple of ${BLOCK_FRAMES}`);
    }
    this.#header = engineHeader(memory);
    this.#stampTime = new Float64Array(memory.buffer, ENGINE_OFFSET + EngineWord.STAMP_TIME * 4, 1);
    this.#stampMixed = new Float64Array(memory.buffer, ENGINE_OFFSET + EngineWord.STAMP_MIXED * 4, 1);
    this.#ring = new RingReader(memory, sampleRate);
    this.#kernel = kernel;
    this.#period = periodFrames;
    this.#lookAheadMs = framesToMs(LOOK_AHEAD, sampleRate);
    this.#captureToMix = new Histogram(memory, 'captureToMix');
    this.#mix = new Histogram(memory, 'mix');
    this.#xruns = this.#ring.xruns;
    kernel.configure(sampleRate, limiterCeiling, RAMP_MS, FADE_IN_MS);
    Atomics.store(this.#header, EngineWord.PERIOD, periodFrames);
  }

  /** The WRITE_POS at which the next period is complete. */
  get wanted(): number {
    return (this.#ring.position + this.#period) | 0;
  }

  /** Mixes every complete period in the ring. Returns their number. */
  mixAvailable(): number {
    let periods = 0;
    while (this.#ring.available >= this.#period) {
      if (this.#ring.available > RING_CAPACITY - RING_GUARD) this.#jump();
      this.#mixPeriod();
      periods++;
    }
    return periods;
  }

  /** Called when another source starts: every bus fades in on it. */
  cut(): void {
    this.#kernel.skip(this.#ring.position, this.#ring.position);
    Atomics.add(this.#header, EngineWord.DISCONTINUITIES, 1);
  }

  #mixPeriod(): void {
    const { position } = this.#ring;
    const next = (position + this.#period) | 0;
    const times = this.#times;
    times[CAPTURED] = this.#ring.capturedMs(next);
    times[BEGAN] = monotonicMs();
    this.#kernel.mix(position, this.#period);
    times[MIXED] = monotonicMs();
    // This thread may have paused while it mixed, and newer sound may have overwritten what it read.
    if (this.#ring.available > RING_CAPACITY - RING_GUARD) this.#lose(1);
    this.#ring.position = next;
    if (this.#ring.xruns !== this.#xruns) {
      this.#xruns = this.#ring.xruns;
      Atomics.add(this.#header, EngineWord.DISCONTINUITIES, 1);
    }
    this.#publish(next);
    Atomics.add(this.#header, EngineWord.PERIODS, 1);
    // Whole microseconds: small integers are not heap objects.
    this.#captureToMix.record(((times[BEGAN]! - times[CAPTURED]!) * 1000) | 0);
    this.#mix.record(((times[MIXED]! - times[BEGAN]!) * 1000) | 0);
  }

  /** CAPTURED belongs to the frame before ring position `next`. The same time on a bus lies LOOK_AHEAD frames later. */
  #publish(next: number): void {
    const out = (next - LOOK_AHEAD) | 0;
    beginWrite(this.#header, EngineWord.STAMP_SEQ);
    Atomics.store(this.#header, EngineWord.STAMP_POS, out);
    this.#stampTime[0] = this.#times[CAPTURED]! - this.#lookAheadMs;
    this.#stampMixed[0] = this.#times[MIXED]!;
    endWrite(this.#header, EngineWord.STAMP_SEQ);
    Atomics.store(this.#header, EngineWord.OUT_POS, out);
  }

  /** The producer has lapped the mixer, or soon will: continues with the newest period. */
  #jump(): void {
    const { position } = this.#ring;
    const lost = Math.floor((this.#ring.available - this.#period) / this.#period);
    const next = (position + lost * this.#period) | 0;
    this.#kernel.skip(position, next);
    this.#ring.position = next;
    this.#lose(lost);
  }

  #lose(periods: number): void {
    Atomics.add(this.#header, EngineWord.LOST_PERIODS, periods);
    Atomics.add(this.#header, EngineWord.DISCONTINUITIES, 1);
  }
}

/** The offline front end for tests of exactness: source, ring and mixer in one thread, as fast as possible. */

import type { SourceDescription } from '../../../src/audio/format.js';
import { compileKernel, instantiateKernel, type Kernel } from '../../../src/audio/mixer/kernel.js';
import { Mixer } from '../../../src/audio/mixer/mixer.js';
import {
  BUS_HEADER_BYTES,
  BusState,
  BusWord,
  busOffset,
  EngineWord,
  LOOK_AHEAD,
  OUT_CAPACITY,
  outRingOffset,
} from '../../../src/audio/shared/engine-layout.js';
import {
  busHeader,
  createEngineMemory,
  engineHeader,
  ringHeader,
  writePlan,
} from '../../../src/audio/shared/engine-memory.js';
import { RingWord } from '../../../src/audio/shared/ring-layout.js';
import { PacedSource, type Renderer } from '../../../src/audio/source/paced-source.js';
import { dbToGain, framesToMs } from '../../../src/base/units.js';

export interface OfflineOptions {
  readonly periodFrames?: number;
  /** dBFS, default −1. */
  readonly limiterCeilingDb?: number;
}

export class OfflineMixer {
  readonly memory = createEngineMemory();
  readonly kernel: Kernel;
  readonly #source: PacedSource;
  readonly #mixer: Mixer;
  readonly #period: number;
  readonly #sampleRate: number;
  readonly #header: Int32Array;
  #frames = 0;

  constructor(source: SourceDescription, renderer: Renderer, options: OfflineOptions = {}) {
    this.#period = options.periodFrames ?? 128;
    this.#sampleRate = source.sampleRate;
    this.#header = engineHeader(this.memory);
    this.kernel = instantiateKernel(compileKernel(), this.memory);
    this.#source = new PacedSource(source, renderer, {
      memory: this.memory,
      periodFrames: this.#period,
      realtimePriority: 0,
      captureCpu: -1,
      lockMemory: false,
      warn: () => {},
    });
    this.#mixer = new Mixer({
      memory: this.memory,
      kernel: this.kernel,
      periodFrames: this.#period,
      sampleRate: source.sampleRate,
      limiterCeiling: dbToGain(options.limiterCeilingDb ?? -1),
    });
  }

  /** Starts bus `bus` with a plan, as a joining listener does. */
  join(bus: number, plan: Float32Array): void {
    writePlan(this.memory, bus, plan);
    new Float32Array(this.memory.buffer, busOffset(bus), BUS_HEADER_BYTES / 4)[BusWord.LIMITER_GAIN] = 1;
    Atomics.store(busHeader(this.memory, bus), BusWord.STATE, BusState.starting);
    if (this.#header[EngineWord.BUSES]! <= bus) this.#header[EngineWord.BUSES] = bus + 1;
  }

  plan(bus: number, plan: Float32Array): void {
    writePlan(this.memory, bus, plan);
  }

  leave(bus: number): void {
    Atomics.store(busHeader(this.memory, bus), BusWord.STATE, BusState.leaving);
  }

  /** Plays `periods` periods and returns the output of bus `bus` meanwhile: s16, left and right interleaved. */
  play(periods: number, bus = 0): Int16Array {
    const out = new Int16Array(periods * this.#period * 2);
    for (let period = 0; period < periods; period++) {
      this.produce(this.#period);
      out.set(this.takeOut(bus), period * this.#period * 2);
    }
    return out;
  }

  /** Fills the ring without mixing. */
  produce(frames: number): void {
    this.#frames += frames;
    this.#source.produce(frames, framesToMs(this.#frames, this.#sampleRate));
  }

  /** Mixes the frames in the ring. */
  mix(): void {
    this.#mixer.mixAvailable();
  }

  /** Mixes the frames in the ring and returns the output of bus `bus` (at most OUT_CAPACITY frames). */
  takeOut(bus: number): Int16Array {
    const ring = new Int16Array(this.memory.buffer, outRingOffset(bus), OUT_CAPACITY * 2);
    const from = this.outPosition;
    this.mix();
    const frames = (this.outPosition - from) | 0;
    return Int16Array.from({ length: frames * 2 }, (_, i) => ring[(from * 2 + i) & (OUT_CAPACITY * 2 - 1)]!);
  }

  /** EngineWord.OUT_POS; −LOOK_AHEAD at first. */
  get outPosition(): number {
    return this.#header[EngineWord.OUT_POS]!;
  }

  /** Smallest limiter gain of a bus since it joined, and its largest |sample|, linear. */
  levels(bus: number): { limiterGain: number; peakL: number; peakR: number } {
    const words = new Float32Array(this.memory.buffer, busOffset(bus), BUS_HEADER_BYTES / 4);
    return {
      limiterGain: words[BusWord.LIMITER_GAIN]!,
      peakL: words[BusWord.PEAK_L]!,
      peakR: words[BusWord.PEAK_R]!,
    };
  }

  get periodFrames(): number {
    return this.#period;
  }

  /** Begins at ring position `position` (a multiple of 16) instead of 0; before anything is played. */
  startAt(position: number): void {
    const ring = ringHeader(this.memory);
    ring[RingWord.WRITE_POS] = position;
    ring[RingWord.READ_POS] = position;
    this.#header[EngineWord.OUT_POS] = (position - LOOK_AHEAD) | 0;
  }
}

/**
 * Computes levels of the inputs, and what gates and compressors take from them, from counters that the mixer keeps.
 * Main thread, one reader.
 */
import { MAX_CHANNELS } from './format.js';
import { halvingsDb } from './mixer/dynamics-design.js';
import {
  METER_FRAMES,
  METER_OFFSET,
  METER_SUMS,
  STRIP_HEADER_BYTES,
  STRIP_OFFSET,
  StripWord,
} from './shared/engine-layout.js';

/** Input levels since the last read, linear from 0 up; index = channel. */
export interface InputMeters {
  readonly peak: readonly number[];
  readonly rms: readonly number[];
}

/** By how much gates and compressors turn the inputs down, dB (≥ 0), by channel: the most since the last read. */
export interface InputReductions {
  readonly gate: readonly number[];
  readonly comp: readonly number[];
}

export class MeterReader {
  readonly #peakBits: Int32Array;
  readonly #sums: Float64Array;
  readonly #frames: Int32Array;
  readonly #lastSums = new Float64Array(MAX_CHANNELS);
  #lastFrames = 0;

  constructor(memory: WebAssembly.Memory) {
    this.#peakBits = new Int32Array(memory.buffer, METER_OFFSET, MAX_CHANNELS);
    this.#sums = new Float64Array(memory.buffer, METER_OFFSET + METER_SUMS, MAX_CHANNELS);
    this.#frames = new Int32Array(memory.buffer, METER_OFFSET + METER_FRAMES, 1);
  }

  /** Peak and RMS of the first `channels` inputs since the last call; 0 if no frame came. */
  read(channels: number): InputMeters {
    const bits = Int32Array.from({ length: channels }, (_, channel) => Atomics.exchange(this.#peakBits, channel, 0));
    const now = Atomics.load(this.#frames, 0);
    const frames = (now - this.#lastFrames) | 0;
    this.#lastFrames = now;
    const rms: number[] = [];
    for (let channel = 0; channel < channels; channel++) {
      const sum = this.#sums[channel]!;
      rms.push(frames > 0 ? Math.sqrt(Math.max(0, sum - this.#lastSums[channel]!) / frames) : 0);
      this.#lastSums[channel] = sum;
    }
    return { peak: Array.from(new Float32Array(bits.buffer)), rms };
  }
}

/** Reads what gates and compressors take away. Main thread, one reader. */
export class ReductionReader {
  readonly #words: Int32Array;

  constructor(memory: WebAssembly.Memory) {
    this.#words = new Int32Array(memory.buffer, STRIP_OFFSET, STRIP_HEADER_BYTES / 4);
  }

  /** The largest reductions of the first `channels` inputs since the last call, dB; 0 where nothing was on. */
  read(channels: number): InputReductions {
    return {
      gate: this.#take(StripWord.GATE_REDUCTION, channels),
      comp: this.#take(StripWord.COMP_REDUCTION, channels),
    };
  }

  #take(first: number, channels: number): number[] {
    const bits = Int32Array.from({ length: channels }, (_, i) => Atomics.exchange(this.#words, first + i, 0));
    return Array.from(new Float32Array(bits.buffer), halvingsDb);
  }
}

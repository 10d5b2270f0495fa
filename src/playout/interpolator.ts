/**
 * Reads the jitter buffer at any speed, with a windowed-sinc polyphase interpolator. At step 1 on a whole frame,
 * samples pass untouched. Pure; no allocation after construction.
 */
import type { JitterBuffer } from './jitter-buffer.js';

/** Frames the filter sees on either side of the position. */
export const HALF_TAPS = 16;
const TAPS = 2 * HALF_TAPS;
/**
 * Sub-frame positions in the table. Coefficients between two of them are interpolated linearly (error below −100 dB).
 */
const PHASES = 512;
/** Kaiser window; side lobes below −80 dB, flat to 0.84 of half the sample rate at cutoff 1. */
const KAISER_BETA = 8;

/** A position in the stream: a whole frame and a fraction in [0, 1). */
export interface Cursor {
  position: number;
  fraction: number;
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function bessel0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** Coefficients by phase; each phase sums to 1, and phase 0 at cutoff 1 is exactly one frame. */
function coefficients(cutoff: number): Float32Array {
  const table = new Float32Array((PHASES + 1) * TAPS);
  const scale = bessel0(KAISER_BETA);
  for (let phase = 0; phase <= PHASES; phase++) {
    const row = new Float64Array(TAPS);
    let sum = 0;
    for (let tap = 0; tap < TAPS; tap++) {
      const distance = tap - (HALF_TAPS - 1) - phase / PHASES;
      const window =
        Math.abs(distance) >= HALF_TAPS ? 0 : bessel0(KAISER_BETA * Math.sqrt(1 - (distance / HALF_TAPS) ** 2));
      const whole = cutoff === 1 && Number.isInteger(distance);
      const x = Math.PI * cutoff * distance;
      const sinc = whole ? (distance === 0 ? 1 : 0) : x === 0 ? 1 : Math.sin(x) / x;
      row[tap] = (sinc * window) / scale;
      sum += row[tap]!;
    }
    for (let tap = 0; tap < TAPS; tap++) table[phase * TAPS + tap] = row[tap]! / sum;
  }
  return table;
}

export class Interpolator {
  readonly #table: Float32Array;

  /**
   * @param ratio input rate ÷ output rate. Above 1, the filter also prevents aliasing of what the output cannot carry.
   */
  constructor(ratio: number) {
    this.#table = coefficients(ratio > 1 ? 1 / ratio : 1);
  }

  /** How many output frames can be read from `cursor` at `step` before frames are missing, at most `limit`. */
  available(buffer: JitterBuffer, cursor: Cursor, step: number, limit: number): number {
    const wanted = Math.ceil(limit * step) + HALF_TAPS + 1;
    const there = buffer.contiguous(cursor.position, wanted) - HALF_TAPS;
    if (there <= 0) return 0;
    return Math.max(0, Math.min(limit, Math.floor((there - cursor.fraction) / step)));
  }

  /**
   * Writes `count` frames to `left` and `right` from index `offset`, and moves `cursor`.
   * The caller must ask `available` first.
   */
  read(
    buffer: JitterBuffer,
    cursor: Cursor,
    step: number,
    left: Float32Array,
    right: Float32Array,
    offset: number,
    count: number,
  ): void {
    const mask = buffer.mask;
    if (step === 1 && cursor.fraction === 0) {
      for (let i = 0; i < count; i++) {
        const slot = (cursor.position + i) & mask;
        left[offset + i] = buffer.left[slot]!;
        right[offset + i] = buffer.right[slot]!;
      }
      cursor.position += count;
      return;
    }
    for (let i = 0; i < count; i++) {
      const at = cursor.fraction + i * step;
      const whole = Math.floor(at);
      const phase = (at - whole) * PHASES;
      const row = Math.floor(phase);
      const weight = phase - row;
      const base = row * TAPS;
      const first = cursor.position + whole - (HALF_TAPS - 1);
      let sumLeft = 0;
      let sumRight = 0;
      for (let tap = 0; tap < TAPS; tap++) {
        const low = this.#table[base + tap]!;
        const gain = low + weight * (this.#table[base + TAPS + tap]! - low);
        const slot = (first + tap) & mask;
        sumLeft += gain * buffer.left[slot]!;
        sumRight += gain * buffer.right[slot]!;
      }
      left[offset + i] = sumLeft;
      right[offset + i] = sumRight;
    }
    const moved = cursor.fraction + count * step;
    cursor.position += Math.floor(moved);
    cursor.fraction = moved - Math.floor(moved);
  }
}

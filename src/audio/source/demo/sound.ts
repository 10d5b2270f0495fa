/**
 * Tools of the demo band's instruments. Pure. A sound is mono float32 at 48 kHz that starts and ends at silence.
 */
import { SAMPLE_RATE } from './score.js';

export type Random = () => number;

/** Seeded noise −1…1 (mulberry32), so that the band sounds the same every time. */
export function noise(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 0x8000_0000 - 1;
  };
}

/** Frames of `seconds`. */
export function frames(seconds: number): number {
  return Math.round(seconds * SAMPLE_RATE);
}

/** Hertz of a MIDI pitch. */
export function hertz(pitch: number): number {
  return 440 * 2 ** ((pitch - 69) / 12);
}

/** Factor per frame of a decay that falls by 60 dB in `seconds`. */
export function decay(seconds: number): number {
  return 0.001 ** (1 / (seconds * SAMPLE_RATE));
}

/** Fades the last `seconds` of a sound to silence. */
export function fadeOut(sound: Float32Array, seconds: number): Float32Array {
  const length = Math.min(sound.length, frames(seconds));
  const from = sound.length - length;
  for (let i = 0; i < length; i++) sound[from + i]! *= 1 - (i + 1) / length;
  return sound;
}

/** Adds a sound to a loop at frame `at`. What reaches past the end continues at the beginning. */
export function lay(loop: Float32Array, at: number, sound: Float32Array, level: number): void {
  let to = at % loop.length;
  for (let i = 0; i < sound.length; i++) {
    loop[to]! += sound[i]! * level;
    if (++to === loop.length) to = 0;
  }
}

/** Removes the mean of a loop and brings its peak to `peak` (linear). */
export function level(loop: Float32Array, peak: number): Float32Array {
  let sum = 0;
  for (const x of loop) sum += x;
  const mean = sum / loop.length;
  let largest = 0;
  for (let i = 0; i < loop.length; i++) {
    loop[i]! -= mean;
    largest = Math.max(largest, Math.abs(loop[i]!));
  }
  const gain = largest > 0 ? peak / largest : 0;
  for (let i = 0; i < loop.length; i++) loop[i]! *= gain;
  return loop;
}

const TABLE = 2048;

/**
 * One cycle of a wave, plus one sample. Harmonic h has amplitude `amplitude(h)`; none lies above 16 kHz at `pitchHz`.
 */
export function wave(pitchHz: number, amplitude: (harmonic: number) => number): Float32Array {
  const table = new Float32Array(TABLE + 1);
  const highest = Math.max(1, Math.min(48, Math.floor(16_000 / pitchHz)));
  for (let harmonic = 1; harmonic <= highest; harmonic++) {
    const size = amplitude(harmonic);
    for (let i = 0; i < TABLE; i++) table[i]! += size * SINE[(i * harmonic) % TABLE]!;
  }
  table[TABLE] = table[0]!;
  return table;
}

/** The wave's value at `turns` cycles (≥ 0), interpolated. */
export function look(table: Float32Array, turns: number): number {
  const at = (turns - Math.floor(turns)) * TABLE;
  const index = Math.floor(at);
  return table[index]! + (table[index + 1]! - table[index]!) * (at - index);
}

const SINE = Float32Array.from({ length: TABLE + 1 }, (_, i) => Math.sin((2 * Math.PI * i) / TABLE));

/** sin(2π · turns), turns ≥ 0. */
export function sine(turns: number): number {
  return look(SINE, turns);
}

/** A resonance (band-pass biquad, peak gain 1), after the cookbook of R. Bristow-Johnson. */
export class Resonance {
  readonly #b0: number;
  readonly #a1: number;
  readonly #a2: number;
  #x1 = 0;
  #x2 = 0;
  #y1 = 0;
  #y2 = 0;

  constructor(centreHz: number, widthHz: number) {
    const omega = (2 * Math.PI * centreHz) / SAMPLE_RATE;
    const alpha = (Math.sin(omega) * widthHz) / (2 * centreHz);
    this.#b0 = alpha / (1 + alpha);
    this.#a1 = (-2 * Math.cos(omega)) / (1 + alpha);
    this.#a2 = (1 - alpha) / (1 + alpha);
  }

  next(x: number): number {
    const y = this.#b0 * (x - this.#x2) - this.#a1 * this.#y1 - this.#a2 * this.#y2;
    this.#x2 = this.#x1;
    this.#x1 = x;
    this.#y2 = this.#y1;
    this.#y1 = y;
    return y;
  }
}

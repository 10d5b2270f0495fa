/**
 * Levels of known tones in a recording. Pure.
 */

const windows = new Map<number, Float64Array>();

/** A Hann window of `count` frames, divided by its sum. */
function windowOf(count: number): Float64Array {
  let weights = windows.get(count);
  if (weights === undefined) {
    weights = Float64Array.from({ length: count }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / count));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    weights = weights.map((weight) => weight / sum);
    windows.set(count, weights);
  }
  return weights;
}

/**
 * Peak level of the sine of `frequency` in `samples`, dBFS: one bin of a Hann-windowed Fourier transform. −200 when
 * there is nothing.
 */
export function toneDb(samples: Float32Array, frequency: number, rate: number): number {
  const weights = windowOf(samples.length);
  const stepCos = Math.cos((2 * Math.PI * frequency) / rate);
  const stepSin = Math.sin((2 * Math.PI * frequency) / rate);
  let cos = 1;
  let sin = 0;
  let real = 0;
  let imaginary = 0;
  // The angle is rotated from sample to sample: tests compute this for many channels, on busy machines.
  for (let i = 0; i < samples.length; i++) {
    const value = samples[i]! * weights[i]!;
    real += value * cos;
    imaginary += value * sin;
    const turned = cos * stepCos - sin * stepSin;
    sin = sin * stepCos + cos * stepSin;
    cos = turned;
  }
  return Math.max(-200, 20 * Math.log10(2 * Math.hypot(real, imaginary)));
}

/** Frequency of channel `index` of the source `tones`. */
export function toneOf(index: number): number {
  return 250 * (index + 1);
}

/** Level of each of `channels` tones on each side, dBFS peak. */
export function channelLevels(
  heard: { readonly left: Float32Array; readonly right: Float32Array; readonly rate: number },
  channels: number,
): { readonly left: number; readonly right: number }[] {
  return Array.from({ length: channels }, (_, index) => ({
    left: toneDb(heard.left, toneOf(index), heard.rate),
    right: toneDb(heard.right, toneOf(index), heard.rate),
  }));
}

/**
 * Frames of a part of a recording: long enough to tell tones 250 Hz apart, short enough
 * that a busy machine leaves some parts whole.
 */
const PART_FRAMES = 8192;

/**
 * The recording, then its parts, for tests that accept the best of them. A machine too busy to run the browser in time
 * puts gaps into it.
 */
export function* partsOf<T extends { readonly left: Float32Array; readonly right: Float32Array }>(
  heard: T,
): Generator<T> {
  yield heard;
  for (let from = 0; from + PART_FRAMES <= heard.left.length; from += PART_FRAMES / 2) {
    const to = from + PART_FRAMES;
    yield { ...heard, left: heard.left.subarray(from, to), right: heard.right.subarray(from, to) };
  }
}

/** Linear gain as dB. */
export function db(gain: number): number {
  return 20 * Math.log10(gain);
}

/** Equal-power gains of a pan position. */
export function panGains(pan: number): { readonly left: number; readonly right: number } {
  return { left: Math.cos(((pan + 1) * Math.PI) / 4), right: Math.sin(((pan + 1) * Math.PI) / 4) };
}

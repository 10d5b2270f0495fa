/**
 * Levels of known tones in a recording. Pure.
 */

/** Peak level of the sine of `frequency` in `samples`, dBFS: one bin of a Hann-windowed Fourier transform. −200 when there is nothing. */
export function toneDb(samples: Float32Array, frequency: number, rate: number): number {
  const count = samples.length;
  let real = 0;
  let imaginary = 0;
  let weights = 0;
  for (let i = 0; i < count; i++) {
    const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / count);
    const angle = (2 * Math.PI * frequency * i) / rate;
    real += samples[i]! * weight * Math.cos(angle);
    imaginary += samples[i]! * weight * Math.sin(angle);
    weights += weight;
  }
  return Math.max(-200, 20 * Math.log10((2 * Math.hypot(real, imaginary)) / weights));
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

/** Frames of a part of a recording: fine enough to tell tones 250 Hz apart, short enough that a busy machine leaves some whole. */
const PART_FRAMES = 8192;

/** The recording, then its parts, for tests that accept the best: a machine too busy to run the browser in time puts gaps into it. */
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

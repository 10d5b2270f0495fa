// Decodes Opus frames and measures one tone in them.
import { createDecoder } from 'libopus-wasm';

/** Samples of a window: whole cycles of every test tone. */
const WINDOW = 4800;
/** Not judged after each beginning: the mix fades in, and the decoder comes into step. */
const BEGINNING = 48_000;

/**
 * `frames`: {first, data} in order, `length` samples each. In dB: the tone's level on the left, and the right's,
 * against full scale; all else on the left against the tone.
 */
export async function measureTone(frames, length, hertz) {
  const decoder = await createDecoder({ channels: 2, sampleRate: 48_000 });
  const windows = [];
  const left = new Float64Array(WINDOW);
  let [filled, run, right, expected] = [0, 0, 0, undefined];
  for (const { first, data } of frames) {
    if (first !== expected) [filled, run, right] = [0, 0, 0];
    expected = first + length;
    const samples = decoder.decodeFloat(data, { frameSize: length });
    for (let i = 0; i < length; i++) {
      if (run++ < BEGINNING) continue;
      left[filled++] = samples[2 * i];
      right += samples[2 * i + 1] ** 2;
      if (filled < WINDOW) continue;
      windows.push({ ...measure(left, hertz), right: decibels(right / WINDOW) });
      [filled, right] = [0, 0];
    }
  }
  const sorted = (key) => windows.map((window) => window[key]).sort((a, b) => a - b);
  const [level, beside, silent] = [sorted('level'), sorted('beside'), sorted('right')];
  const rounded = (value) => (value === undefined ? null : Math.round(value * 10) / 10);
  return {
    windows: windows.length,
    lowest: rounded(level[0]),
    highest: rounded(level.at(-1)),
    besideMedian: rounded(beside[beside.length >> 1]),
    besideWorst: rounded(beside.at(-1)),
    rightWorst: rounded(silent.at(-1)),
  };
}

const decibels = (power) => 10 * Math.log10(Math.max(power, 1e-12));

function measure(samples, hertz) {
  let [cosine, sine, power] = [0, 0, 0];
  for (let i = 0; i < samples.length; i++) {
    const angle = (2 * Math.PI * hertz * i) / 48_000;
    cosine += samples[i] * Math.cos(angle);
    sine += samples[i] * Math.sin(angle);
    power += samples[i] ** 2;
  }
  const peak = (2 * Math.hypot(cosine, sine)) / samples.length;
  const own = peak ** 2 / 2;
  return { level: decibels(peak ** 2), beside: decibels(power / samples.length - own) - decibels(own) };
}

/**
 * What is heard of corrections. Tones go through the real playout while the device's clock slips and the musician
 * changes the choice. The spectrum around each correction shows what does not belong to the tones.
 */
import { LEAD_BOUNDS } from '../../src/playout/lead-bounds.js';
import { seeded } from '../harness/seeded.js';
import { quantile, simulate } from './simulation.js';

const RATE = 48_000;
const WINDOW = 8192;
/** Bins on either side of a tone that belong to it; a bin is 5.9 Hz wide. */
const OWN_BINS = 10;
/** Corrections whose spectrum is measured. */
const MOST = 100;
const LEVEL = 16_000;

export interface CorrectedTones {
  readonly steps: number;
  readonly jumps: number;
  /** Largest step that was no jump, ms. */
  readonly largestStepMs: number;
  /** Energy beside the tones in 171 ms around a correction, dB below the tones: median and worst. */
  readonly besideDb: { readonly median: number; readonly worst: number };
  /** The same where no correction is. */
  readonly cleanDb: number;
  /** Lowest and highest level of a single tone, against its own, dB; NaN for several tones. */
  readonly levelDb: { readonly lowest: number; readonly highest: number };
}

/**
 * @param quarters a quarter of each tone's period, frames: a tone of 12 000 / quarter Hz
 * @param seconds length. Each 3 s the clock slips, and each 20 s another choice is made
 */
export function correctTones(quarters: readonly number[], seconds: number): CorrectedTones {
  const heard = new Float32Array(RATE * seconds);
  const random = seeded(5);
  const at: number[] = [];
  let written = 0;
  let before = { steps: 0, jumps: 0, captureMs: Number.NaN };
  let largestStepMs = 0;
  const signal = (index: number): number => {
    let sum = 0;
    for (const quarter of quarters) sum += Math.sin((Math.PI * (index % (4 * quarter))) / (2 * quarter));
    return Math.round((LEVEL * sum) / quarters.length);
  };
  const { stats } = simulate({
    seed: 1,
    seconds,
    network: { jitterMs: 0 },
    signal,
    deviceGaps: Array.from({ length: Math.floor((seconds - 5) / 3) }, (_, i) => ({
      atSecond: 4 + 3 * i + random(),
      ms: 1 + 9 * random() ** 2,
    })),
    onSecond: (second, playout) => {
      if (second % 20 === 0) playout.setBounds(second % 40 === 0 ? LEAD_BOUNDS.normal : LEAD_BOUNDS.low);
    },
    onRender: ({ left, stats: { steps, jumps, captureMs } }) => {
      if (steps > before.steps) {
        const blockMs = (left.length * 1000) / RATE;
        largestStepMs = Math.max(largestStepMs, Math.abs(captureMs - before.captureMs - blockMs));
      }
      if (steps > before.steps || jumps > before.jumps) at.push(written);
      before = { steps, jumps, captureMs };
      if (written + left.length <= heard.length) heard.set(left, written);
      written += left.length;
    },
  });
  const measured = at.filter((place) => place > WINDOW && place < heard.length - WINDOW).slice(0, MOST);
  const beside = measured.map((place) => besideDb(heard, place - WINDOW / 2, quarters));
  return {
    steps: stats.steps,
    jumps: stats.jumps,
    largestStepMs,
    besideDb: { median: quantile(beside, 0.5), worst: quantile(beside, 1) },
    cleanDb: besideDb(heard, RATE, quarters),
    levelDb: levelDb(heard.subarray(RATE, Math.min(written, heard.length)), quarters),
  };
}

/** Energy beside the tones in a Hann window from `from`, against that of the tones, dB. */
function besideDb(heard: Float32Array, from: number, quarters: readonly number[]): number {
  const windowed = Float64Array.from(
    { length: WINDOW },
    (_, i) => heard[from + i]! * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW)),
  );
  let total = 0;
  for (const value of windowed) total += value * value;
  const bins = new Set<number>();
  for (const quarter of quarters) {
    const centre = Math.round((12_000 / quarter / RATE) * WINDOW);
    for (let bin = Math.max(0, centre - OWN_BINS); bin <= centre + OWN_BINS; bin++) bins.add(bin);
  }
  let own = 0;
  for (const bin of bins) own += (binEnergy(windowed, bin) * 2) / WINDOW;
  return 10 * Math.log10(Math.max(1e-12, total - own) / own);
}

/** |DFT|² at one bin, by Goertzel's recursion. */
function binEnergy(values: Float64Array, bin: number): number {
  const twice = 2 * Math.cos((2 * Math.PI * bin) / values.length);
  let [last, lastButOne] = [0, 0];
  for (const value of values) {
    const next = value + twice * last - lastButOne;
    lastButOne = last;
    last = next;
  }
  return last * last + lastButOne * lastButOne - twice * last * lastButOne;
}

function levelDb(heard: Float32Array, quarters: readonly number[]): CorrectedTones['levelDb'] {
  if (quarters.length > 1) return { lowest: Number.NaN, highest: Number.NaN };
  const quarter = quarters[0]!;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  for (let i = 0; i + quarter < heard.length; i++) {
    // A quarter of a period apart, sine and cosine: their root of squares is the level.
    const level = Math.hypot(heard[i]!, heard[i + quarter]!);
    lowest = Math.min(lowest, level);
    highest = Math.max(highest, level);
  }
  const toDb = (level: number) => 20 * Math.log10((level * 32_768) / LEVEL);
  return { lowest: toDb(lowest), highest: toDb(highest) };
}

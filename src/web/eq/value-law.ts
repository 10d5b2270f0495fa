/** Where the values of a strip lie on a slider: even steps in octaves, decibels, Q, times and ratios. Pure. */
import type { SoundParameter } from '../../wire/eq.js';

/** Steps to the octave, and to the doubling of a value in another unit. */
const PER_OCTAVE = 12;
const PER_RATIO_DOUBLING = 7;
const PER_DOUBLING = 6;
const DB_STEP = 0.5;

/** Even steps from `min` to `max`. */
export interface ValueLaw {
  /** The last step; the first is 0. */
  readonly last: number;
  /** The step nearest to a value. */
  readonly stepOf: (value: number) => number;
  /** The value at a step, rounded as people would say it. */
  readonly valueAt: (step: number) => number;
}

/** The law of a parameter in hertz, decibels, Q, milliseconds or as a ratio to one. */
export function lawOf({ min = 0, max = 1, unit }: SoundParameter): ValueLaw {
  if (unit === 'dB') {
    const last = Math.round((max - min) / DB_STEP);
    return evenly(
      last,
      (value) => (value - min) / DB_STEP,
      (step) => min + step * DB_STEP,
    );
  }
  const per = unit === 'Hz' ? PER_OCTAVE : unit === ':1' ? PER_RATIO_DOUBLING : PER_DOUBLING;
  const last = Math.round(Math.log2(max / min) * per);
  const wide = Math.log2(max / min);
  return evenly(
    last,
    (value) => (Math.log2(value / min) / wide) * last,
    (step) => Math.min(max, Math.max(min, spoken(min * 2 ** ((step / last) * wide)))),
  );
}

function evenly(last: number, place: (value: number) => number, valueAt: (step: number) => number): ValueLaw {
  const bounded = (step: number) => Math.min(last, Math.max(0, step));
  return {
    last,
    stepOf: (value) => Math.round(bounded(place(value))),
    valueAt: (step) => valueAt(bounded(step)),
  };
}

/** Two or three significant digits: 0.71, 85, 1250. */
function spoken(value: number): number {
  const digits = 10 ** (Math.floor(Math.log10(value)) - (value < 100 ? 1 : 2));
  return Number((Math.round(value / digits) * digits).toPrecision(6));
}

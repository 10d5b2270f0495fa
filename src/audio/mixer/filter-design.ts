/**
 * Turns high-passes, bells and shelves into parameters of the kernel's filter section (`kernel-filter.as.ts`). Pure.
 *
 * The responses are those of Robert Bristow-Johnson's "Cookbook formulae for audio EQ biquad filter coefficients":
 * analogue prototypes through the bilinear transform. So a curve is exact at its own frequency, and narrows towards
 * half the sample rate. The mixing gains follow Andrew Simper (see the kernel).
 */

/** One section: out = m0·in + m1·band + m2·low, with g = tan(π·f/rate) and k = 1/Q. */
export interface Section {
  readonly g: number;
  readonly k: number;
  readonly m0: number;
  readonly m1: number;
  readonly m2: number;
}

/** Where a frequency in Hz lies after the bilinear transform. It must lie below half the sample rate. */
const warped = (hz: number, rate: number): number => Math.tan((Math.PI * hz) / rate);

/** The same section with its input passed on unchanged, ready to be faded in. */
export const asFlat = ({ g, k }: Section): Section => ({ g, k, m0: 1, m1: 0, m2: 0 });

/**
 * A Butterworth high-pass in two sections, of which the second is flat at 12 dB per octave. `slope` is 12, 18 or 24. At
 * 18 dB the second section is of first order: s/(s + 1), written as (s² + s)/(s + 1)².
 */
export function highPass(hz: number, slope: number, rate: number): [Section, Section] {
  const g = warped(hz, rate);
  const second = (k: number): Section => ({ g, k, m0: 1, m1: -k, m2: -1 });
  if (slope === 18) return [second(1), { g, k: 2, m0: 1, m1: -1, m2: -1 }];
  if (slope === 24) return [second(2 * Math.sin(Math.PI / 8)), second(2 * Math.cos(Math.PI / 8))];
  return [second(Math.SQRT2), asFlat(second(Math.SQRT2))];
}

/** Raises or lowers by `db` around `hz`; its bandwidth follows from Q, equally for both directions. */
export function bell(hz: number, db: number, q: number, rate: number): Section {
  const a = 10 ** (db / 40);
  const k = 1 / (q * a);
  return { g: warped(hz, rate), k, m0: 1, m1: k * (a * a - 1), m2: 0 };
}

/** Raises or lowers everything well below `hz` by `db`; half of it at `hz`. Above Q 0.71 the slope overshoots. */
export function lowShelf(hz: number, db: number, q: number, rate: number): Section {
  const a = 10 ** (db / 40);
  const k = 1 / q;
  return { g: warped(hz, rate) / Math.sqrt(a), k, m0: 1, m1: k * (a - 1), m2: a * a - 1 };
}

/** The same above `hz`. */
export function highShelf(hz: number, db: number, q: number, rate: number): Section {
  const a = 10 ** (db / 40);
  const k = 1 / q;
  return { g: warped(hz, rate) * Math.sqrt(a), k, m0: a * a, m1: k * (1 - a) * a, m2: 1 - a * a };
}

/** Gain of a section at `hz`, in dB: what the kernel does, for drawing. */
export function sectionDb({ g, k, m0, m1, m2 }: Section, hz: number, rate: number): number {
  // s = jΩ with Ω in units of the section's own frequency; band = s/(s² + ks + 1), low = 1/(s² + ks + 1).
  const omega = warped(hz, rate) / g;
  const real = 1 - omega * omega;
  const imaginary = k * omega;
  const top = (m0 * real + m2) ** 2 + (m0 * imaginary + m1 * omega) ** 2;
  return 10 * Math.log10(Math.max(1e-30, top) / (real * real + imaginary * imaginary));
}

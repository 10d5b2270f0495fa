/**
 * Computes what the kernel needs for a strip, off the audio path. Pure.
 */
import { dbToGain } from '../../base/units.js';
import type { EqSettings } from '../../wire/eq.js';
import type { StripSettings } from '../../wire/strip.js';
import { compressorRows, gateRows } from './dynamics-design.js';
import { asFlat, bell, highPass, highShelf, lowShelf, type Section } from './filter-design.js';

/** The four bands. With the equaliser off they are flat, but keep their frequencies: then switching on is a fade. */
function eqSections(eq: EqSettings, rate: number): Section[] {
  const bands = [
    (eq.eq1Shelf ? lowShelf : bell)(eq.eq1Hz, eq.eq1Db, eq.eq1Q, rate),
    bell(eq.eq2Hz, eq.eq2Db, eq.eq2Q, rate),
    bell(eq.eq3Hz, eq.eq3Db, eq.eq3Q, rate),
    (eq.eq4Shelf ? highShelf : bell)(eq.eq4Hz, eq.eq4Db, eq.eq4Q, rate),
  ];
  return eq.eqOn ? bands : bands.map(asFlat);
}

/** The sections of a strip, in the kernel's order: two of the high-pass, then the bands. */
export function stripSections(strip: StripSettings, rate: number): Section[] {
  const pass = highPass(strip.hpHz, strip.hpSlope, rate);
  return [...(strip.hpOn ? pass : pass.map(asFlat)), ...eqSections(strip, rate)];
}

/** What a strip must know of its input. */
export interface StripInput {
  /** Its gain for the ear, dB: thresholds are levels after it. */
  readonly trimDb: number;
  /** The other half of its stereo pair: gate and compressor act by the louder one. */
  readonly partner: number | null;
}

/** A lane of a plan: the rows of one strip, in the order of STRIP_PLAN_BYTES. `channel`: its input. */
export function stripLane(
  strip: StripSettings,
  { trimDb, partner }: StripInput,
  channel: number,
  rate: number,
): number[] {
  return [
    strip.invert ? -1 : 1,
    ...stripSections(strip, rate).flatMap(({ g, k, m0, m1, m2 }) => [g, k, m0, m1, m2]),
    ...gateRows(strip, rate),
    ...compressorRows(strip, rate),
    partner ?? channel,
    dbToGain(trimDb),
  ];
}

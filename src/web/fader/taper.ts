/**
 * The fader's taper: travel (0 bottom … 1 top) ↔ level in dB ↔ linear gain. Pure.
 *
 * Between the points below, the travel is linear in dB. It is wide where people mix (−12…+12
 * dB takes half of it) and narrow where they only fade out. The very bottom is silence.
 */
import { dbToGain } from '../../base/units.js';

/** Gain range of the box: silence … +12 dB. */
export const MAX_GAIN = 4;
export const MAX_DB = 12;
/** Below this a fader is silent. */
export const FLOOR_DB = -60;

/** [travel, dB], rising in both. Travel below the first point is silence. */
const POINTS: readonly (readonly [number, number])[] = [
  [0.04, FLOOR_DB],
  [0.2, -36],
  [0.5, -12],
  [0.76, 0],
  [1, MAX_DB],
];

/** Linear gain of a level in dB; −∞ gives 0. Never above MAX_GAIN. */
export function faderGain(db: number): number {
  return Math.min(MAX_GAIN, dbToGain(db));
}

/** Level in dB of a linear gain ≥ 0; 0 gives −∞. */
export function gainToDb(gain: number): number {
  return gain > 0 ? 20 * Math.log10(gain) : Number.NEGATIVE_INFINITY;
}

/** Travel of a level; values beyond the ends stay at the ends. */
export function dbToTravel(db: number): number {
  const first = POINTS[0];
  if (!(db >= first[1])) return 0;
  for (let i = 1; i < POINTS.length; i++) {
    const [t1, d1] = POINTS[i];
    if (db <= d1) {
      const [t0, d0] = POINTS[i - 1];
      return t0 + ((db - d0) / (d1 - d0)) * (t1 - t0);
    }
  }
  return 1;
}

/** Level of a travel 0…1, in dB; −∞ at the bottom. */
export function travelToDb(travel: number): number {
  if (!(travel >= POINTS[0][0])) return Number.NEGATIVE_INFINITY;
  for (let i = 1; i < POINTS.length; i++) {
    const [t1, d1] = POINTS[i];
    if (travel <= t1) {
      const [t0, d0] = POINTS[i - 1];
      return d0 + ((travel - t0) / (t1 - t0)) * (d1 - d0);
    }
  }
  return MAX_DB;
}

/** Travel of a linear gain. */
export function gainToTravel(gain: number): number {
  return dbToTravel(gainToDb(gain));
}

/** The travels within `spanDb` of a gain; from silence, within `spanDb` of the lowest level. */
export function travelsWithin(gain: number, spanDb: number): readonly [from: number, to: number] {
  const db = gainToDb(gain);
  if (db < FLOOR_DB) return [0, dbToTravel(FLOOR_DB + spanDb)];
  return [dbToTravel(db - spanDb), dbToTravel(Math.min(MAX_DB, db + spanDb))];
}

/** Gain of a travel, in steps of a tenth of a dB, as a hand sets it. */
export function travelToGain(travel: number): number {
  const db = travelToDb(travel);
  return faderGain(db === Number.NEGATIVE_INFINITY ? db : Math.round(db * 10) / 10);
}

/** A gain moved by `stepDb`. From silence, a step up begins at −60 dB; a step below −60 dB is silence. */
export function stepGain(gain: number, stepDb: number): number {
  const db = gainToDb(gain);
  if (db === Number.NEGATIVE_INFINITY) return stepDb > 0 ? faderGain(FLOOR_DB) : 0;
  const next = Math.round((db + stepDb) * 10) / 10;
  if (next < FLOOR_DB) return 0;
  return faderGain(Math.min(MAX_DB, next));
}

/** `−6.0`, `+3.2`, `0.0`, `−∞`: the level as shown, with a true minus sign. */
export function formatDb(gain: number): string {
  const db = gainToDb(gain);
  if (db < FLOOR_DB) return '−∞';
  const shown = Math.min(MAX_DB, Math.round(db * 10) / 10);
  if (shown === 0) return '0.0';
  return `${shown < 0 ? '−' : '+'}${Math.abs(shown).toFixed(1)}`;
}

/** Marks beside a fader: [dB, travel]. */
export const SCALE_MARKS: readonly (readonly [number, number])[] = [12, 6, 0, -6, -12, -24, -36, -60].map((db) => [
  db,
  dbToTravel(db),
]);

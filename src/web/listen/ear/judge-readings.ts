/** What several readings of the delay to the ear amount to: middle and spread, or why there is none. Pure. */
import type { EarResult } from '../listener-api.js';

/** Readings further from the middle are mistakes, ms. The player itself may come down by some ms meanwhile. */
const NEAR_MS = 15;
/** At least this share of the chirps must agree. */
const AGREE = 0.6;

/**
 * @param readings one for each chirp, ms; undefined where none was heard
 * @param loudest sample that the microphone gave, 0…1
 */
export function judgeReadings(readings: readonly (number | undefined)[], loudest: number): EarResult {
  const of = readings.length;
  const sorted = readings.filter((each) => each !== undefined).sort((a, b) => a - b);
  const needed = Math.ceil(AGREE * of);
  if (loudest === 0) return { ok: false, why: 'silent' };
  if (sorted.length === 0) return { ok: false, why: 'quiet' };
  if (sorted.length < needed) return { ok: false, why: 'few' };
  const middle = median(sorted);
  const near = sorted.filter((each) => Math.abs(each - middle) <= NEAR_MS);
  if (near.length < needed) return { ok: false, why: 'uneven' };
  return { ok: true, ms: median(near), spreadMs: near.at(-1)! - near[0]!, heard: near.length, of };
}

function median(sorted: readonly number[]): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

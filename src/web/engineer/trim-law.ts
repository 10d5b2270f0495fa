/** The trim's way: linear in dB, in steps of half a dB. Pure. */
import { MAX_TRIM_DB } from '../../wire/limits.js';

/** Least change, dB. */
export const TRIM_STEP_DB = 0.5;
/** What Page keys move, dB. */
const PAGE_DB = 6;

const bound = (db: number): number => Math.max(-MAX_TRIM_DB, Math.min(MAX_TRIM_DB, db));

/** Travel 0 bottom … 1 top of a trim. */
export const trimTravel = (db: number): number => (bound(db) + MAX_TRIM_DB) / (2 * MAX_TRIM_DB);

/** The trim at a travel, on a whole step. */
export const trimAt = (travel: number): number =>
  bound(Math.round((travel * 2 * MAX_TRIM_DB - MAX_TRIM_DB) / TRIM_STEP_DB) * TRIM_STEP_DB);

/** The trim moved by some dB, to a tenth: other programs may have set it between two steps. */
export const trimBy = (db: number, stepDb: number): number => bound(Math.round((db + stepDb) * 10) / 10);

/** The trim after a key; undefined for other keys. Nothing jumps to an end. */
export function trimByKey(key: string, db: number): number | undefined {
  switch (key) {
    case 'ArrowUp':
    case 'ArrowRight':
      return trimBy(db, TRIM_STEP_DB);
    case 'ArrowDown':
    case 'ArrowLeft':
      return trimBy(db, -TRIM_STEP_DB);
    case 'PageUp':
      return trimBy(db, PAGE_DB);
    case 'PageDown':
      return trimBy(db, -PAGE_DB);
    default:
      return undefined;
  }
}

/** The delay as it is shown: steady while it is about the same, at once where it changed. Pure. */

/** Share of a new reading in what is shown. */
const SMOOTHING = 0.2;
/** A reading further away than this replaces what is shown, ms. */
const JUMP_MS = 25;

/**
 * @param before what is shown now, ms; null for nothing. @param reading ms; not finite where it is not known, which
 * changes nothing.
 */
export function shownDelay(before: number | null, reading: number): number | null {
  if (!Number.isFinite(reading)) return before;
  return before === null || Math.abs(reading - before) > JUMP_MS ? reading : before + SMOOTHING * (reading - before);
}

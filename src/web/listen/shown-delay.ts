/** The delay on the screen: smoothed while readings stay close, replaced at once when they jump. Pure. */

/** Weight of a new reading. */
const SMOOTHING = 0.2;
/** A reading further away than this replaces the shown delay, ms. */
const JUMP_MS = 25;

/**
 * @param before the delay shown now, ms; null for none. @param
 * reading ms; a reading that is not finite changes nothing.
 */
export function shownDelay(before: number | null, reading: number): number | null {
  if (!Number.isFinite(reading)) return before;
  return before === null || Math.abs(reading - before) > JUMP_MS ? reading : before + SMOOTHING * (reading - before);
}

/**
 * The chirps by which a page measures the delay to the ear. Each rises from low to high in 20 ms: a microphone finds it
 * in noise, and knows its beginning within a fraction of a millisecond. Pure.
 */

/** Peak of a chirp, 1 = full scale: −20 dBFS. */
const PEAK = 0.1;
/** Phones and earphones put out these well, hertz. */
const LOW_HZ = 1000;
const HIGH_HZ = 6000;
export const CHIRP_MS = 20;
/** Part of a chirp at each end that is faded. */
const FADED = 0.25;

export const CHIRPS = 6;
/** From the beginning of one chirp to that of the next. A longer delay to the ear cannot be measured, ms. */
export const SPACING_MS = 800;
/** The music is silent for this long before the first chirp, ms. */
const LEAD_IN_MS = 400;
/** Fade of the music around the chirps, ms. */
const FADE_MS = 30;
/** From the beginning of the silence until the music is whole again, ms. */
export const WHOLE_MS = LEAD_IN_MS + CHIRPS * SPACING_MS;

/** When a chirp begins, ms after the beginning of the silence. */
export const chirpAt = (index: number): number => LEAD_IN_MS + index * SPACING_MS;

/** A chirp's value `ms` after its beginning. */
export function chirpValue(ms: number): number {
  const part = ms / CHIRP_MS;
  if (!(part >= 0 && part < 1)) return 0;
  const edge = Math.min(part, 1 - part) / FADED;
  const level = edge >= 1 ? 1 : Math.sin((Math.PI / 2) * edge) ** 2;
  const seconds = ms / 1000;
  const turns = seconds * (LOW_HZ + ((HIGH_HZ - LOW_HZ) * part) / 2);
  return PEAK * level * Math.sin(2 * Math.PI * turns);
}

/** What sounds besides the music `ms` after the beginning of the silence. */
export function chirpsValue(ms: number): number {
  const since = ms - LEAD_IN_MS;
  if (since < 0 || since >= CHIRPS * SPACING_MS) return 0;
  return chirpValue(since % SPACING_MS);
}

/** How loud the music is `ms` after the beginning of the silence, 0…1. */
export function musicLevel(ms: number): number {
  if (ms < FADE_MS) return Math.min(1, 1 - ms / FADE_MS);
  return Math.max(0, Math.min(1, 1 + (ms - WHOLE_MS) / FADE_MS));
}

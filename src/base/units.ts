/**
 * Decibels and linear gains. Pure. dBFS: a full-scale sample (|x| = 1) is 0 dBFS.
 */

/** Linear gain of `db` decibels; −Infinity gives exactly 0. */
export function dbToGain(db: number): number {
  return 10 ** (db / 20);
}

/** Decibels of a linear gain ≥ 0; 0 gives −Infinity. */
export function gainToDb(gain: number): number {
  return 20 * Math.log10(gain);
}

/** Milliseconds that `frames` last at `sampleRate` hertz. */
export function framesToMs(frames: number, sampleRate: number): number {
  return (frames * 1000) / sampleRate;
}

/** A recording of single impulses, far enough apart that each is known by its time alone. */
import { writePcmWav } from '../harness/pcm-wav.js';

export const IMPULSE_RATE = 48_000;
/** 0.75 s and a bit: impulses wander over packets and blocks. */
export const IMPULSE_EVERY = 36_037;
/** Below the limiter's ceiling. */
export const IMPULSE = 26_000;

/** 16-bit mono WAV with one impulse; the box plays it in a loop. */
export function impulseWav(path: string): void {
  const at = IMPULSE_EVERY >> 1;
  writePcmWav(path, { rate: IMPULSE_RATE, channels: 1, frames: IMPULSE_EVERY }, (n) => (n === at ? IMPULSE : 0));
}

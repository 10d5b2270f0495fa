/** A recording of single impulses, far enough apart that its time alone identifies each. */
import { writePcmWav } from '../harness/pcm-wav.js';

export const IMPULSE_RATE = 48_000;
/** A little over 0.75 s: the impulses fall on changing places of packets and blocks. */
export const IMPULSE_EVERY = 36_037;
/** Below the limiter's ceiling. */
export const IMPULSE = 26_000;

/** 16-bit mono WAV with one impulse; the box plays it in a loop. */
export function impulseWav(path: string): void {
  const at = IMPULSE_EVERY >> 1;
  writePcmWav(path, { rate: IMPULSE_RATE, channels: 1, frames: IMPULSE_EVERY }, (n) => (n === at ? IMPULSE : 0));
}

/** A recording of single impulses, far enough apart that each is known by its time alone. */
import { writeFileSync } from 'node:fs';

export const IMPULSE_RATE = 48_000;
/** 0.75 s and a bit: impulses wander over packets and blocks. */
export const IMPULSE_EVERY = 36_037;
/** Below the limiter's ceiling. */
export const IMPULSE = 26_000;

/** 16-bit mono WAV with one impulse; the box plays it in a loop. */
export function impulseWav(path: string): void {
  const data = Buffer.alloc(44 + IMPULSE_EVERY * 2);
  data.write('RIFF', 0);
  data.writeUInt32LE(data.length - 8, 4);
  data.write('WAVEfmt ', 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(IMPULSE_RATE, 24);
  data.writeUInt32LE(IMPULSE_RATE * 2, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write('data', 36);
  data.writeUInt32LE(IMPULSE_EVERY * 2, 40);
  data.writeInt16LE(IMPULSE, 44 + (IMPULSE_EVERY >> 1) * 2);
  writeFileSync(path, data);
}

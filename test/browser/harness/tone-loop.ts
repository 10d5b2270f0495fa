/** A recording for `--source=wav:`: each input is a tone of its own, with pauses. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { writePcmWav } from '../../harness/pcm-wav.js';

const RATE = 48_000;
/** The lowest tone, Hz; the others are its multiples. About −12 dBFS. */
const TONE_HZ = 440;
const PEAK = 8000;

/** Returns the file's path; the file is removed when `t` ends. `sounds`: whether an input plays then. */
export function toneLoop(
  t: Test,
  { channels, seconds }: { readonly channels: number; readonly seconds: number },
  sounds: (channel: number, second: number) => boolean,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'stagebox-loop-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'stage.wav');
  writePcmWav(file, { rate: RATE, channels, frames: seconds * RATE }, (frame, channel) =>
    sounds(channel, frame / RATE) ? Math.round(PEAK * Math.sin((frame * (channel + 1) * TONE_HZ) / RATE)) : 0,
  );
  return file;
}

/** Writes recordings for tests and benchmarks: a plain 44-byte header and PCM s16. */
import { writeFileSync } from 'node:fs';

const HEADER = 44;

/** `sample` gives the s16 value of one channel in one frame. */
export function writePcmWav(
  path: string,
  format: { readonly rate: number; readonly channels: number; readonly frames: number },
  sample: (frame: number, channel: number) => number,
): void {
  const { rate, channels, frames } = format;
  const bytes = frames * channels * 2;
  const file = Buffer.alloc(HEADER + bytes);
  file.write('RIFF', 0);
  file.writeUInt32LE(HEADER - 8 + bytes, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(channels, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * channels * 2, 28);
  file.writeUInt16LE(channels * 2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(bytes, 40);
  for (let frame = 0, at = HEADER; frame < frames; frame++) {
    for (let channel = 0; channel < channels; channel++, at += 2) file.writeInt16LE(sample(frame, channel), at);
  }
  writeFileSync(path, file);
}

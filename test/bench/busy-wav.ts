/** A recording of a busy stage: every channel swells and falls at its own pace, so that no meter ever stands still. */
import { writeFileSync } from 'node:fs';

const RATE = 48_000;
const SECONDS = 4;

/** Writes PCM s16, `channels` wide, 4 s, looping without a seam. */
export function writeBusyWav(path: string, channels: number): void {
  const frames = RATE * SECONDS;
  const bytes = frames * channels * 2;
  const file = Buffer.alloc(44 + bytes);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + bytes, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(channels, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * channels * 2, 28);
  file.writeUInt16LE(channels * 2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(bytes, 40);
  for (let channel = 0; channel < channels; channel++) {
    const tone = (2 * Math.PI * (220 + 10 * channel)) / RATE;
    const swell = (2 * Math.PI * (1 + (channel % 7))) / RATE;
    for (let frame = 0, at = 44 + channel * 2; frame < frames; frame++, at += channels * 2) {
      const level = 0.4 * (1 + Math.sin(swell * frame + channel)) ** 2;
      file.writeInt16LE(Math.round(Math.min(1, level) * 0.8 * 32_767 * Math.sin(tone * frame)), at);
    }
  }
  writeFileSync(path, file);
}

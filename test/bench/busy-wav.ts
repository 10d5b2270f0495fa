/** A recording of a busy stage: every channel swells and falls at its own pace, so that every meter keeps moving. */
import { writePcmWav } from '../harness/pcm-wav.js';

const RATE = 48_000;
const SECONDS = 4;

/** Writes PCM s16, `channels` wide, 4 s, looping without a seam. */
export function writeBusyWav(path: string, channels: number): void {
  writePcmWav(path, { rate: RATE, channels, frames: RATE * SECONDS }, (frame, channel) => {
    const tone = (2 * Math.PI * (220 + 10 * channel)) / RATE;
    const swell = (2 * Math.PI * (1 + (channel % 7))) / RATE;
    const level = 0.4 * (1 + Math.sin(swell * frame + channel)) ** 2;
    return Math.round(Math.min(1, level) * 0.8 * 32_767 * Math.sin(tone * frame));
  });
}

/** A recording in which every sample is known, and the judge of what arrives of it. */
import { writePcmWav } from './pcm-wav.js';

export const COUNTING_RATE = 48_000;
const RATE = COUNTING_RATE;
/** Of the counting file: a prime, so that the loop's seam falls elsewhere in every packet. */
const LENGTH = 20_011;

/** Sample `n` of the counting channel: every value of the loop is unique, and below the limiter's ceiling. */
function counting(n: number): number {
  return (n % LENGTH) - 10_000;
}

/** A 16-bit WAV whose first channel counts; the second holds a loud square wave that must never leak in. */
export function countingWav(path: string): void {
  writePcmWav(path, { rate: RATE, channels: 2, frames: LENGTH }, (n, channel) => {
    if (channel === 0) return counting(n);
    return n % 100 < 50 ? 20_000 : -20_000;
  });
}

/** Counts samples that are not the one after the one before, and frames that are missing by the packets' own index. */
export class CountingJudge {
  frames = 0;
  wrong = 0;
  gaps = 0;
  /** Packets that say that packets before them were dropped. */
  flagged = 0;
  /** Packets that say that the capture broke off before them. */
  breaks = 0;
  firstFault: string | undefined;
  #next: number | undefined;
  #value: number | undefined;

  take(first: number, flags: number, frames: number, sample: (i: number) => number): void {
    if (this.#next !== undefined && first !== this.#next) {
      this.gaps++;
      this.firstFault ??= `frame ${first} after ${this.#next}`;
    }
    if (flags & 1) this.breaks++;
    if (flags & ~5) this.flagged++;
    for (let i = 0; i < frames; i++) {
      const value = sample(i);
      if (this.#value !== undefined) {
        const expected = this.#value === counting(LENGTH - 1) ? counting(0) : this.#value + 1;
        if (value !== expected) {
          this.wrong++;
          this.firstFault ??= `${value} instead of ${expected} at frame ${first + i}`;
        }
      }
      this.#value = value;
    }
    this.#next = first + frames;
    this.frames += frames;
  }
}

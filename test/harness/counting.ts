/** A recording in which every sample is known, and the judge of what arrives of it. */
import type { Test } from 'tap';
import { LISTENER_LIMITS } from '../../src/audio/stream/listener-queue.js';
import { writePcmWav } from './pcm-wav.js';
import type { Stillness } from './stillness.js';

export const COUNTING_RATE = 48_000;
const RATE = COUNTING_RATE;
/** Frames of the counting file: a prime, so that the loop's seam falls elsewhere in every packet. */
const LENGTH = 20_011;

/** Sample `n` of the counting channel: every value of the loop is unique, and below the limiter's ceiling. */
function counting(n: number): number {
  return (n % LENGTH) - 10_000;
}

const modulo = (n: number): number => ((n % LENGTH) + LENGTH) % LENGTH;

/** A 16-bit WAV whose first channel counts. The second holds a loud square wave that must never leak into it. */
export function countingWav(path: string): void {
  writePcmWav(path, { rate: RATE, channels: 2, frames: LENGTH }, (n, channel) => {
    if (channel === 0) return counting(n);
    return n % 100 < 50 ? 20_000 : -20_000;
  });
}

/**
 * Counts samples that differ from the ones of their frames (the first sets the place in the recording). Also counts
 * packets that do not begin where the previous one ended.
 */
export class CountingJudge {
  frames = 0;
  wrong = 0;
  gaps = 0;
  /** Frames missing in the gaps; repeated ones count backwards. */
  lost = 0;
  /** Packets whose flag says that packets before them were dropped. */
  flagged = 0;
  /** Packets whose flag says that the capture broke off before them. */
  breaks = 0;
  firstFault: string | undefined;
  #next: number | undefined;
  /** Frame of the recording at index 0 of the stream. */
  #origin: number | undefined;

  take(first: number, flags: number, frames: number, sample: (i: number) => number): void {
    if (this.#next !== undefined && first !== this.#next) {
      this.gaps++;
      this.lost += first - this.#next;
      this.firstFault ??= `frame ${first} after ${this.#next}`;
    }
    if (flags & 1) this.breaks++;
    if (flags & ~5) this.flagged++;
    for (let i = 0; i < frames; i++) {
      const value = sample(i);
      this.#origin ??= modulo(value - counting(0) - first - i);
      const expected = counting(modulo(first + i + this.#origin));
      if (value !== expected) {
        this.wrong++;
        this.firstFault ??= `${value} instead of ${expected} at frame ${first + i}`;
      }
    }
    this.#next = first + frames;
    this.frames += frames;
  }
}

/**
 * Asserts that a listener in this process got everything, except what it lost by its own
 * stalls. `still` ran for as long as it listened.
 */
export function heardWhole(t: Test, name: string, judge: CountingJudge, still: Stillness): void {
  const lostMs = (judge.lost * 1000) / RATE;
  const mostMs = still.mayLoseMs(LISTENER_LIMITS.ageMs);
  const stood = `this process stood still for ${Math.round(still.longestMs)} ms at a time, ${Math.round(still.totalMs)} in all`;
  t.equal(judge.wrong, 0, `${name}: no sample altered, ${judge.firstFault ?? ''}`);
  t.ok(lostMs >= 0 && lostMs <= mostMs, `${name}: ${lostMs} ms are missing; ${stood}`);
  if (mostMs > 0) return;
  t.equal(judge.gaps, 0, `${name}: no frame missing or repeated, ${judge.firstFault ?? ''}`);
  t.equal(judge.flagged, 0, `${name}: no packet says that others were dropped`);
}

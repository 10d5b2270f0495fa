/**
 * Judges what one listener received of a counting recording (`test/bench/native/ear.ts`): frames that never arrived,
 * samples that differ from the recording, and the waits between packets.
 */
import { monotonicMs } from '../../../src/base/clock.js';

/** Frames of the recording, and its lowest value. */
const LENGTH = 20_011;
const LOWEST = -10_000;

/**
 * Frames that never arrived, or a break of the capture. Times are on the system's
 * monotonic clock, ms, which all processes share.
 */
export interface Loss {
  readonly listener: string;
  readonly frames: number;
  /** Between these moments something held the sound back. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly what: 'missing' | 'break';
}

export class Judge {
  readonly listener: string;
  frames = 0;
  wrong = 0;
  firstWrong: string | undefined;
  readonly losses: Loss[] = [];
  /** Between two packets, ms. */
  gaps: number[] = [];
  #judging = false;
  #next: number | undefined;
  #came = 0;
  #captureMs = 0;
  /** Per lane: the recording's place at frame 0. */
  #origins: number[] = [];

  constructor(listener: string) {
    this.listener = listener;
  }

  /** Starts to judge, and forgets everything before. */
  start(): void {
    [this.#judging, this.frames, this.wrong, this.gaps] = [true, 0, 0, []];
    this.losses.length = 0;
    this.#came = 0;
    // The first packets fade in, and mixes are ramped: only now is the place in the recording known.
    this.#origins = [];
  }

  /**
   * `captureMs`: when the last frame was captured, if the packet says so; `broke`: the
   * packet says that the capture broke off before it.
   */
  take(
    first: number,
    frames: number,
    lanes: number,
    broke: boolean,
    captureMs: number | undefined,
    sample: (frame: number, lane: number) => number,
  ): void {
    const now = monotonicMs();
    if (this.#judging) {
      if (this.#came > 0) this.gaps.push(now - this.#came);
      const missing = this.#next === undefined ? 0 : first - this.#next;
      if (missing !== 0) this.#lost(Math.abs(missing), now, 'missing');
      else if (broke) this.#lost(0, now, 'break');
    }
    if (broke || lanes !== this.#origins.length)
      this.#origins = Array.from({ length: lanes }, (_, lane) => place(sample(0, lane) - LOWEST - first));
    if (this.#judging) {
      for (let lane = 0; lane < lanes; lane++) {
        const origin = this.#origins[lane]!;
        for (let i = 0; i < frames; i++) {
          const wanted = place(origin + first + i) + LOWEST;
          if (sample(i, lane) === wanted) continue;
          this.wrong++;
          this.firstWrong ??= `${sample(i, lane)} instead of ${wanted} at frame ${first + i} of lane ${lane}`;
        }
      }
      this.frames += frames;
    }
    this.#next = first + frames;
    this.#came = now;
    this.#captureMs = captureMs ?? now;
  }

  #lost(frames: number, toMs: number, what: Loss['what']): void {
    this.losses.push({ listener: this.listener, frames, fromMs: Math.min(this.#captureMs, this.#came), toMs, what });
  }
}

const place = (n: number): number => ((n % LENGTH) + LENGTH) % LENGTH;

/**
 * The device's clock: how many frames it has asked for, and where it would be between two render calls if it
 * asked evenly. Devices ask in bursts. Without this clock, the lead of packets would swing by one burst as the
 * two rhythms drift past each other. Pure; no allocation after construction.
 */

import type { PlayClock } from './play-clock.js';

/** Render calls closer together than this belong to one burst. Clocks in a worklet have steps of 1 ms. */
const BURST_GAP_MS = 1.5;
/** The largest burst of each half second is kept, for 4 s, in order of size. */
const PERIOD_MS = 500;
const PERIODS = 8;

export class DeviceClock implements PlayClock {
  /** Stream frames asked for (or skipped) since the start. */
  frames = 0;
  #anchorFrames = 0;
  #anchorMs = Number.NaN;
  #lastMs = Number.NaN;
  readonly #largest = new Float64Array(PERIODS);
  readonly #sorted = new Float64Array(PERIODS);
  #periods = 0;
  #periodStart = Number.NaN;
  #inPeriod = 0;
  #burst = 0;

  /** Ms of the last render call; NaN before the first. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /** Frames that the device usually asks for at once. A burst after a standstill, once in a while, does not count. */
  get burst(): number {
    return this.#burst;
  }

  get started(): boolean {
    return !Number.isNaN(this.#anchorMs);
  }

  /** Begins a render call. @param skipped stream frames that the device played without asking. */
  begin(nowMs: number, skipped: number): void {
    this.frames += skipped;
    if (!(Math.abs(nowMs - this.#lastMs) < BURST_GAP_MS) || skipped > 0) {
      this.#anchorMs = nowMs;
      this.#anchorFrames = this.frames;
    }
    this.#lastMs = nowMs;
    if (Number.isNaN(this.#periodStart)) this.#periodStart = nowMs;
    if (Math.abs(nowMs - this.#periodStart) >= PERIOD_MS) this.#endPeriod(nowMs);
  }

  /** Records that the render call took `frames` stream frames. */
  advance(frames: number): void {
    this.frames += frames;
    this.#inPeriod = Math.max(this.#inPeriod, this.frames - this.#anchorFrames);
    if (this.#periods === 0) this.#burst = this.#inPeriod;
  }

  /**
   * Where an evenly asking device would be at `nowMs`, in stream frames. Never ahead of the real device, because a busy
   * page delays packets and render calls alike.
   */
  at(nowMs: number, sampleRate: number): number {
    const since = Math.max(0, nowMs - this.#anchorMs);
    return Math.min(this.frames, this.#anchorFrames + (since * sampleRate) / 1000);
  }

  #endPeriod(nowMs: number): void {
    this.#largest[this.#periods % PERIODS] = this.#inPeriod;
    this.#periods++;
    this.#periodStart = nowMs;
    this.#inPeriod = 0;
    const count = Math.min(this.#periods, PERIODS);
    for (let i = 0; i < count; i++) {
      const value = this.#largest[i]!;
      let at = i;
      for (; at > 0 && this.#sorted[at - 1]! > value; at--) this.#sorted[at] = this.#sorted[at - 1]!;
      this.#sorted[at] = value;
    }
    // It changes only if nearly all periods agree: a delay that swings is worse than a packet that comes too late.
    const most = this.#sorted[Math.floor((count - 1) / 4)]!;
    const few = this.#sorted[Math.floor((3 * (count - 1)) / 4)]!;
    this.#burst = Math.max(most, Math.min(few, this.#burst));
  }
}

/**
 * The device's clock: how many frames it has asked for, and where it would be between two render calls if it
 * asked evenly. Devices ask in bursts. Without this clock, the lead of packets would swing by one burst as the
 * two rhythms drift past each other. Pure.
 */

/** Render calls closer together than this belong to one burst. Clocks in a worklet have steps of 1 ms. */
const BURST_GAP_MS = 1.5;

export class DeviceClock {
  /** Stream frames asked for (or skipped) since the start. */
  frames = 0;
  #anchorFrames = 0;
  #anchorMs = Number.NaN;
  #lastMs = Number.NaN;
  #burst = 0;

  /** Ms of the last render call; NaN before the first. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /** Largest recent burst, frames; `relax` lowers it slowly. */
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
  }

  /** Records that the render call took `frames` stream frames. */
  advance(frames: number): void {
    this.frames += frames;
    this.#burst = Math.max(this.#burst, this.frames - this.#anchorFrames);
  }

  /**
   * Where an evenly asking device would be at `nowMs`, in stream frames. Never ahead of the real device, because a busy
   * page delays packets and render calls alike.
   */
  at(nowMs: number, sampleRate: number): number {
    const since = Math.max(0, nowMs - this.#anchorMs);
    return Math.min(this.frames, this.#anchorFrames + (since * sampleRate) / 1000);
  }

  relax(): void {
    this.#burst *= 0.95;
  }
}

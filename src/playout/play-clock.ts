/**
 * What playout must know of the device's time: which frames it has taken, and where it is between two looks.
 * Types only.
 */

export interface PlayClock {
  /** Stream frames that the device has taken (or skipped) since the start. */
  readonly frames: number;
  /** Frames that the device usually takes at once, as far as `at` does not count them already. */
  readonly burst: number;
  /** Ms of the last `begin`; NaN before the first. */
  readonly lastMs: number;
  /** Whether `at` means anything yet. */
  readonly started: boolean;
  /** Begins a render call. @param skipped stream frames that the device played without asking. */
  begin(nowMs: number, skipped: number): void;
  /** Records that the render call took `frames` stream frames. */
  advance(frames: number): void;
  /** Where the device is at `nowMs`, in stream frames; never ahead of `frames`. */
  at(nowMs: number, sampleRate: number): number;
}

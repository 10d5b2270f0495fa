/**
 * Computes when the next period of a synthetic source is due. Pure. It counts from the start, not from the last period,
 * so errors do not add up. After a week the source is as exact as the clock.
 */
export class Pacer {
  readonly #msPerFrame: number;
  readonly #resyncMs: number;
  #origin = 0;
  #frames = 0;
  #resyncs = 0;

  /** A pacer that is more than `resyncMs` late (suspend, SIGSTOP) restarts from now instead of sending a burst. */
  constructor(sampleRate: number, resyncMs: number) {
    this.#msPerFrame = 1000 / sampleRate;
    this.#resyncMs = resyncMs;
  }

  /** The first frame begins now. */
  start(nowMs: number): void {
    this.#origin = nowMs;
    this.#frames = 0;
  }

  /** When the last of the next `frames` frames will have been captured, ms. */
  due(frames: number): number {
    return this.#origin + (this.#frames + frames) * this.#msPerFrame;
  }

  /**
   * Takes `frames` that are due by now. Returns the frames of silence that should come
   * before them: 0, or what a resync skipped.
   */
  take(frames: number, nowMs: number): number {
    const late = nowMs - this.due(frames);
    this.#frames += frames;
    if (late <= this.#resyncMs) return 0;
    this.#origin += late;
    this.#resyncs++;
    return Math.round(late / this.#msPerFrame);
  }

  get resyncs(): number {
    return this.#resyncs;
  }
}

/**
 * How much sound the jitter buffer should hold. It rises at once when packets come late, and falls slowly when they do
 * not. It never goes below the floor that the musician chose. Pure.
 */

/** Largest target, ms. A musician cannot play with more delay, and longer stalls are concealed instead. */
export const MAX_TARGET_MS = 200;
/** How much the target rises after the buffer ran empty, ms; at most once per second. */
export const RAISE_MS = 15;
const RAISE_EVERY_MS = 1000;
/** How long the buffer must not run empty before the target falls. */
export const CLEAN_MS = 30_000;
/**
 * Fall of the target, ms per second: half of what the speed correction can follow (0.5),
 * which leaves room for the clock difference.
 */
export const FALL_MS_PER_S = 0.25;
/**
 * If the target is more than this above what is needed, it falls at once to half of this above it, ms. One jump is
 * better than minutes of delay.
 */
export const EXCESS_MS = 40;

export class TargetLatency {
  #floorMs: number;
  #targetMs: number;
  #lastRaise = Number.NEGATIVE_INFINITY;
  #lastUnderrun = Number.NEGATIVE_INFINITY;

  constructor(floorMs: number) {
    this.#floorMs = floorMs;
    this.#targetMs = floorMs;
  }

  /** Sound waiting right after a packet came, ms. */
  get ms(): number {
    return this.#targetMs;
  }

  get floorMs(): number {
    return this.#floorMs;
  }

  /** Sets the floor and restarts from it, because the musician asked for it now. */
  setFloor(floorMs: number): void {
    this.#floorMs = floorMs;
    this.#targetMs = floorMs;
  }

  /** To be called when the buffer ran empty. @returns by how much the target rose, ms. */
  underrun(nowMs: number): number {
    this.#lastUnderrun = nowMs;
    if (nowMs - this.#lastRaise < RAISE_EVERY_MS) return 0;
    this.#lastRaise = nowMs;
    const raised = Math.min(MAX_TARGET_MS, this.#targetMs + RAISE_MS);
    const by = Math.max(0, raised - this.#targetMs);
    this.#targetMs += by;
    return by;
  }

  /** The gap was longer than any target could cover, so the last rise would only cost delay: takes it back. */
  takeBack(byMs: number): void {
    this.#targetMs = Math.max(this.#floorMs, this.#targetMs - byMs);
  }

  /**
   * One step.
   * @param neededMs what the last 20 s of arrivals require
   * @param seconds time since the last step
   * @returns how fast the target falls now, ms per second, ≥ 0
   */
  update(neededMs: number, nowMs: number, seconds: number): number {
    const before = this.#targetMs;
    const lowest = Math.min(MAX_TARGET_MS, Math.max(this.#floorMs, neededMs));
    if (lowest >= this.#targetMs) {
      this.#targetMs = lowest;
    } else if (nowMs - this.#lastUnderrun >= CLEAN_MS) {
      if (before - lowest > EXCESS_MS) {
        this.#targetMs = lowest + EXCESS_MS / 2;
        return 0;
      }
      this.#targetMs = Math.max(lowest, before - FALL_MS_PER_S * seconds);
    }
    return Math.max(0, before - this.#targetMs) / seconds;
  }
}

/**
 * How much sound the jitter buffer aims to hold. Up at once when packets come late, down slowly when they do not;
 * never under the floor that the musician chose. Pure.
 */

/** No target above this, ms: a musician cannot play to more, and longer stalls are concealed instead. */
export const MAX_TARGET_MS = 200;
/** Added after the buffer ran empty, ms, at most once per second. */
export const RAISE_MS = 15;
const RAISE_EVERY_MS = 1000;
/** Time without running empty before the target falls. */
export const CLEAN_MS = 30_000;
/**
 * Fall of the target, ms per second: half of what the speed correction can follow (0.5), so that the clocks'
 * difference fits in too.
 */
export const FALL_MS_PER_S = 0.25;
/**
 * A target this far above what is needed comes down at once, to half of it above: one jump is better than minutes of
 * delay.
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

  /** Also starts again from the new floor: the musician asked for it now. */
  setFloor(floorMs: number): void {
    this.#floorMs = floorMs;
    this.#targetMs = floorMs;
  }

  /** The buffer ran empty. @returns by how much the target rose, ms. */
  underrun(nowMs: number): number {
    this.#lastUnderrun = nowMs;
    if (nowMs - this.#lastRaise < RAISE_EVERY_MS) return 0;
    this.#lastRaise = nowMs;
    const raised = Math.min(MAX_TARGET_MS, this.#targetMs + RAISE_MS);
    const by = Math.max(0, raised - this.#targetMs);
    this.#targetMs += by;
    return by;
  }

  /** The gap turned out longer than any target could cover: the last raise would only have cost delay. */
  takeBack(byMs: number): void {
    this.#targetMs = Math.max(this.#floorMs, this.#targetMs - byMs);
  }

  /**
   * One step. @param neededMs what the last 20 s of arrivals ask for. @param seconds since the last step.
   * @returns how fast the target falls now, ms per second, ≥ 0.
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

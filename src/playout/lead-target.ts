/**
 * The lead that playout steers to: what nearly all packets need, time to mend losses, and 2 ms. It rises at once, and
 * falls by 2.5 ms per second. Pure.
 */
import type { LeadBounds } from './lead-bounds.js';

/** For what the measurement cannot see: steps of clocks, and sound that is decoded and copied. */
export const SPARE_MS = 2;
/** Fall of the target, ms per second. */
export const FALL_MS_PER_S = 2.5;

export class LeadTarget {
  #bounds: LeadBounds;
  #ms: number;

  constructor(bounds: LeadBounds) {
    this.#bounds = bounds;
    this.#ms = bounds.floorMs;
  }

  /** Ms. */
  get ms(): number {
    return this.#ms;
  }

  get bounds(): LeadBounds {
    return this.#bounds;
  }

  /** Sets other bounds, because the musician chose them now: the next update does not fall slowly. */
  setBounds(bounds: LeadBounds): void {
    this.#bounds = bounds;
    this.#ms = bounds.floorMs;
  }

  /** The fastest packets became later by `ms`, for good. The same sound is that much nearer to them. */
  originFell(ms: number): void {
    this.#ms = Math.max(this.#bounds.floorMs, this.#ms - ms);
  }

  /**
   * One step.
   * @param neededMs what nearly all packets need over the fastest one
   * @param repair time to mend losses, ms
   * @param seconds time since the last step
   */
  update(neededMs: number, repair: number, seconds: number): void {
    const { floorMs, ceilingMs } = this.#bounds;
    const wanted = Math.min(ceilingMs, Math.max(floorMs, neededMs + repair + SPARE_MS));
    this.#ms = Math.max(wanted, this.#ms - FALL_MS_PER_S * seconds);
  }
}

/**
 * Follows the difference between the clocks of box and device by the speed of playing. It measures the difference on
 * the lead of the fastest packets against the device's clock, which no correction of the player moves. Within a dead
 * band the sound passes untouched. Pure.
 */

/** Largest speed correction, parts per million: 0.9 cent, inaudible. */
export const MAX_PPM = 500;
/** Movement of the lead that is not followed, ms. Within it, samples pass untouched. */
export const DEAD_BAND_MS = 0.5;
/** The lead must be outside the dead band for this long, s. */
const OUTSIDE_S = 1;
/** A larger movement was not made by drift, ms. */
const BELIEVED_MS = 1.5;
/** Bandwidth of the critically damped loop that tracks the lead, per second. */
const BANDWIDTH = 0.05;
/** What remains between lead and target is corrected by this speed while the speed is corrected anyway, ppm per ms. */
const PROPORTIONAL = 100;
/** Fastest change of speed, ppm per second. */
const SLEW = 50;
/** A smaller clock difference is left to the dead band, ppm. */
const NEGLIGIBLE_PPM = 4;

export class ClockFollower {
  /** The lead as it is expected now, ms. */
  #expected = Number.NaN;
  #driftPpm = 0;
  #ppm = 0;
  #active = false;
  #outside = 0;

  /** The present speed correction: positive plays faster. 0 means that samples pass untouched. */
  get ppm(): number {
    return this.#ppm;
  }

  /** Forgets everything except the clock difference, which a new connection to the same box does not change. */
  restart(): void {
    this.#expected = Number.NaN;
    this.#outside = 0;
  }

  /**
   * One step.
   * @param leadMs of the fastest packets, against the device's clock
   * @param excessMs lead of the fastest packets, against what is heard − target
   * @param seconds time since the last step
   */
  update(leadMs: number, excessMs: number, seconds: number): void {
    if (Number.isNaN(leadMs)) return;
    if (this.#active) this.#expected += (this.#driftPpm * seconds) / 1000;
    let moved = leadMs - this.#expected;
    if (!(Math.abs(moved) <= BELIEVED_MS)) {
      // The first lead, or a slip.
      this.#expected = leadMs;
      moved = 0;
    }
    if (!this.#active) {
      this.#outside = Math.abs(moved) > DEAD_BAND_MS ? this.#outside + seconds : 0;
      if (this.#outside < OUTSIDE_S) return;
      this.#active = true;
    }
    this.#expected += 2 * BANDWIDTH * moved * seconds;
    this.#driftPpm = limit(this.#driftPpm + 1000 * BANDWIDTH ** 2 * moved * seconds, MAX_PPM);
    if (Math.abs(moved) < DEAD_BAND_MS / 4 && Math.abs(this.#driftPpm) < NEGLIGIBLE_PPM) {
      this.#active = false;
      this.#outside = 0;
      this.#driftPpm = 0;
      this.#ppm = 0;
      return;
    }
    const aim = limit(this.#driftPpm + PROPORTIONAL * limit(excessMs, 1), MAX_PPM);
    this.#ppm += limit(aim - this.#ppm, SLEW * seconds);
  }
}

function limit(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}

/**
 * Keeps the fill of the jitter buffer at its target although the clocks of box and device differ. A PI controller works
 * on a windowed median, with a dead band in which the sound passes untouched. Pure.
 */

/** Largest speed correction, parts per million: 0.9 cent, inaudible. */
export const MAX_PPM = 500;

/** Fill error that is not corrected, ms. Within it, samples pass untouched. */
export const DEAD_BAND_MS = 6;

/**
 * ppm per ms of error. As a loop gain this is 0.02/s: an error decays with a time constant
 * of 50 s, long compared to the 4 s median.
 */
const PROPORTIONAL = 20;
/** ppm per ms of error per second: a quarter of the proportional gain squared, so the loop is critically damped. */
const INTEGRAL = 0.1;
/** Fastest change of speed, ppm per second. */
const SLEW = 50;
/** A smaller clock difference is left to the dead band. */
const NEGLIGIBLE_PPM = 4;

export class DriftControl {
  #integral = 0;
  #ppm = 0;
  #active = false;
  #outside = 0;

  /** The present speed correction: positive plays faster. 0 means that samples pass untouched. */
  get ppm(): number {
    return this.#ppm;
  }

  /** Whether the error is being corrected. */
  get active(): boolean {
    return this.#active;
  }

  /** The controller's estimate of the clock difference, ppm. */
  get driftPpm(): number {
    return this.#integral;
  }

  /** Forgets everything except the clock difference, which a new connection to the same box does not change. */
  restart(): void {
    this.#outside = 0;
    if (!this.#active) this.#ppm = 0;
  }

  /**
   * One step.
   * @param errorMs median fill − target; positive = too much sound waiting
   * @param seconds time since the last step
   * @param knownPpm speed that a moving target needs anyway, so that it does not count as a clock difference
   */
  update(errorMs: number, seconds: number, knownPpm = 0): void {
    if (!this.#active) {
      this.#outside = Math.abs(errorMs) > DEAD_BAND_MS ? this.#outside + 1 : 0;
      if (this.#outside < 2) return;
      this.#active = true;
    }
    const wanted = PROPORTIONAL * errorMs + this.#integral + knownPpm;
    // Large errors come from the network, not from the clocks. Integrating while
    // saturated would cause an overshoot later.
    const believed = Math.max(-DEAD_BAND_MS, Math.min(DEAD_BAND_MS, errorMs));
    if (Math.abs(wanted) < MAX_PPM) this.#integral += INTEGRAL * believed * seconds;
    if (knownPpm === 0 && Math.abs(errorMs) < DEAD_BAND_MS / 4 && Math.abs(this.#integral) < NEGLIGIBLE_PPM) {
      this.#active = false;
      this.#outside = 0;
      this.#integral = 0;
      this.#ppm = 0;
      return;
    }
    const aim = Math.max(-MAX_PPM, Math.min(MAX_PPM, wanted));
    const most = SLEW * seconds;
    this.#ppm += Math.max(-most, Math.min(most, aim - this.#ppm));
  }
}

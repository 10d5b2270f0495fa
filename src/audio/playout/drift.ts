/**
 * Keeps the fill of the jitter buffer where it belongs although the box's clock and the device's clock differ: a PI
 * controller on a windowed median, with a dead band in which the sound passes untouched. Pure.
 */

/** Largest speed correction, parts per million: 0.9 cent, inaudible. */
export const MAX_PPM = 500;

/** Fill error that is left alone, ms: inside it samples are not touched at all. */
export const DEAD_BAND_MS = 6;

/**
 * ppm per ms of error. As a loop gain 0.02/s: an error dies with a time constant of 50 s, long against the 4 s
 * median.
 */
const PROPORTIONAL = 20;
/** ppm per ms of error per second: a quarter of the proportional gain squared, hence critically damped. */
const INTEGRAL = 0.1;
/** Fastest change of speed, ppm per second. */
const SLEW = 50;
/** Clocks closer than this are left to the dead band. */
const NEGLIGIBLE_PPM = 4;

export class DriftControl {
  #integral = 0;
  #ppm = 0;
  #active = false;
  #outside = 0;

  /** Speed correction now: positive plays faster. 0 means: samples untouched. */
  get ppm(): number {
    return this.#ppm;
  }

  /** False while the error is left alone. */
  get active(): boolean {
    return this.#active;
  }

  /** What the controller believes the clocks differ by, ppm. */
  get driftPpm(): number {
    return this.#integral;
  }

  /** Forgets everything but the clocks' difference, which a new connection to the same box does not change. */
  restart(): void {
    this.#outside = 0;
    if (!this.#active) this.#ppm = 0;
  }

  /**
   * One step. @param errorMs median fill − target; positive = too much sound waiting. @param seconds since the last
   * step.
   * @param knownPpm speed that a moving target asks for anyway, so that it is not mistaken for a difference of the
   * clocks.
   */
  update(errorMs: number, seconds: number, knownPpm = 0): void {
    if (!this.#active) {
      this.#outside = Math.abs(errorMs) > DEAD_BAND_MS ? this.#outside + 1 : 0;
      if (this.#outside < 2) return;
      this.#active = true;
    }
    const wanted = PROPORTIONAL * errorMs + this.#integral + knownPpm;
    // Large errors come from the network, not from the clocks; integrating while saturated would store up an overshoot.
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

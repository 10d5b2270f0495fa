package com.fichatech.stagebox.playout;

/**
 * Follows the difference between the clocks of box and phone by the speed of playing. It measures the difference on the
 * lead of the fastest packets against the output's clock, which no correction of the player moves. Within a dead band
 * the sound passes untouched. One thread.
 */
final class ClockFollower {
  /** Largest speed correction, parts per million: 0.9 cent, inaudible. */
  private static final double MAX_PPM = 500;
  /** Movement of the lead that is not followed, ms. */
  private static final double DEAD_BAND_MS = 0.5;
  /** The lead must be outside the dead band for this long, s. */
  private static final double OUTSIDE_S = 1;
  /** A larger movement was not made by drift, ms. */
  private static final double BELIEVED_MS = 1.5;
  /** Bandwidth of the critically damped loop that tracks the lead, per second. */
  private static final double BANDWIDTH = 0.05;
  /** Corrects what remains between lead and target, while the speed is corrected anyway, ppm per ms. */
  private static final double PROPORTIONAL = 100;
  /** Fastest change of speed, ppm per second. */
  private static final double SLEW = 50;
  /** A smaller clock difference is left to the dead band, ppm. */
  private static final double NEGLIGIBLE_PPM = 4;

  /** The lead as it is expected now, ms. */
  private double expected = Double.NaN;
  private double driftPpm;
  private double ppm;
  private boolean active;
  private double outside;

  /** The present speed correction: positive plays faster. 0 means that samples pass untouched. */
  double ppm() {
    return ppm;
  }

  /** Forgets everything except the clock difference, which a new connection to the same box does not change. */
  void restart() {
    expected = Double.NaN;
    outside = 0;
  }

  /** One step, `seconds` after the last. `leadMs`: of the fastest packets; `excessMs`: of what is heard. */
  void update(double leadMs, double excessMs, double seconds) {
    if (Double.isNaN(leadMs)) return;
    if (active) expected += driftPpm * seconds / 1000;
    double moved = leadMs - expected;
    if (!(Math.abs(moved) <= BELIEVED_MS)) {
      // The first lead, or a slip.
      expected = leadMs;
      moved = 0;
    }
    if (!active) {
      outside = Math.abs(moved) > DEAD_BAND_MS ? outside + seconds : 0;
      if (outside < OUTSIDE_S) return;
      active = true;
    }
    expected += 2 * BANDWIDTH * moved * seconds;
    driftPpm = limit(driftPpm + 1000 * BANDWIDTH * BANDWIDTH * moved * seconds, MAX_PPM);
    if (Math.abs(moved) < DEAD_BAND_MS / 4 && Math.abs(driftPpm) < NEGLIGIBLE_PPM) {
      active = false;
      outside = 0;
      driftPpm = 0;
      ppm = 0;
      return;
    }
    double aim = limit(driftPpm + PROPORTIONAL * limit(excessMs, 1), MAX_PPM);
    ppm += limit(aim - ppm, SLEW * seconds);
  }

  private static double limit(double value, double most) {
    return Math.max(-most, Math.min(most, value));
  }
}

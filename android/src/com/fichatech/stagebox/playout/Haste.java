package com.fichatech.stagebox.playout;

/**
 * Takes a small excess of the lead away by speed: a little faster, for a few seconds. Nothing of it is heard, whatever
 * the sound. Larger excesses take steps besides. One thread.
 */
final class Haste {
  /** Fastest, parts per million: 2 ms per second, or 3.5 cents. */
  private static final double HASTE_PPM = 2000;
  private static final double PER_MS = 1000;
  /** It begins above this excess, ms, and ends at half of it. */
  private static final double ABOVE_MS = 1;
  /** Change of speed, ppm per second. */
  private static final double SLEW = 4000;

  private double ppm;
  private boolean active;

  /** Positive plays faster; 0 while there is no haste. */
  double ppm() {
    return ppm;
  }

  /** One step, `seconds` after the last. `excessMs`: lead − target. */
  void update(double excessMs, double seconds) {
    active = active ? excessMs > ABOVE_MS / 2 : excessMs > ABOVE_MS;
    double aim = active ? Math.min(HASTE_PPM, (excessMs - ABOVE_MS / 2) * PER_MS) : 0;
    double most = SLEW * seconds;
    ppm += Math.max(-most, Math.min(most, aim - ppm));
  }
}

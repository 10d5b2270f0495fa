package com.fichatech.stagebox.playout;

/**
 * The lead that playout steers to: what nearly all packets need, time to mend losses, and 2 ms. It rises at once, and
 * falls by 2.5 ms per second. One thread.
 */
final class LeadTarget {
  /** For what the measurement cannot see: steps of clocks, and sound that is copied. */
  static final double SPARE_MS = 2;
  private static final double FALL_MS_PER_S = 2.5;

  private LeadBounds bounds;
  private double ms;

  LeadTarget(LeadBounds bounds) {
    setBounds(bounds);
  }

  double ms() {
    return ms;
  }

  LeadBounds bounds() {
    return bounds;
  }

  /** Sets other bounds, because the musician chose them now: the next update does not fall slowly. */
  void setBounds(LeadBounds next) {
    bounds = next;
    ms = next.floorMs;
  }

  /** The fastest packets became later by `fellMs`, for good. The same sound is that much nearer to them. */
  void originFell(double fellMs) {
    ms = Math.max(bounds.floorMs, ms - fellMs);
  }

  /** One step, `seconds` after the last. `neededMs`: what nearly all packets need over the fastest one. */
  void update(double neededMs, double repairMs, double seconds) {
    double wanted = Math.min(bounds.ceilingMs, Math.max(bounds.floorMs, neededMs + repairMs + SPARE_MS));
    ms = Math.max(wanted, ms - FALL_MS_PER_S * seconds);
  }
}

package com.fichatech.stagebox.playout;

/** Between which leads playout moves. The lead is how long before its turn the fastest packet comes. */
public final class LeadBounds {
  /** The choices of a musician. */
  public static final LeadBounds LOW = new LeadBounds(3, 40);
  public static final LeadBounds NORMAL = new LeadBounds(6, 80);
  public static final LeadBounds SAFE = new LeadBounds(25, 200);

  /** Least lead, ms. */
  public final double floorMs;
  /** Largest lead, ms. A packet that comes later than this belongs to an outage, which no lead covers. */
  public final double ceilingMs;

  private LeadBounds(double floorMs, double ceilingMs) {
    this.floorMs = floorMs;
    this.ceilingMs = ceilingMs;
  }
}

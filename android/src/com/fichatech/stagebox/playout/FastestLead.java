package com.fichatech.stagebox.playout;

/**
 * The lead of the fastest packets against the output's clock, now. Single late packets do not change it. Of every 50 ms
 * only the fastest packet counts. The median of the last 15 of these follows a rise within 0.4 s. A fall must last 2 s
 * longer, because packets that are late for a second need a higher target, and not another origin.
 *
 * <p>One thread. All memory is allocated at construction.
 */
final class FastestLead {
  private static final double SLOT_MS = 50;
  private static final int MEDIAN_SLOTS = 15;
  private static final int HELD_SLOTS = 40;
  /** For how long packets may be measured against an origin that has fallen already, ms. */
  static final double FALL_AFTER_MS = (MEDIAN_SLOTS + HELD_SLOTS) * SLOT_MS;

  private final double[] slots = new double[MEDIAN_SLOTS];
  private final double[] sorted = new double[MEDIAN_SLOTS];
  private final double[] medians = new double[HELD_SLOTS];
  private int closed;
  private double slotStart;
  private double slotLead = Double.NaN;
  private double ms = Double.NaN;

  /** The fastest packets' lead, ms; NaN before the first packet. */
  double ms() {
    return ms;
  }

  void reset() {
    closed = 0;
    slotLead = Double.NaN;
    ms = Double.NaN;
  }

  void observe(double leadMs, double nowMs) {
    if (Double.isNaN(slotLead)) {
      open(leadMs, nowMs);
    } else if (nowMs - slotStart < SLOT_MS && nowMs >= slotStart) {
      if (leadMs > slotLead) slotLead = leadMs;
    } else {
      close();
      open(leadMs, nowMs);
    }
    if (closed == 0) ms = slotLead;
  }

  private void open(double leadMs, double nowMs) {
    slotStart = nowMs;
    slotLead = leadMs;
  }

  private void close() {
    slots[closed % MEDIAN_SLOTS] = slotLead;
    medians[closed % HELD_SLOTS] = median(Math.min(closed + 1, MEDIAN_SLOTS));
    closed++;
    int held = Math.min(closed, HELD_SLOTS);
    double fastest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < held; i++) fastest = Math.max(fastest, medians[i]);
    ms = fastest;
  }

  /** Insertion sort of a few values; the upper one of two in the middle. */
  private double median(int count) {
    for (int i = 0; i < count; i++) {
      double value = slots[i];
      int at = i;
      for (; at > 0 && sorted[at - 1] > value; at--) sorted[at] = sorted[at - 1];
      sorted[at] = value;
    }
    return sorted[count >> 1];
  }
}

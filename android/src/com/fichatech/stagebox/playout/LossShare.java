package com.fichatech.stagebox.playout;

import java.util.Arrays;

/**
 * Which share of the sound of the last 20 s did not come by its own packet, and how often losses followed each other.
 * What was restored counts as lost; outages are left out. One thread.
 */
final class LossShare {
  private static final double SLOT_MS = 1000;
  private static final int SLOTS = 20;
  /** A longer hole than this many packets is an outage: so many copies nobody sends. */
  private static final int MENDED = 4;

  /** Frames by which the stream moved on, and frames that came, per second. */
  private final double[] moved = new double[SLOTS];
  private final double[] came = new double[SLOTS];
  /** Holes per second, and those that are longer than the packet after them. */
  private final double[] holes = new double[SLOTS];
  private final double[] longer = new double[SLOTS];
  private int slot;
  private double slotStart = Double.NaN;
  private boolean known;
  private long end;

  /** Forgets where the stream was, because it begins anew. */
  void restart() {
    known = false;
  }

  /** A packet came by itself: the stream's frames from `first` to before `last`. */
  void observe(long first, long last, double nowMs) {
    turn(nowMs);
    if (!known) end = first;
    known = true;
    // What no copy mends needs no time.
    if (first - end > MENDED * (last - first)) end = first;
    if (first > end) {
      holes[slot]++;
      if (first - end > last - first) longer[slot]++;
    }
    if (last > end) {
      moved[slot] += last - end;
      end = last;
    }
    came[slot] += last - first;
  }

  /** 0…1. */
  double share() {
    double allMoved = sum(moved);
    return allMoved > 0 ? Math.max(0, (allMoved - sum(came)) / allMoved) : 0;
  }

  /** Share of the losses after which the next packet was lost, too, 0…1. */
  double again() {
    double all = sum(holes);
    return all > 0 ? sum(longer) / all : 0;
  }

  private static double sum(double[] slots) {
    double all = 0;
    for (double each : slots) all += each;
    return all;
  }

  private void turn(double nowMs) {
    if (Double.isNaN(slotStart)) slotStart = nowMs;
    if (nowMs - slotStart >= SLOTS * SLOT_MS) {
      Arrays.fill(moved, 0);
      Arrays.fill(came, 0);
      Arrays.fill(holes, 0);
      Arrays.fill(longer, 0);
      slotStart = nowMs;
    }
    while (nowMs - slotStart >= SLOT_MS) {
      slotStart += SLOT_MS;
      slot = (slot + 1) % SLOTS;
      moved[slot] = 0;
      came[slot] = 0;
      holes[slot] = 0;
      longer[slot] = 0;
    }
  }
}

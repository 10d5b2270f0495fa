package com.fichatech.stagebox.playout;

import java.util.Arrays;

/**
 * Which share of the sound of the last 20 s did not come by its own packet; what was restored
 * counts as lost. One thread.
 */
final class LossShare {
  private static final double SLOT_MS = 1000;
  private static final int SLOTS = 20;

  /** Frames by which the stream moved on, and frames that came, per second. */
  private final double[] moved = new double[SLOTS];
  private final double[] came = new double[SLOTS];
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
    if (last > end) {
      moved[slot] += last - end;
      end = last;
    }
    came[slot] += last - first;
  }

  /** 0…1. */
  double share() {
    double allMoved = 0;
    double allCame = 0;
    for (int i = 0; i < SLOTS; i++) {
      allMoved += moved[i];
      allCame += came[i];
    }
    return allMoved > 0 ? Math.max(0, (allMoved - allCame) / allMoved) : 0;
  }

  private void turn(double nowMs) {
    if (Double.isNaN(slotStart)) slotStart = nowMs;
    if (nowMs - slotStart >= SLOTS * SLOT_MS) {
      Arrays.fill(moved, 0);
      Arrays.fill(came, 0);
      slotStart = nowMs;
    }
    while (nowMs - slotStart >= SLOT_MS) {
      slotStart += SLOT_MS;
      slot = (slot + 1) % SLOTS;
      moved[slot] = 0;
      came[slot] = 0;
    }
  }
}

package com.fichatech.stagebox.session;

import java.util.Arrays;

/**
 * How far the box's monotonic clock is ahead of ours, from `time` / `time_reply`. Of the last 16 exchanges the one with
 * the shortest round trip counts: a longer one has mostly waited in one of the two directions. Not thread-safe.
 */
final class ClockSync {
  private static final int KEPT = 16;

  private final double[] roundTrips = new double[KEPT];
  private final double[] offsets = new double[KEPT];
  private int next;

  ClockSync() {
    Arrays.fill(roundTrips, Double.POSITIVE_INFINITY);
  }

  /** t0 sent, t3 received (our ms); t1 arrived, t2 answered (the box's ms). */
  void exchanged(double t0, double t1, double t2, double t3) {
    double roundTrip = (t3 - t0) - (t2 - t1);
    if (!(roundTrip >= 0) || roundTrip > 10_000) return;
    roundTrips[next] = roundTrip;
    offsets[next] = ((t1 - t0) + (t2 - t3)) / 2;
    next = (next + 1) % KEPT;
  }

  /** Box minus ours, ms; NaN before the first exchange. */
  double offsetMs() {
    int best = 0;
    for (int i = 1; i < KEPT; i++) if (roundTrips[i] < roundTrips[best]) best = i;
    return roundTrips[best] == Double.POSITIVE_INFINITY ? Double.NaN : offsets[best];
  }
}

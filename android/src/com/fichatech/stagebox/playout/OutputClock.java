package com.fichatech.stagebox.playout;

/**
 * The output's clock: how many frames it has asked for, and where it would be between two calls if it asked evenly.
 * Audio thread only.
 */
final class OutputClock {
  /** Calls closer together than this belong to one burst, ms. */
  private static final double BURST_GAP_MS = 1.5;
  /** The largest burst of each half second is kept, for 4 s. */
  private static final double PERIOD_MS = 500;
  private static final int PERIODS = 8;

  private final double[] largest = new double[PERIODS];
  private final double[] sorted = new double[PERIODS];
  private double frames;
  private double anchorFrames;
  private double anchorMs = Double.NaN;
  private double lastMs = Double.NaN;
  private double periodStart;
  private double inPeriod;
  private double burst;
  private int periods;

  /** Stream frames asked for since the start. */
  double frames() {
    return frames;
  }

  /** Ms of the last call; NaN before the first. */
  double lastMs() {
    return lastMs;
  }

  /** Stream frames that the output usually asks for at once, without rare bursts after a standstill. */
  double burst() {
    return burst;
  }

  void begin(double nowMs) {
    if (Double.isNaN(lastMs)) periodStart = nowMs;
    if (!(Math.abs(nowMs - lastMs) < BURST_GAP_MS)) {
      anchorMs = nowMs;
      anchorFrames = frames;
    }
    lastMs = nowMs;
    if (Math.abs(nowMs - periodStart) >= PERIOD_MS) endPeriod(nowMs);
  }

  /** The call took `count` stream frames. */
  void advance(double count) {
    frames += count;
    inPeriod = Math.max(inPeriod, frames - anchorFrames);
    if (periods == 0) burst = inPeriod;
  }

  /**
   * Where an evenly asking output would be at `nowMs`, in stream frames; never ahead of the real
   * one. NaN before the first call.
   */
  double at(double nowMs, double rate) {
    double since = Math.max(0, nowMs - anchorMs);
    return Math.min(frames, anchorFrames + since * rate / 1000);
  }

  private void endPeriod(double nowMs) {
    largest[periods % PERIODS] = inPeriod;
    periods++;
    periodStart = nowMs;
    inPeriod = 0;
    int count = Math.min(periods, PERIODS);
    for (int i = 0; i < count; i++) {
      double value = largest[i];
      int at = i;
      for (; at > 0 && sorted[at - 1] > value; at--) sorted[at] = sorted[at - 1];
      sorted[at] = value;
    }
    // It changes only if nearly all periods agree: a delay that swings is worse than a packet that comes too late.
    double most = sorted[(count - 1) / 4];
    double few = sorted[3 * (count - 1) / 4];
    burst = Math.max(most, Math.min(few, burst));
  }
}

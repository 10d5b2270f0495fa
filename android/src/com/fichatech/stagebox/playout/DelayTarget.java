package com.fichatech.stagebox.playout;

import java.util.Arrays;

/**
 * Decides how much sound to keep waiting: enough for nearly all of the lateness that
 * packets have shown lately, and no more.
 *
 * <p>Lateness is a packet's arrival against its own frame number, above the smallest of the last 20
 * s. The target is the 99.5th percentile of that, plus one packet, plus one buffer of the output;
 * at least `floorMs`, at most 200 ms. It rises at once when sound ran out (15 ms, at most once a
 * second). It sinks slowly (1 ms per second) after 30 s without that. Above 30–60 ms, covering the
 * rare spikes of a radio would cost every musician delay; those are concealed instead.
 *
 * <p>{@link #arrived} belongs to the network thread, {@link #ranOut} and {@link #targetMs}
 * to the audio thread; they share two volatile numbers.
 */
public final class DelayTarget {
  public static final double HIGHEST_MS = 200;
  private static final double STEP_MS = 15;
  private static final double SINK_MS_PER_S = 1;
  private static final double QUIET_S = 30;
  /** Lateness values kept: one per slot of 20 ms, 20 s in all. */
  private static final int SLOTS = 1000;
  private static final double SLOT_MS = 20;

  private volatile double floorMs;
  private final double[] worst = new double[SLOTS];
  private final double[] sorted = new double[SLOTS];
  private int slot;
  private int filled;
  private double slotStartMs = Double.NaN;
  private double leastMs = Double.NaN;
  private int sinceMeasured;

  private volatile double wantedMs;

  private double targetMs;
  private double lastRiseS = Double.NEGATIVE_INFINITY;
  private double lastTroubleS = Double.NEGATIVE_INFINITY;
  private double lastS = Double.NaN;

  /** `floorMs`: the person's choice (low, normal, safe). */
  public DelayTarget(double floorMs) {
    this.floorMs = floorMs;
    this.targetMs = floorMs;
    this.wantedMs = floorMs;
    Arrays.fill(worst, 0);
  }

  /**
   * Network thread. A packet arrived at `nowMs` (monotonic); its last frame belongs at `streamMs`. `packetMs` is its
   * length, `deviceMs` one output buffer.
   */
  public void arrived(double nowMs, double streamMs, double packetMs, double deviceMs) {
    double offset = nowMs - streamMs;
    if (Double.isNaN(slotStartMs)) {
      slotStartMs = nowMs;
      leastMs = offset;
    }
    // The smallest value rises by 200 ppm, more than two crystals differ: clocks that run
    // apart must not look like lateness for ever.
    leastMs = Math.min(offset, leastMs + packetMs * 2e-4);
    double late = offset - leastMs;
    while (nowMs - slotStartMs >= SLOT_MS && nowMs - slotStartMs < SLOTS * SLOT_MS) nextSlot();
    if (nowMs - slotStartMs >= SLOTS * SLOT_MS) slotStartMs = nowMs;
    worst[slot] = Math.max(worst[slot], late);
    if (++sinceMeasured >= 25) {
      sinceMeasured = 0;
      wantedMs = clamp(percentile() + packetMs + deviceMs);
    }
  }

  /** Any thread. Sets another floor; the target sinks to it only at its usual pace. */
  public void setFloorMs(double ms) {
    floorMs = ms;
    wantedMs = Math.max(ms, wantedMs);
  }

  /**
   * Network thread. The stream began anew: what was learned about its clock is void, the lateness of the path is not.
   */
  public void restarted() {
    slotStartMs = Double.NaN;
    leastMs = Double.NaN;
  }

  /** Audio thread. Sound ran out at `nowS` (monotonic seconds). */
  public void ranOut(double nowS) {
    lastTroubleS = nowS;
    if (nowS - lastRiseS < 1) return;
    lastRiseS = nowS;
    targetMs = clamp(targetMs + STEP_MS);
  }

  /** Audio thread, often. The current target, ms. */
  public double targetMs(double nowS) {
    double passed = Double.isNaN(lastS) ? 0 : Math.max(0, nowS - lastS);
    lastS = nowS;
    double wanted = wantedMs;
    if (wanted > targetMs) {
      targetMs = wanted;
    } else if (nowS - lastTroubleS > QUIET_S) {
      targetMs = Math.max(wanted, targetMs - SINK_MS_PER_S * passed);
    }
    return targetMs;
  }

  private void nextSlot() {
    slotStartMs += SLOT_MS;
    slot = (slot + 1) % SLOTS;
    worst[slot] = 0;
    if (filled < SLOTS) filled++;
  }

  private double percentile() {
    int count = Math.min(SLOTS, filled + 1);
    int written = 0;
    for (int i = 0; i < count; i++) sorted[written++] = worst[(slot - i + SLOTS) % SLOTS];
    Arrays.sort(sorted, 0, count);
    return sorted[(int) Math.floor((count - 1) * 0.995)];
  }

  private double clamp(double ms) {
    return Math.max(floorMs, Math.min(HIGHEST_MS, ms));
  }
}

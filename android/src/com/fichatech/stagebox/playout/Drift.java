package com.fichatech.stagebox.playout;

import java.util.Arrays;

/**
 * Two crystals never agree: the phone plays a little faster or slower than the box captures. This adjusts the speed of
 * playing, within ±500 ppm (not audible), so that the median of the waiting sound stays at its target.
 *
 * <p>It is a proportional-integral controller on the median of the means of 100 ms over the last 2 s. It never uses the
 * instantaneous fill, which saws with every packet. The plant is an integrator (1000 ppm = 1 ms per second). With 50
 * ppm per ms and 0.625 ppm per ms·s the loop is critically damped at 40 s. An error above 40 ms for more than a second
 * is not drift: {@link #jumpMs} then says how far to jump.
 *
 * <p>Audio thread only.
 */
final class Drift {
  static final double LIMIT_PPM = 500;
  private static final double PROPORTIONAL = 50;
  private static final double INTEGRAL = 0.625;
  private static final double STEP_S = 0.1;
  private static final int WINDOW = 20;
  private static final double JUMP_MS = 40;
  private static final double JUMP_AFTER_S = 1;

  private final double[] fills = new double[WINDOW];
  private final double[] sorted = new double[WINDOW];
  private int count;
  private int next;
  /** Sum and number of the fills in this step: their mean is free of the saw. */
  private double sum;
  private int seen;
  private double integralPpm;
  private double ppm;
  private double nextStepS = Double.NaN;
  private double farSinceS = Double.NaN;
  private double jumpMs;

  /** Call at each render. `fillMs` is the sound waiting now. Returns the correction in ppm: positive plays faster. */
  double steer(double nowS, double fillMs, double targetMs) {
    if (Double.isNaN(nextStepS)) nextStepS = nowS;
    sum += fillMs;
    seen++;
    if (nowS < nextStepS) return ppm;
    // After a pause of the thread, a burst of old steps must not follow.
    nextStepS = Math.max(nextStepS + STEP_S, nowS);
    fills[next] = sum / seen;
    sum = 0;
    seen = 0;
    next = (next + 1) % WINDOW;
    if (count < WINDOW) count++;
    if (count < WINDOW / 2) return ppm;
    double error = median() - targetMs;
    watchDistance(nowS, error);
    double wanted = PROPORTIONAL * error + integralPpm;
    boolean saturated = Math.abs(wanted) > LIMIT_PPM && wanted * error > 0;
    if (!saturated) integralPpm = limit(integralPpm + INTEGRAL * error * STEP_S);
    ppm = limit(PROPORTIONAL * error + integralPpm);
    return ppm;
  }

  /** How far to jump ahead (positive: drop sound), ms; 0 for no jump. Reading it clears it. */
  double jumpMs() {
    double jump = jumpMs;
    jumpMs = 0;
    return jump;
  }

  /** Playing began anew elsewhere: forget the fills, keep what was learned about the clocks. */
  void moved() {
    count = 0;
    next = 0;
    sum = 0;
    seen = 0;
    farSinceS = Double.NaN;
    jumpMs = 0;
    ppm = limit(integralPpm);
  }

  double ppm() {
    return ppm;
  }

  private void watchDistance(double nowS, double error) {
    if (Math.abs(error) <= JUMP_MS) {
      farSinceS = Double.NaN;
    } else if (Double.isNaN(farSinceS)) {
      farSinceS = nowS;
    } else if (nowS - farSinceS > JUMP_AFTER_S) {
      jumpMs = error;
    }
  }

  private double median() {
    System.arraycopy(fills, 0, sorted, 0, count);
    Arrays.sort(sorted, 0, count);
    return (sorted[count / 2] + sorted[(count - 1) / 2]) / 2;
  }

  private static double limit(double value) {
    return Math.max(-LIMIT_PPM, Math.min(LIMIT_PPM, value));
  }
}

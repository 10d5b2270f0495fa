package com.fichatech.stagebox.playout;

/**
 * Decides how the lead gets to its target when it is not there: by small steps in the sound, or by one jump. A step
 * waits for a place where it is not heard; the longer it waits, the less it asks of the place. One thread.
 */
final class Corrections {
  /** Largest step, ms. */
  static final double STEP_MS = 2.5;
  /** An excess above this is cut at once, ms. */
  static final double JUMP_ABOVE_MS = 10;
  /** An excess above this takes a step where none is heard, ms. What it does not take is left to the speed. */
  private static final double TOO_MUCH_MS = 1;
  /** A lack above this is worth a step, ms. */
  static final double TOO_LITTLE_MS = 1;
  /** Smallest step, ms. Of a deep tone, only steps as small as this are not heard. */
  private static final double LEAST_MS = 0.4;
  /** An excess above this takes a step in any place, at last, ms. */
  private static final double MUST_MS = 4;
  /** Above this excess the patience is short, ms. */
  private static final double URGENT_MS = 5;
  /** Time from one step to the next, and from one search for a place to the next, ms. */
  private static final double EVERY_MS = 20;
  private static final double SEARCH_EVERY_MS = 10;
  /** Likeness of the two sounds of a cross-fade of which nothing is heard. */
  private static final double UNHEARD = 0.98;
  /** How long a step looks for such a place before it takes any, ms: up, down, and down when it is urgent. */
  private static final double PATIENCE_UP_MS = 60;
  private static final double PATIENCE_MS = 600;
  private static final double PATIENCE_URGENT_MS = 100;

  private double lastMs = Double.NEGATIVE_INFINITY;
  private double searchedMs = Double.NEGATIVE_INFINITY;
  /** Since when a correction is due; NaN: none is. */
  private double dueSinceMs = Double.NaN;
  private double likeness = UNHEARD;
  private double leastMs;

  /** The least that should be skipped or repeated, ms, ≥ 0; for what `wanted` returned last. */
  double leastMs() {
    return leastMs;
  }

  /** How much the sounds of the cross-fade must be alike now, −1…1; for what `wanted` returned last. */
  double likeness() {
    return likeness;
  }

  /** What to try now: ms of sound to skip; negative: to repeat; 0: nothing. `excessMs`: lead − target. */
  double wanted(double excessMs, double nowMs) {
    boolean up = excessMs < -TOO_LITTLE_MS;
    if (!up && !(excessMs > TOO_MUCH_MS)) {
      dueSinceMs = Double.NaN;
      return 0;
    }
    if (nowMs - lastMs < EVERY_MS || nowMs - searchedMs < SEARCH_EVERY_MS) return 0;
    searchedMs = nowMs;
    boolean jump = excessMs > JUMP_ABOVE_MS;
    // A small excess may wait for ever: the speed takes it away.
    boolean must = up || excessMs > MUST_MS;
    if (!must) dueSinceMs = Double.NaN;
    else if (Double.isNaN(dueSinceMs)) dueSinceMs = nowMs;
    double patience = up ? PATIENCE_UP_MS : excessMs > URGENT_MS ? PATIENCE_URGENT_MS : PATIENCE_MS;
    double waited = must ? (nowMs - dueSinceMs) / patience : 0;
    // It asks for less and less, and in the end for nothing.
    likeness = waited >= 1 ? -1 : UNHEARD - waited * waited / 2;
    double ms = up ? Math.max(-STEP_MS, excessMs) : jump ? excessMs : Math.min(STEP_MS, excessMs);
    leastMs = jump ? ms - STEP_MS : LEAST_MS;
    return ms;
  }

  /** To be called when a step or a jump was made. */
  void made(double nowMs) {
    lastMs = nowMs;
    searchedMs = Double.NEGATIVE_INFINITY;
  }
}

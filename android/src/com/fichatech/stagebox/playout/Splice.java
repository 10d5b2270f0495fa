package com.fichatech.stagebox.playout;

/**
 * Finds where sound can be cut or repeated with the least to be heard: at the distance at which it is most like itself.
 * A tone is cut by whole periods. Audio thread only; allocates nothing.
 */
final class Splice {
  /** Sound that is compared, around the place of the cut, ms. */
  private static final double COMPARED_MS = 5;
  /** The first search uses only every third distance and every third frame. */
  private static final int COARSE = 3;
  /** Likeness that one ms more is worth, when likeness is equal. */
  private static final double LONGER_PER_MS = 0.002;
  /** Below this energy the sound is silence. */
  private static final double SILENCE = 1e-9;

  /** Frames to skip; negative: to repeat. */
  int by;
  /** How much the sound here and there is alike, −1…1. */
  double likeness;

  /**
   * Finds the best distance from `least` to `wanted` frames; `wanted` is not 0 and has the sign. Sound must be there
   * 2.5 ms around `position`, and around `position + wanted`.
   */
  void find(JitterBuffer buffer, long position, int wanted, int least, int rate) {
    int sign = wanted < 0 ? -1 : 1;
    int longest = Math.abs(wanted);
    int shortest = Math.min(longest, Math.max(1, least));
    int half = (int) Math.round(COMPARED_MS * rate / 2000);
    double bonus = LONGER_PER_MS * 1000 / rate;
    int best = longest;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (int distance = longest; distance >= shortest; distance -= COARSE) {
      double score = alike(buffer, position, sign * distance, half, COARSE) + bonus * distance;
      if (score > bestScore) {
        bestScore = score;
        best = distance;
      }
    }
    int centre = best;
    bestScore = Double.NEGATIVE_INFINITY;
    for (int distance = centre + COARSE - 1; distance > centre - COARSE; distance--) {
      if (distance < shortest || distance > longest) continue;
      double score = alike(buffer, position, sign * distance, half, 1) + bonus * distance;
      if (score > bestScore) {
        bestScore = score;
        best = distance;
      }
    }
    by = sign * best;
    likeness = bestScore - bonus * best;
  }

  /** Normalised correlation, −1…1, of the sound around `position` and `distance` frames later; 1 for silence. */
  private static double alike(JitterBuffer buffer, long position, int distance, int half, int stride) {
    double product = 0;
    double here = 0;
    double there = 0;
    for (int i = -half; i < half; i += stride) {
      long a = buffer.frame(position + i);
      long b = buffer.frame(position + i + distance);
      float aLeft = JitterBuffer.left(a);
      float aRight = JitterBuffer.right(a);
      float bLeft = JitterBuffer.left(b);
      float bRight = JitterBuffer.right(b);
      product += aLeft * bLeft + aRight * bRight;
      here += aLeft * aLeft + aRight * aRight;
      there += bLeft * bLeft + bRight * bRight;
    }
    double energy = here * there;
    return energy > SILENCE * SILENCE ? product / Math.sqrt(energy) : 1;
  }
}

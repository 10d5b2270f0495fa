package com.fichatech.stagebox.playout;

/**
 * Fills gaps in the sound: it repeats the last pitch period for at most 20 ms, then fades to silence within 5 ms. When
 * sound returns it is cross-faded in over 5 ms. Nothing is looped longer: a stuck tone is worse than a hole.
 *
 * <p>Audio thread only. All memory is allocated at construction.
 */
final class Concealment {
  /** Periods searched: 2 ms (500 Hz) to 25 ms (40 Hz). */
  private static final int SHORTEST_MS = 2;
  private static final int LONGEST_MS = 25;
  private static final int HOLD_MS = 20;
  private static final int FADE_MS = 5;

  private final int shortest;
  private final int longest;
  private final int hold;
  private final int fade;
  /**
   * The latest output, per lane, as rings. While sound returns the newest 5 ms overwrite the oldest, so the rings hold
   * that much more than two periods.
   */
  private final float[] left;
  private final float[] right;
  private final int history;
  /** Where the next frame goes. */
  private int head;
  /**
   * `head` when the hole began, the period found there, and the step between the last frame heard and the first made
   * up.
   */
  private int anchor;
  private int period = 1;
  private float stepLeft;
  private float stepRight;
  /** Frames made up in this hole; 0 while sound is there. */
  private int concealed;
  /** Frames of the returning cross-fade still to come. */
  private int returning;

  float outLeft;
  float outRight;

  Concealment(int sampleRate) {
    shortest = sampleRate * SHORTEST_MS / 1000;
    longest = sampleRate * LONGEST_MS / 1000;
    hold = sampleRate * HOLD_MS / 1000;
    fade = sampleRate * FADE_MS / 1000;
    history = 2 * longest + 2 * fade;
    left = new float[history];
    right = new float[history];
    concealed = hold + fade;
  }

  /** A frame that is there. The frame to be heard is left in `outLeft` and `outRight`. */
  void sound(float l, float r) {
    if (concealed > 0 && returning == 0) returning = fade;
    if (returning > 0) {
      float old = (float) returning / fade * gain();
      float fresh = 1 - (float) returning / fade;
      outLeft = l * fresh + again(left, stepLeft) * old;
      outRight = r * fresh + again(right, stepRight) * old;
      concealed++;
      if (--returning == 0) concealed = 0;
    } else {
      outLeft = l;
      outRight = r;
    }
    left[head] = outLeft;
    right[head] = outRight;
    head = head + 1 == history ? 0 : head + 1;
  }

  /** A frame that is missing. */
  void missing() {
    if (concealed == 0 || returning > 0) open();
    float gain = gain();
    outLeft = gain == 0 ? 0 : again(left, stepLeft) * gain;
    outRight = gain == 0 ? 0 : again(right, stepRight) * gain;
    if (concealed < hold + fade) concealed++;
  }

  /** Whether what is heard is what was given, neither made up nor mixed with it. */
  boolean idle() {
    return concealed == 0;
  }

  private void open() {
    returning = 0;
    concealed = 0;
    anchor = head;
    period = findPeriod();
    stepLeft = left[back(1)] - left[back(period + 1)];
    stepRight = right[back(1)] - right[back(period + 1)];
  }

  private float gain() {
    if (concealed < hold) return 1;
    return concealed < hold + fade ? 1 - (float) (concealed - hold + 1) / fade : 0;
  }

  /**
   * The made-up frame number `concealed`: a frame of the last period. Towards its end it is blended into the period
   * before, so that it leads into the beginning again without a click. The step at the very beginning is levelled out
   * over 5 ms.
   */
  private float again(float[] ring, float step) {
    int phase = concealed % period;
    int blend = Math.min(fade, period / 2);
    float sample = ring[back(period - phase)];
    int toSeam = period - phase;
    if (toSeam <= blend) {
      float share = (float) toSeam / (blend + 1);
      sample = sample * share + ring[back(2 * period - phase)] * (1 - share);
    }
    return concealed < fade ? sample + step * (1 - (float) (concealed + 1) / fade) : sample;
  }

  /** Place of the frame that was heard `frames` before the hole began. */
  private int back(int frames) {
    int at = anchor - frames;
    return at < 0 ? at + history : at;
  }

  /**
   * The lag at which the last 10 ms are most similar to the sound before: normalised
   * cross-correlation of left + right, on every second frame.
   */
  private int findPeriod() {
    double best = 0;
    int found = longest;
    for (int lag = shortest; lag <= longest; lag++) {
      double product = 0;
      double energy = 1e-9;
      for (int i = 1; i <= 2 * fade; i += 2) {
        int now = back(i);
        int then = back(i + lag);
        float earlier = left[then] + right[then];
        product += (left[now] + right[now]) * earlier;
        energy += earlier * earlier;
      }
      double likeness = product > 0 ? product * product / energy : 0;
      if (likeness > best * 1.01) {
        best = likeness;
        found = lag;
      }
    }
    return found;
  }
}

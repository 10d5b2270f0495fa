package com.fichatech.stagebox.session;

import java.util.Random;

/**
 * The wait before the next attempt: 1 s, then ×1.6 up to 8 s. Each varies by ±20 %, so that a
 * band's phones do not all connect at once.
 */
public final class Backoff {
  private static final double FIRST_MS = 1000;
  private static final double FACTOR = 1.6;
  private static final double MOST_MS = 8000;

  private final Random random;
  private double nextMs = FIRST_MS;

  public Backoff(Random random) {
    this.random = random;
  }

  public long nextMs() {
    double ms = nextMs * (0.8 + 0.4 * random.nextDouble());
    nextMs = Math.min(MOST_MS, nextMs * FACTOR);
    return Math.round(ms);
  }

  /** An attempt worked: the next failure starts at 1 s again. */
  public void worked() {
    nextMs = FIRST_MS;
  }
}

package com.fichatech.stagebox.playout;

import java.util.concurrent.atomic.AtomicLong;

/**
 * When packets came, on the way from the network thread to the audio thread. Neither ever waits; of more than 256 that
 * nobody takes, the newer ones are left out.
 */
final class ArrivalQueue {
  private static final int SIZE = 256;

  private final long[] firsts = new long[SIZE];
  private final int[] frames = new int[SIZE];
  private final int[] copies = new int[SIZE];
  private final int[] distances = new int[SIZE];
  private final double[] times = new double[SIZE];
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong taken = new AtomicLong();

  /** Network thread. */
  void add(long first, int count, int again, int apart, double nowMs) {
    long at = written.get();
    if (at - taken.get() >= SIZE) return;
    int place = (int) (at % SIZE);
    firsts[place] = first;
    frames[place] = count;
    copies[place] = again;
    distances[place] = apart;
    times[place] = nowMs;
    written.lazySet(at + 1);
  }

  /** Audio thread: leaves out all that came so far. */
  void clear() {
    taken.lazySet(written.get());
  }

  /** Audio thread: gives the law all that came since the last call. */
  void giveTo(LeadLaw law, OutputClock clock, double rate) {
    long end = written.get();
    for (long at = taken.get(); at < end; at++) {
      int place = (int) (at % SIZE);
      double then = clock.at(times[place], rate);
      if (Double.isNaN(then)) continue;
      law.arrived(firsts[place], frames[place], then, rate, copies[place], distances[place], times[place]);
    }
    taken.lazySet(end);
  }
}

package com.fichatech.stagebox.playout;

/**
 * How late packets came over the fastest one, in the last 20 s: a histogram that packets leave again.
 *
 * <p>One thread. All memory is allocated at construction.
 */
final class Lateness {
  private static final double KEPT_MS = 20_000;
  /** At most this many packets: 20 s of packets of 2.5 ms. */
  private static final int KEPT = 8192;
  private static final double BIN_MS = 0.125;
  /** Up to 256 ms, more than the largest ceiling. */
  private static final int BINS = 2048;
  /** In place of a bin: the packet belongs to an outage. */
  private static final short OUTAGE = -1;
  /** Share of packets that may be later than what is needed. */
  private static final double LATE_SHARE = 0.005;
  /** A packet that is no later than this ends an outage, ms. */
  private static final double ON_TIME_MS = 4;
  /** So does this time without a packet beyond the ceiling, ms. */
  private static final double TAIL_MS = 250;
  /** If more than this share of packets belongs to outages, for this long, the link is like that, ms. */
  private static final double USUAL_SHARE = 1.0 / 3;
  private static final double USUAL_MS = 10_000;
  /** A fall of the origin by more than this was a step, ms. Drift makes it fall by less. */
  private static final double STEP_MS = 1;

  private final FastestLead fastest = new FastestLead();
  private final int[] counts = new int[BINS];
  private final short[] bins = new short[KEPT];
  private final double[] times = new double[KEPT];
  private long written;
  private long forgotten;
  private int counted;
  /** No packet is in a bin above this. */
  private int highest;
  private boolean outage;
  private double beyondMs;

  double fastestMs() {
    return fastest.ms();
  }

  /** Forgets where the fastest packets were, because a stream begins anew. How late packets come stays known. */
  void restart() {
    fastest.reset();
    outage = false;
  }

  /**
   * A packet came. Returns by how much the fastest packets became later, for good, ms; 0 if they only drift. A packet
   * later than `ceilingMs` begins an outage. What was held back with it, and comes right after it, belongs to it too.
   */
  double observe(double leadMs, double nowMs, double ceilingMs) {
    double before = fastest.ms();
    fastest.observe(leadMs, nowMs);
    double fell = before - fastest.ms() > STEP_MS ? before - fastest.ms() : 0;
    if (fell > 0) rebase(fell, nowMs);
    forget(nowMs);
    double late = Math.max(0, fastest.ms() - leadMs);
    if (late > ceilingMs) {
      outage = true;
      beyondMs = nowMs;
    } else if (late <= ON_TIME_MS || nowMs - beyondMs > TAIL_MS) {
      outage = false;
    }
    short bin = outage ? OUTAGE : (short) Math.min(BINS - 1, (int) Math.floor(late / BIN_MS));
    int at = (int) (written % KEPT);
    bins[at] = bin;
    times[at] = nowMs;
    written++;
    count(bin, 1);
    return fell;
  }

  /**
   * What 99.5 % of the packets of the last 20 s need, ms. Outages are left out; but if much of the time is an outage,
   * the ceiling is needed, since it covers part of each.
   */
  double needed(double ceilingMs) {
    long kept = written - forgotten;
    if (kept - counted > kept * USUAL_SHARE && spanMs() > USUAL_MS) return ceilingMs;
    int left = (int) Math.floor(counted * LATE_SHARE);
    for (int bin = highest; bin > 0; bin--) {
      left -= counts[bin];
      if (left < 0) return (bin + 1) * BIN_MS;
    }
    return 0;
  }

  /** Share of the packets of the last 20 s, 0…1, that were later than `ms`. Outages are left out. */
  double shareLater(double ms) {
    if (ms < 0) return 1;
    double later = 0;
    for (int bin = (int) Math.floor(ms / BIN_MS); bin <= highest; bin++) later += counts[bin];
    return counted > 0 ? later / counted : 0;
  }

  private double spanMs() {
    return times[(int) ((written - 1) % KEPT)] - times[(int) (forgotten % KEPT)];
  }

  private void forget(double nowMs) {
    while (forgotten < written) {
      int at = (int) (forgotten % KEPT);
      if (written - forgotten < KEPT && nowMs - times[at] < KEPT_MS) return;
      count(bins[at], -1);
      forgotten++;
    }
  }

  /** The origin fell by `ms` a while ago; the packets since then were measured against the old one. */
  private void rebase(double ms, double nowMs) {
    int by = (int) Math.floor(ms / BIN_MS + 0.5);
    for (long i = written - 1; i >= forgotten; i--) {
      int at = (int) (i % KEPT);
      if (nowMs - times[at] > FastestLead.FALL_AFTER_MS) return;
      short bin = bins[at];
      if (bin == OUTAGE) continue;
      count(bin, -1);
      bins[at] = (short) Math.max(0, bin - by);
      count(bins[at], 1);
    }
  }

  private void count(short bin, int by) {
    if (bin == OUTAGE) return;
    counts[bin] += by;
    counted += by;
    if (bin > highest) highest = bin;
    while (highest > 0 && counts[highest] == 0) highest--;
  }
}

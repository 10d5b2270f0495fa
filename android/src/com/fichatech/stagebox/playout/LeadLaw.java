package com.fichatech.stagebox.playout;

/**
 * The law of playout, the same as the page's and the terminal listener's (`src/playout/lead-law.ts`; both are checked
 * by `docs/native-vectors/law.json`). From how packets come, it finds how long before its turn each packet should come,
 * and corrects the sound until that is so.
 *
 * <p>The lead of a packet is its first frame − the next frame to be heard, when the packet comes. The law steers the
 * lead of the fastest packets. It measures against the frame where the output is (the clock), because its own
 * corrections move only the next frame to be heard.
 *
 * <p>One thread. All memory is allocated at construction.
 */
final class LeadLaw {
  /** How often the target and the speed are set, ms. */
  private static final double EVALUATE_MS = 50;
  /** A jump waits until the fastest packets have not become faster by more than this, for this time, ms. */
  private static final double ROSE_MS = 1;
  private static final double SETTLED_MS = 100;
  /** After a pause, one evaluation stands for at most this time, ms. */
  private static final double LONGEST_STEP_MS = 1000;

  private final Lateness lateness = new Lateness();
  private final LossShare loss = new LossShare();
  private final LeadTarget target;
  private final Corrections corrections = new Corrections();
  private final ClockFollower follower = new ClockFollower();
  private final Haste haste = new Haste();
  private double copyMs;
  private int copies;
  private double evaluatedMs = Double.NaN;
  /** When the fastest packets became faster last. */
  private double roseMs = Double.NEGATIVE_INFINITY;

  LeadLaw(LeadBounds bounds) {
    target = new LeadTarget(bounds);
  }

  /** The lead to steer to, ms. */
  double targetMs() {
    return target.ms();
  }

  /** Speed correction, ppm; positive plays faster. 0 means that samples pass untouched. */
  double ppm() {
    return follower.ppm() + haste.ppm();
  }

  /** The fastest packets' lead against the clock, ms; NaN before the first packet. */
  double fastestMs() {
    return lateness.fastestMs();
  }

  /** How much the two sounds of a correction's cross-fade must be alike, −1…1, before it is made. */
  double likeness() {
    return corrections.likeness();
  }

  /** The least of a correction that should be made at once, ms, ≥ 0. */
  double leastMs() {
    return corrections.leastMs();
  }

  /** Sets other bounds, because the musician chose them now. */
  void setBounds(LeadBounds bounds) {
    if (bounds.floorMs == target.bounds().floorMs && bounds.ceilingMs == target.bounds().ceilingMs) return;
    target.setBounds(bounds);
    setTarget(0);
  }

  /** A stream begins anew: its frames have other numbers. How late packets come, and the clocks, stay known. */
  void restart() {
    lateness.restart();
    loss.restart();
    follower.restart();
  }

  /** The packets that come now belong to another network: forgets where the fastest were. */
  void relearn() {
    lateness.restart();
  }

  /**
   * A packet of `frames` came by itself, not restored from others, when the output was at frame `clock`. `again`: how
   * many later packets restore it; `apart`: packets from it to the first of them, and from one of them to the next.
   * `nowMs`: any clock that does not jump.
   */
  void arrived(long first, int frames, double clock, double rate, int again, int apart, double nowMs) {
    copyMs = apart * frames * 1000 / rate;
    copies = again;
    loss.observe(first, first + frames, nowMs);
    double leadMs = (first - clock) * 1000 / rate;
    double before = lateness.fastestMs();
    double fell = lateness.observe(leadMs, nowMs, target.bounds().ceilingMs);
    if (lateness.fastestMs() - before > ROSE_MS) roseMs = nowMs;
    if (fell > 0) target.originFell(fell);
  }

  /**
   * How much too long the lead of the fastest packets is, ms; NaN before the first packet. `aheadMs`: the clock − the
   * next frame to be heard; `outputMs`: what the way to the ear needs besides.
   */
  double excessMs(double aheadMs, double outputMs) {
    return lateness.fastestMs() + aheadMs - outputMs - target.ms();
  }

  /**
   * To be called often while sound plays. Returns ms of sound to skip with a cross-fade; negative: to repeat; 0:
   * nothing. {@link #corrected} confirms it.
   */
  double step(double excessMs, double nowMs) {
    if (Double.isNaN(excessMs)) return 0;
    evaluate(excessMs, nowMs);
    // While the measurement still rises, after the output's clock slipped, one jump would follow the other.
    if (excessMs > Corrections.JUMP_ABOVE_MS && nowMs - roseMs < SETTLED_MS) return 0;
    return corrections.wanted(excessMs, nowMs);
  }

  /** A correction was made. */
  void corrected(double nowMs) {
    corrections.made(nowMs);
  }

  /** To be called with 0 instead of `step` while no sound plays. */
  void evaluate(double excessMs, double nowMs) {
    if (Double.isNaN(evaluatedMs)) evaluatedMs = nowMs;
    double since = nowMs - evaluatedMs;
    if (since >= 0 && since < EVALUATE_MS) return;
    evaluatedMs = nowMs;
    double seconds = Math.max(0, Math.min(LONGEST_STEP_MS, since)) / 1000;
    setTarget(seconds);
    follower.update(lateness.fastestMs(), excessMs, seconds);
    haste.update(excessMs, seconds);
  }

  private void setTarget(double seconds) {
    double needed = lateness.needed(target.bounds().ceilingMs);
    target.update(needed, Mending.repairMs(loss, lateness, needed, copyMs, copies), seconds);
  }
}

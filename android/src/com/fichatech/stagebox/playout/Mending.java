package com.fichatech.stagebox.playout;

/**
 * How much longer the lead must be so that copies mend losses in time. Each later packet that is lost as well makes the
 * wait longer, and rarer.
 */
final class Mending {
  /** With less loss than this no time is kept to mend it. */
  private static final double MENDED_LOSS = 0.001;
  /** Share of packets that may be lost and mended too late. */
  private static final double UNMENDED = 2e-6;
  /** The answer is this exact, ms. */
  private static final double EXACT_MS = 0.125;

  private Mending() {}

  /**
   * Time that losses ask for besides `neededMs`: at most until the last copy of a packet comes, ms. `neededMs`: what
   * nearly all packets need. `copyMs`: from a packet to its first copy, and from one copy to the next. `copies`: how
   * many later packets carry it again.
   */
  static double repairMs(LossShare loss, Lateness lateness, double neededMs, double copyMs, int copies) {
    if (loss.share() <= MENDED_LOSS) return 0;
    double enough = copyMs * copies;
    double tooLittle = 0;
    while (enough - tooLittle > EXACT_MS) {
      double middle = (enough + tooLittle) / 2;
      if (tooShort(loss, lateness, neededMs + middle, copyMs, copies)) tooLittle = middle;
      else enough = middle;
    }
    return enough;
  }

  /**
   * Whether a lead leaves more packets unmended than it may. Of n lost in a row, only copy n mends the first. Two in a
   * row are rare, so they may use the spare time that the target adds.
   */
  private static boolean tooShort(LossShare loss, Lateness lateness, double leadMs, double copyMs, int copies) {
    double again = Math.max(loss.share(), loss.again());
    double lost = loss.share();
    double unmended = 0;
    for (int copy = 1; copy <= copies; copy++) {
      double spareMs = copy > 1 ? LeadTarget.SPARE_MS : 0;
      unmended += lost * lateness.shareLater(leadMs + spareMs - copy * copyMs);
      lost *= again;
    }
    return unmended > UNMENDED;
  }
}

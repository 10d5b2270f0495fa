package com.fichatech.stagebox.mix;

import java.util.Locale;

/**
 * Converts between linear gain, decibels and fader travel. Gains are linear 0…4 as on the wire; 0 is −∞ dB, 4 is +12.04
 * dB. The taper gives the useful range more room. Travel 0 is −∞, 0.1 is −60 dB, 0.25 is −30 dB,
 * 0.5 is −10 dB, 0.75 is 0 dB, 1 is gain 4. It is straight in dB between these points.
 */
public final class Fader {
  public static final double MAX_GAIN = 4;
  /** The highest level, dB: 20·log10(4). */
  public static final double MAX_DB = 20 * Math.log10(MAX_GAIN);
  /** A step down from here goes to silence. */
  public static final double LOWEST_DB = -60;

  private static final double[] TRAVEL = {0.1, 0.25, 0.5, 0.75, 1};
  private static final double[] DB = {LOWEST_DB, -30, -10, 0, MAX_DB};

  private Fader() {}

  /** 20·log10(gain); negative infinity at 0. */
  public static double toDb(double gain) {
    return gain <= 0 ? Double.NEGATIVE_INFINITY : 20 * Math.log10(gain);
  }

  /** 10^(dB/20), never above 4; 0 at −∞. */
  public static double toGain(double db) {
    return db == Double.NEGATIVE_INFINITY ? 0 : Math.min(MAX_GAIN, Math.pow(10, db / 20));
  }

  /** The fader's travel for a gain, 0…1. Gains below −60 dB are within the first tenth; gain 0 is at its end. */
  public static double travel(double gain) {
    double db = toDb(gain);
    if (db == Double.NEGATIVE_INFINITY) return 0;
    if (db <= LOWEST_DB) return TRAVEL[0] * gain / toGain(LOWEST_DB);
    for (int i = 1; i < DB.length; i++) {
      if (db <= DB[i]) return TRAVEL[i - 1] + (TRAVEL[i] - TRAVEL[i - 1]) * (db - DB[i - 1]) / (DB[i] - DB[i - 1]);
    }
    return 1;
  }

  /** The gain at a travel; values outside 0…1 count as the nearer end. */
  public static double gainAt(double travel) {
    if (travel <= 0) return 0;
    if (travel >= 1) return MAX_GAIN;
    if (travel <= TRAVEL[0]) return toGain(LOWEST_DB) * travel / TRAVEL[0];
    int i = 1;
    while (travel > TRAVEL[i]) i++;
    return toGain(DB[i - 1] + (DB[i] - DB[i - 1]) * (travel - TRAVEL[i - 1]) / (TRAVEL[i] - TRAVEL[i - 1]));
  }

  /**
   * One step of a button: `step` dB up or down, to a multiple of half a decibel, within −60…+12 dB. Down from −60 is
   * silence, up from silence is −60.
   */
  public static double step(double gain, double step) {
    double db = toDb(gain);
    if (db < LOWEST_DB) return step > 0 ? toGain(LOWEST_DB) : 0;
    double moved = Math.rint((db + step) * 2) / 2;
    if (moved < LOWEST_DB) return 0;
    return moved > 12 ? MAX_GAIN : toGain(moved);
  }

  /**
   * A gain `by` dB up or down, to a tenth of a decibel, within −60…+12 dB. Below −60 is silence;
   * up from silence is −60.
   */
  public static double moved(double gain, double by) {
    if (gain <= 0) return by > 0 ? toGain(LOWEST_DB) : 0;
    double db = Math.floor((toDb(gain) + by) * 10 + 0.5) / 10;
    return db < LOWEST_DB ? 0 : toGain(Math.min(12, db));
  }

  /** "−∞", "−6.0", "+3.5": with a true minus sign, one decimal, in the person's locale, without the unit. */
  public static String text(double gain, Locale locale) {
    double db = toDb(gain);
    if (db < -99.9) return "\u2212\u221e";
    String digits = String.format(locale, "%.1f", Math.abs(db));
    boolean zero = Math.abs(db) < 0.05;
    return zero ? digits : (db < 0 ? "\u2212" : "+") + digits;
  }
}

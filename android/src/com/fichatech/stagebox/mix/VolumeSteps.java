package com.fichatech.stagebox.mix;

/**
 * The phone's volume keys as steps of "me". A key that is held repeats up to twenty times a second, and something in a
 * pocket may hold it. So a press counts only while there is something left of an allowance. It holds three presses, and
 * gets one back every quarter of a second. Presses that follow each other quickly are one gesture, and so one step of
 * undo. One thread.
 */
public final class VolumeSteps {
  /** Presses that may follow each other at once. */
  static final int AT_ONCE = 3;
  /** From one press to the next while a key is held, ms. */
  static final long EACH_MS = 250;
  /** A pause longer than this ends a gesture, ms. */
  static final long PAUSE_MS = 1000;
  /** The highest level that the phone's volume panel shows; 0 is the lowest. */
  public static final int MOST = 2 * MeBalance.FURTHEST;

  private final String name;
  /** When the allowance is full again, ms of the caller's clock. */
  private long fullAtMs = Long.MIN_VALUE;
  private long lastMs = Long.MIN_VALUE;
  private int gestures;

  /** `name` begins the name of each gesture: this phone's, and of this time only. */
  public VolumeSteps(String name) {
    this.name = name;
  }

  /**
   * The step of a key at `nowMs`: 1, −1, or 0 if it comes too soon. `direction`: above 0 is louder, below 0 softer.
   * 0 is a key that was let go.
   */
  public int press(int direction, long nowMs) {
    if (direction == 0) return 0;
    long full = Math.max(fullAtMs, nowMs) + EACH_MS;
    if (full - nowMs > AT_ONCE * EACH_MS) return 0;
    fullAtMs = full;
    if (gestures == 0 || nowMs - lastMs > PAUSE_MS) gestures++;
    lastMs = nowMs;
    return direction > 0 ? 1 : -1;
  }

  /** The gesture of the last press. */
  public String gesture() {
    return name + gestures;
  }

  /** Whole decibels with a true sign: "+4", "−2", "0". */
  public static String signed(int db) {
    return db == 0 ? "0" : (db < 0 ? "\u2212" : "+") + Math.abs(db);
  }

  /** What the phone's volume panel shows of "me", 0…MOST; the middle is the start. */
  public static int shown(MeBalance me) {
    return me.steps + MeBalance.FURTHEST;
  }

  /** What it shows of a mix without own inputs: the travel of its master, 0…MOST. */
  public static int shown(double master) {
    return (int) Math.round(Fader.travel(master) * MOST);
  }
}

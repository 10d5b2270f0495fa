package com.fichatech.stagebox.session;

/** The levels at one moment. Immutable. */
public final class Meters {
  private final float[] peaks;
  /** Peak of this listener's own bus, linear. */
  public final float bus;

  Meters(float[] peaks, float bus) {
    this.peaks = peaks;
    this.bus = bus;
  }

  /** Peak of an input channel, linear; 0 if it is not measured. */
  public float peak(int channel) {
    return channel < peaks.length ? peaks[channel] : 0;
  }
}

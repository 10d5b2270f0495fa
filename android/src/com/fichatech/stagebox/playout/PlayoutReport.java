package com.fichatech.stagebox.playout;

/** Figures of the playout for the person and the box, read by any thread. Immutable. */
public final class PlayoutReport {
  /** Sound waiting right after the fastest packets came, and what it should be, ms; 0 while no sound plays. */
  public final double fillMs;
  public final double targetMs;
  /** Correction of the playing speed, ppm. */
  public final double driftPpm;
  /** How many times the sound ran out since playing began. */
  public final int underruns;
  /** Frames that were concealed or silent because sound was missing. */
  public final long concealedFrames;
  /** How many times playing jumped by more than 10 ms because it was too far from its target. */
  public final int jumps;

  PlayoutReport(double fillMs, double targetMs, double driftPpm, int underruns, long concealedFrames, int jumps) {
    this.fillMs = fillMs;
    this.targetMs = targetMs;
    this.driftPpm = driftPpm;
    this.underruns = underruns;
    this.concealedFrames = concealedFrames;
    this.jumps = jumps;
  }
}

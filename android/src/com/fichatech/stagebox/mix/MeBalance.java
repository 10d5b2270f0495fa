package com.fichatech.stagebox.mix;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * "More me": my inputs against all others, in steps of 1 dB from where they were, as the page does it. My inputs rise
 * until the loudest is at +6 dB; from there the others go down, so that the whole does not creep up. Each step is
 * computed from the start, so the way back is exact. Immutable.
 */
public final class MeBalance {
  /** The furthest step to either side. */
  public static final int FURTHEST = 20;
  /** My loudest input rises up to here, dB. */
  private static final double OWN_CEILING_DB = 6;
  /** Where a silent input of mine comes up, dB. */
  private static final double FROM_SILENCE_DB = -20;
  /** Gains closer than this are the same: a share of the gain. */
  private static final double SAME = 1e-4;

  /** Away from the start, −20…20. */
  public final int steps;
  /** By input: the linear gain at the start, and whether the input is mine. */
  private final double[] start;
  private final boolean[] mine;
  private final int meDb;

  private MeBalance(int steps, double[] start, boolean[] mine) {
    this.steps = steps;
    this.start = start;
    this.mine = mine;
    double loudest = FROM_SILENCE_DB;
    for (int i = 0; i < start.length; i++) if (mine[i]) loudest = Math.max(loudest, Fader.toDb(start[i]));
    meDb = Math.min(steps, (int) Math.max(0, Math.floor(OWN_CEILING_DB - loudest + 1e-9)));
  }

  /**
   * The balance that explains the present levels; null if no input of this mix is in `own`. `known` still holds if it
   * is where they are, or some steps beside it (an undo). A fader that was moved alone takes its start along. After a
   * recall, or with other inputs of mine, the present levels are a new start. `known` may be null.
   */
  public static MeBalance of(MeBalance known, MixState mix, Set<Integer> own) {
    double[] now = new double[mix.strips.size()];
    boolean[] mine = new boolean[now.length];
    boolean any = false;
    for (int i = 0; i < now.length; i++) {
      now[i] = mix.strips.get(i).gain;
      mine[i] = own.contains(i);
      any |= mine[i];
    }
    if (!any) return null;
    MeBalance fresh = new MeBalance(0, now, mine);
    if (known == null || !Arrays.equals(known.mine, mine)) return fresh;
    if (known.fits(now)) return known;
    for (int steps = -FURTHEST; steps <= FURTHEST; steps++) {
      MeBalance other = known.at(steps);
      if (other.fits(now)) return other;
    }
    MeBalance kept = known.withMoved(now);
    return kept != null && kept.fits(now) ? kept : fresh;
  }

  /** This balance some steps on, at most as far as it goes. */
  public MeBalance stepped(int by) {
    return at(Math.max(-FURTHEST, Math.min(FURTHEST, steps + by)));
  }

  /** How far my inputs are above their start, dB. */
  public int meDb() {
    return meDb;
  }

  /** How far the others are above theirs, dB: 0 or less. */
  public int bandDb() {
    return meDb() - steps;
  }

  /** What leads from the present levels to this balance. */
  public List<Change> changes(MixState mix) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < start.length && i < mix.strips.size(); i++) {
      double gain = level(i);
      if (gain != mix.strips.get(i).gain) changes.add(new Change(Parameter.GAIN, i, gain));
    }
    return Collections.unmodifiableList(changes);
  }

  private MeBalance at(int otherSteps) {
    return new MeBalance(otherSteps, start, mine);
  }

  private int shift(int input) {
    return mine[input] ? meDb() : bandDb();
  }

  /** The linear gain of an input after the steps. */
  private double level(int input) {
    int shift = shift(input);
    if (shift == 0) return start[input];
    if (start[input] > 0) return Fader.moved(start[input], shift);
    return mine[input] && shift > 0 ? Fader.toGain(FROM_SILENCE_DB + shift - 1) : 0;
  }

  private boolean fits(double[] now) {
    for (int i = 0; i < now.length; i++) if (!same(level(i), now[i])) return false;
    return true;
  }

  /** With the starts of the inputs that were moved alone; null if most of them were. */
  private MeBalance withMoved(double[] now) {
    double[] moved = start.clone();
    int count = 0;
    for (int i = 0; i < now.length; i++) {
      if (same(level(i), now[i])) continue;
      moved[i] = now[i] > 0 ? Fader.moved(now[i], -shift(i)) : 0;
      count++;
    }
    return count * 2 > now.length ? null : new MeBalance(steps, moved, mine);
  }

  private static boolean same(double a, double b) {
    return Math.abs(a - b) <= SAME * Math.max(a, b);
  }
}

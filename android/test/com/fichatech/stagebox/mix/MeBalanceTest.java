package com.fichatech.stagebox.mix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

/** The rules of the page's own balance, of which this is the app's copy. */
public class MeBalanceTest {
  private MixState mix = MixState.empty();
  private Set<Integer> own = Collections.singleton(0);
  private MeBalance known;

  private void start(double... gains) {
    List<Strip> strips = new ArrayList<>();
    for (double gain : gains) strips.add(new Strip(strips.size(), true, gain, 0, false, false));
    mix = new MixState(strips, 1);
    known = null;
  }

  private static double[] gains(double... levelsDb) {
    double[] gains = new double[levelsDb.length];
    for (int i = 0; i < gains.length; i++) gains[i] = Fader.toGain(levelsDb[i]);
    return gains;
  }

  private MeBalance balance() {
    known = MeBalance.of(known, mix, own);
    return known;
  }

  private List<Change> step(int by) {
    known = balance().stepped(by);
    List<Change> changes = known.changes(mix);
    for (Change change : changes) mix = mix.with(change);
    return changes;
  }

  private void move(int channel, double gain) {
    mix = mix.with(new Change(Parameter.GAIN, channel, gain));
  }

  private double[] levels() {
    double[] levels = new double[mix.strips.size()];
    for (int i = 0; i < levels.length; i++) levels[i] = mix.strips.get(i).gain;
    return levels;
  }

  private void figures(int me, int band) {
    assertEquals(me, balance().meDb());
    assertEquals(band, balance().bandDb());
  }

  private void levelsDb(double... expected) {
    for (int i = 0; i < expected.length; i++) assertEquals("input " + i, expected[i], Fader.toDb(levels()[i]), 0.06);
  }

  @Test
  public void myInputsRiseToSixDecibelsAndFromThereTheOthersGoDown() {
    start(gains(4, -10));
    figures(0, 0);
    assertEquals("only mine is sent", 1, step(2).size());
    step(3);
    figures(2, -3);
    levelsDb(6, -13);
  }

  @Test
  public void theWayBackIsExact() {
    double[] start = {Fader.toGain(-2.03), Fader.toGain(-7.77), Fader.toGain(-59.5), 0};
    start(start);
    for (int i = 0; i < 12; i++) step(1);
    for (int i = 0; i < 12; i++) step(-1);
    assertTrue(Arrays.equals(start, levels()));
    step(MeBalance.FURTHEST);
    assertEquals("it goes no further", 0, step(5).size());
    step(-MeBalance.FURTHEST);
    assertTrue(Arrays.equals(start, levels()));
  }

  @Test
  public void mySilentInputComesUpSoftlyAndASilentOneOfTheOthersStaysSilent() {
    start(0, 0);
    step(1);
    assertTrue(Arrays.equals(new double[] {Fader.toGain(-20), 0}, levels()));
    step(-1);
    assertTrue(Arrays.equals(new double[] {0, 0}, levels()));
  }

  @Test
  public void anUndoLeadsToTheFiguresOfThatMomentAndARecallIsANewStart() {
    start(gains(0, -10, -12));
    step(3);
    MixState then = mix;
    step(5);
    mix = then;
    figures(3, 0);
    for (int i = 0; i < 3; i++) move(i, 0.3 - 0.1 * i);
    figures(0, 0);
  }

  @Test
  public void aFaderThatIsMovedAloneKeepsTheFiguresAndItsOwnWayBack() {
    start(gains(0, -10, -12, -9));
    step(8);
    figures(6, -2);
    move(1, Fader.toGain(-20));
    figures(6, -2);
    step(-8);
    levelsDb(0, -18, -12, -9);
  }

  @Test
  public void otherInputsOfMineAreANewStartAndNoneIsNoBalance() {
    start(gains(0, -10));
    step(4);
    own = Collections.singleton(1);
    figures(0, 0);
    own = Collections.singleton(7);
    assertNull(balance());
  }

  @Test
  public void afterAnyStepsTheOppositeStepsLeadBackAndNoStepMovesALevelByMoreThanOneDecibel() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      double[] start = new double[1 + random.nextInt(12)];
      own = new HashSet<>(Collections.singleton(0));
      for (int i = 0; i < start.length; i++) {
        start[i] = random.nextInt(10) == 0 ? 0 : Fader.gainAt(random.nextDouble() * 0.99 + 0.01);
        if (start[i] > 0) start[i] = Fader.moved(start[i], 0);
        if (random.nextInt(5) == 0) own.add(i);
      }
      start(start);
      int away = 0;
      for (int i = 0; i < 30; i++) {
        int by = random.nextBoolean() ? 1 : -1;
        if (Math.abs(away + by) > MeBalance.FURTHEST) continue;
        double[] before = levels();
        step(by);
        away += by;
        double[] after = levels();
        for (int channel = 0; channel < after.length; channel++) {
          if (before[channel] == 0 || after[channel] == 0) continue;
          double moved = Math.abs(Fader.toDb(after[channel]) - Fader.toDb(before[channel]));
          assertTrue("round " + round + ": " + moved + " dB", moved < 1.06);
        }
      }
      step(-away);
      assertTrue("round " + round, Arrays.equals(start, levels()));
    }
  }
}

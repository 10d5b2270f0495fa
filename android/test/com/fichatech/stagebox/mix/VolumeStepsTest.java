package com.fichatech.stagebox.mix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.Test;

public class VolumeStepsTest {
  private final VolumeSteps steps = new VolumeSteps("v");

  @Test
  public void aPressIsOneDecibelToItsSideAndLettingGoIsNone() {
    assertEquals(1, steps.press(1, 0));
    assertEquals(0, steps.press(0, 10));
    assertEquals(-1, steps.press(-1, 20));
    assertEquals("some phones send more than one at once", 1, steps.press(3, 30));
  }

  /** How many of the presses count, one every `everyMs` for `forMs`. */
  private int counted(long fromMs, long everyMs, long forMs) {
    int counted = 0;
    for (long ms = 0; ms < forMs; ms += everyMs) counted += Math.abs(steps.press(1, fromMs + ms));
    return counted;
  }

  @Test
  public void threePressesCountAtOnce() {
    assertEquals(3, counted(5_000, 10, 30));
    assertEquals(0, steps.press(1, 5_040));
    assertEquals("the other direction is no way around it", 0, steps.press(-1, 5_050));
    assertEquals(-1, steps.press(-1, 5_250));
  }

  @Test
  public void aKeyThatIsHeldMakesFourStepsASecond() {
    assertEquals(3 + 4 * 2 - 1, counted(100_000, 50, 2_000));
  }

  @Test
  public void aHandThatPressesThreeTimesASecondLosesNothing() {
    assertEquals(30, counted(0, 334, 30 * 334));
  }

  @Test
  public void pressesThatFollowEachOtherAreOneGesture() {
    steps.press(1, 0);
    String first = steps.gesture();
    steps.press(1, 900);
    assertEquals(first, steps.gesture());
    steps.press(-1, 2_000);
    assertNotEquals(first, steps.gesture());
  }

  @Test
  public void stepsBecomeChangesOfMyInputsOnly() {
    List<Strip> strips = new ArrayList<>();
    for (int i = 0; i < 3; i++) strips.add(new Strip(i, true, 0.5, 0, false, false));
    MixState mix = new MixState(strips, 1);
    MeBalance me = MeBalance.of(null, mix, Collections.singleton(1));
    List<Change> changes = me.stepped(steps.press(1, 0)).changes(mix);
    assertEquals(1, changes.size());
    assertEquals(Parameter.GAIN, changes.get(0).parameter);
    assertEquals(1, changes.get(0).channel);
    assertEquals(-5, Fader.toDb((Double) changes.get(0).value), 0.06);
  }

  @Test
  public void thePanelShowsTheStartInTheMiddleAndNeverLeavesItsRange() {
    MixState mix = new MixState(Collections.singletonList(new Strip(0, true, 1, 0, false, false)), 1);
    MeBalance me = MeBalance.of(null, mix, Collections.singleton(0));
    assertEquals(VolumeSteps.MOST / 2, VolumeSteps.shown(me));
    assertEquals(VolumeSteps.MOST, VolumeSteps.shown(me.stepped(99)));
    assertEquals(0, VolumeSteps.shown(me.stepped(-99)));
    assertEquals(0, VolumeSteps.shown(0.0));
    assertEquals(VolumeSteps.MOST, VolumeSteps.shown(Fader.MAX_GAIN));
  }

  @Test
  public void figuresHaveATrueSign() {
    assertEquals("+4", VolumeSteps.signed(4));
    assertEquals("\u22122", VolumeSteps.signed(-2));
    assertEquals("0", VolumeSteps.signed(0));
  }
}

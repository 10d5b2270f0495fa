package com.fichatech.stagebox.playout;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

public class ConcealmentTest {
  private static final int RATE = 48_000;

  private static float tone(long frame, double hertz) {
    return (float) (0.25 * Math.sin(2 * Math.PI * hertz * frame / RATE));
  }

  @Test
  public void soundThatIsThereIsLeftAlone() {
    Concealment concealment = new Concealment(RATE);
    for (int i = 0; i < 480; i++) concealment.sound(0, 0);
    for (int i = 0; i < 4800; i++) {
      concealment.sound(tone(i, 440), tone(i, 660));
      assertEquals(tone(i, 440), concealment.outLeft, 0);
      assertEquals(tone(i, 660), concealment.outRight, 0);
    }
  }

  @Test
  public void aShortHoleInATonePassesWithoutAClick() {
    for (double hertz : new double[] {82.4, 110, 440, 997}) {
      Concealment concealment = new Concealment(RATE);
      float last = 0;
      // No step between neighbours larger than the tone itself makes, with a little room for the blend.
      double most = 0.25 * 2 * Math.PI * hertz / RATE * 1.6 + 1e-3;
      for (int i = 0; i < 9600; i++) {
        if (i >= 4800 && i < 4800 + 720) concealment.missing();
        else concealment.sound(tone(i, hertz), tone(i, hertz));
        if (i > 480) assertTrue(hertz + " Hz, frame " + i, Math.abs(concealment.outLeft - last) <= most);
        last = concealment.outLeft;
      }
    }
  }

  @Test
  public void aShortHoleInAToneIsFilledWithIt() {
    Concealment concealment = new Concealment(RATE);
    double energy = 0;
    for (int i = 0; i < 4800; i++) concealment.sound(tone(i, 440), tone(i, 440));
    for (int i = 0; i < 480; i++) {
      concealment.missing();
      energy += concealment.outLeft * concealment.outLeft;
    }
    assertEquals(0.25 / Math.sqrt(2), Math.sqrt(energy / 480), 0.02);
  }

  @Test
  public void aLongHoleIsSilentAfter25Ms() {
    Concealment concealment = new Concealment(RATE);
    for (int i = 0; i < 4800; i++) concealment.sound(tone(i, 440), tone(i, 440));
    for (int i = 0; i < RATE * 25 / 1000; i++) concealment.missing();
    for (int i = 0; i < RATE; i++) {
      concealment.missing();
      assertEquals(0, concealment.outLeft, 0);
      assertEquals(0, concealment.outRight, 0);
    }
  }
}

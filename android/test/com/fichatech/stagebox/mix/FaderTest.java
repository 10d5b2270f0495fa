package com.fichatech.stagebox.mix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.Locale;
import org.junit.Test;

public class FaderTest {
  @Test
  public void theTaperHasItsStatedPoints() {
    double[][] points = {{0, Double.NEGATIVE_INFINITY}, {0.1, -60}, {0.25, -30}, {0.5, -10}, {0.75, 0}, {1, Fader.MAX_DB}};
    for (double[] point : points) {
      assertEquals(point[1], Fader.toDb(Fader.gainAt(point[0])), 1e-9);
      assertEquals(point[0], Fader.travel(Fader.toGain(point[1])), 1e-9);
    }
    assertEquals(4, Fader.gainAt(1), 0);
    assertEquals(0, Fader.gainAt(0), 0);
  }

  @Test
  public void travelAndGainAreInverseAndRiseTogether() {
    double last = -1;
    for (int i = 0; i <= 1000; i++) {
      double gain = Fader.gainAt(i / 1000.0);
      assertTrue(gain > last);
      assertEquals(i / 1000.0, Fader.travel(gain), 1e-9);
      last = gain;
    }
  }

  @Test
  public void noGainLeavesTheAllowedRange() {
    for (double travel : new double[] {-5, 0, 1, 7}) assertTrue(Parameter.GAIN.allows(Fader.gainAt(travel)));
    assertTrue(Parameter.GAIN.allows(Fader.toGain(12)));
    assertTrue(Parameter.GAIN.allows(Fader.toGain(400)));
  }

  @Test
  public void stepsAreWholeAndStopAtTheEnds() {
    assertEquals(1, Fader.toDb(Fader.step(1, 1)), 1e-9);
    assertEquals(-7, Fader.toDb(Fader.step(0.5, -1)), 1e-9);
    assertEquals(0, Fader.step(Fader.toGain(-60), -1), 0);
    assertEquals(-60, Fader.toDb(Fader.step(0, 1)), 1e-9);
    assertEquals(0, Fader.step(0, -1), 0);
    assertEquals(4, Fader.step(4, 1), 0);
  }

  @Test
  public void levelsReadAsAPersonWritesThem() {
    assertEquals("\u2212\u221e", Fader.text(0, Locale.ENGLISH));
    assertEquals("0.0", Fader.text(1, Locale.ENGLISH));
    assertEquals("\u22126,0", Fader.text(0.5, new Locale("es")));
    assertEquals("+12.0", Fader.text(4, Locale.ENGLISH));
  }
}

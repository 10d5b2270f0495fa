package com.fichatech.stagebox.playout;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.Test;

/** A simulated evening: a box, a radio and a phone, each with its own clock; no real time passes. */
public class PlayoutTest {
  private static final int RATE = 48_000;
  private static final int PACKET = 480;
  private static final int BURST = 192;

  /** Lateness of packet number n, ms. */
  interface Radio {
    double lateMs(int packet);
  }

  /** The results. */
  static final class Evening {
    final List<short[]> heard = new ArrayList<>();
    final List<Double> ppm = new ArrayList<>();
    PlayoutReport last;

    /** Mean correction of the last third. */
    double correction() {
      double sum = 0;
      int from = ppm.size() * 2 / 3;
      for (int i = from; i < ppm.size(); i++) sum += ppm.get(i);
      return sum / (ppm.size() - from);
    }

    short sample(int frame) {
      return heard.get(frame / BURST)[2 * (frame % BURST)];
    }
  }

  private static short value(long frame) {
    return (short) Math.round(8000 * Math.sin(2 * Math.PI * 440 * frame / RATE));
  }

  /**
   * `ppm`: how much faster the phone's crystal runs. Packets stay in order, as over TCP;
   * those for which `lost` is true never arrive.
   */
  private static Evening play(Playout playout, double seconds, double ppm, Radio radio, int lost) {
    return playFrom(playout, 0, seconds, ppm, radio, lost);
  }

  /** The same at `fromMs` of the phone's clock. */
  private static Evening playFrom(Playout playout, double fromMs, double seconds, double ppm, Radio radio, int lost) {
    Evening evening = new Evening();
    int packets = (int) (seconds * RATE / PACKET);
    double[] arrivals = new double[packets];
    double before = 0;
    for (int n = 0; n < packets; n++) {
      before = Math.max(before, (n + 1) * 1000.0 * PACKET / RATE + radio.lateMs(n));
      arrivals[n] = fromMs + before;
    }
    int next = 0;
    short[] data = new short[2 * PACKET];
    double renderMs = 1000.0 * BURST / RATE / (1 + ppm * 1e-6);
    for (long k = 0; k * renderMs < seconds * 1000; k++) {
      double now = fromMs + k * renderMs;
      while (next < packets && arrivals[next] <= now) {
        for (int i = 0; i < PACKET; i++) {
          data[2 * i] = value((long) next * PACKET + i);
          data[2 * i + 1] = data[2 * i];
        }
        if (next != lost) playout.packet((long) next * PACKET, data, PACKET, 0, 1, false, (long) (arrivals[next] * 1e6));
        next++;
      }
      short[] out = new short[2 * BURST];
      playout.render(out, BURST, (long) (now * 1e6));
      evening.heard.add(out);
      evening.ppm.add(playout.report().driftPpm);
    }
    evening.last = playout.report();
    return evening;
  }

  private static Playout playout() {
    return new Playout(RATE, RATE, LeadBounds.NORMAL);
  }

  private static Radio calm() {
    return n -> 1;
  }

  @Test
  public void withEqualClocksEverySampleIsExact() {
    Evening evening = play(playout(), 4, 0, calm(), -1);
    int start = 0;
    while (evening.sample(start) == 0) start++;
    // After the fade-in, the output is the stream itself, shifted: find the shift, then compare a second.
    int from = start + 4800;
    int shift = -1;
    for (int s = 0; s < 4 * RATE && shift < 0; s++) {
      boolean same = true;
      for (int i = 0; i < 200 && same; i++) same = evening.sample(from + i) == value(s + i);
      if (same) shift = s;
    }
    assertTrue("the stream is found in what was heard", shift >= 0);
    int exact = 0;
    for (int i = 0; i < RATE; i++) if (Math.abs(evening.sample(from + i) - value(shift + i)) <= 1) exact++;
    assertTrue(exact + " of " + RATE, exact > RATE * 0.5);
    assertEquals(0, evening.last.underruns);
    assertEquals(0, evening.last.concealedFrames);
  }

  @Test
  public void clocksThatDifferAreFollowedWithoutUnderruns() {
    for (double ppm : new double[] {-150, 60}) {
      Evening evening = play(playout(), 300, ppm, calm(), -1);
      assertEquals(ppm + " ppm", 0, evening.last.underruns);
      assertEquals(ppm + " ppm", 0, evening.last.jumps);
      assertEquals("the correction is the difference of the clocks", -ppm, evening.correction(), 8);
    }
  }

  @Test
  public void jitterRaisesTheTargetUntilHardlyAnythingRunsOut() {
    Random random = new Random(7);
    Evening evening = play(playout(), 120, 20, n -> -3 * Math.log(1 - random.nextDouble()), -1);
    double lead = evening.last.targetMs - 1000.0 * (PACKET + BURST) / RATE;
    assertTrue("lead " + lead, lead >= 12 && lead <= 30);
    assertTrue("underruns " + evening.last.underruns, evening.last.underruns <= 60);
  }

  @Test
  public void anotherChoiceCountsAtOnce() {
    Playout playout = playout();
    Evening before = play(playout, 5, 0, calm(), -1);
    playout.restart();
    playout.setBounds(LeadBounds.SAFE);
    Evening after = playFrom(playout, 5000, 5, 0, calm(), -1);
    assertEquals(LeadBounds.SAFE.floorMs - LeadBounds.NORMAL.floorMs, after.last.targetMs - before.last.targetMs, 0.5);
    assertEquals(after.last.targetMs, after.last.fillMs, 1.1);
  }

  @Test
  public void aStallIsConcealedAndPlayingComesBackToItsTarget() {
    // From 5 s on nothing arrives for 300 ms, then everything at once.
    Evening evening = play(playout(), 60, 0, n -> n >= 500 && n < 530 ? (530 - n) * 10 : 1, -1);
    assertTrue(evening.last.underruns >= 1 && evening.last.underruns <= 2);
    assertEquals(evening.last.targetMs, evening.last.fillMs, 1.5);
  }

  @Test
  public void aLostPacketIsAHoleInPlaceAndCostsNoDelay() {
    Evening evening = play(new Playout(RATE, RATE, LeadBounds.SAFE), 10, 0, calm(), 300);
    assertEquals(0, evening.last.underruns);
    assertEquals(PACKET, evening.last.concealedFrames);
    assertEquals(evening.last.targetMs, evening.last.fillMs, 1.5);
  }

  @Test
  public void nothingIsHeardTwice() {
    Playout playout = playout();
    Random random = new Random(11);
    Evening evening = play(playout, 60, 0, n -> random.nextInt(100) == 0 ? 90 * random.nextDouble() : 0, -1);
    int same = 0;
    for (int k = 1; k < evening.heard.size(); k++) {
      boolean silent = true;
      for (short s : evening.heard.get(k)) if (s != 0) silent = false;
      if (!silent && Arrays.equals(evening.heard.get(k), evening.heard.get(k - 1))) same++;
    }
    assertEquals(0, same);
  }

  @Test
  public void anotherStreamStartsFresh() {
    Playout playout = playout();
    play(playout, 5, 0, calm(), -1);
    playout.restart();
    Evening evening = play(playout, 5, 0, calm(), -1);
    boolean heard = false;
    for (short s : evening.heard.get(evening.heard.size() - 1)) heard |= s != 0;
    assertTrue(heard);
  }

  @Test
  public void afterAPauseOfTheListenerPlayingIsAtItsTargetAtOnce() {
    Playout playout = playout();
    short[] data = new short[2 * PACKET];
    short[] out = new short[2 * BURST];
    int next = 0;
    for (int k = 0; k < 5000; k++) {
      double now = k * 4.0;
      boolean paused = now > 5000 && now < 15_000;
      while ((next + 1) * 10.0 <= now) {
        if (!paused) playout.packet((long) next * PACKET, data, PACKET, 0, 1, false, (long) ((next + 1) * 1e7));
        next++;
      }
      if (!paused) playout.render(out, BURST, (long) (now * 1e6));
    }
    PlayoutReport report = playout.report();
    assertEquals(report.targetMs, report.fillMs, 1.5);
    assertTrue("underruns " + report.underruns, report.underruns <= 1);
  }

  @Test
  public void aBoxAt44100IsPlayedByAPhoneAt48000() {
    Playout playout = new Playout(44_100, 48_000, LeadBounds.NORMAL);
    short[] data = new short[2 * 441];
    short[] out = new short[2 * BURST];
    int next = 0;
    double crossings = 0;
    short last = 0;
    for (int k = 0; k < 2500; k++) {
      double now = k * 4.0;
      while ((next + 1) * 10.0 <= now) {
        for (int i = 0; i < 441; i++) {
          short v = (short) Math.round(8000 * Math.sin(2 * Math.PI * 441 * (next * 441 + i) / 44_100.0));
          data[2 * i] = v;
          data[2 * i + 1] = v;
        }
        playout.packet((long) next * 441, data, 441, 0, 1, false, (long) ((next + 1) * 1e7));
        next++;
      }
      playout.render(out, BURST, (long) (now * 1e6));
      for (int i = 0; i < BURST && k >= 500; i++) {
        if (last < 0 && out[2 * i] >= 0) crossings++;
        last = out[2 * i];
      }
    }
    assertEquals("the pitch stays", 441, crossings / (2000 * 0.004), 1);
  }
}

package com.fichatech.stagebox.live;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.fichatech.stagebox.mix.Change;
import com.fichatech.stagebox.mix.MixState;
import com.fichatech.stagebox.mix.Parameter;
import com.fichatech.stagebox.protocol.JsonObject;
import com.fichatech.stagebox.protocol.JsonReader;
import com.fichatech.stagebox.session.BoxApi;
import com.fichatech.stagebox.session.BoxInfo;
import com.fichatech.stagebox.session.BoxSession;
import com.fichatech.stagebox.session.Meters;
import com.fichatech.stagebox.session.Net;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.Test;

/** Whole sessions with the real box, source `tones`: channel k is a sine of 250·(k+1) Hz at −12 dBFS peak. */
public class BoxTest {
  private static final double PEAK = Math.pow(10, -12.0 / 20);

  /** Another screen of the same device: plain HTTP with its token. */
  static JsonObject http(Phone phone, String method, String path, JsonObject body) throws Exception {
    HttpURLConnection http = Net.USUAL.open(new URL("http", "127.0.0.1", Phone.BOX.webPort, path));
    http.setRequestMethod(method);
    http.setRequestProperty("Authorization", "Bearer " + phone.keys().token);
    if (body != null) {
      http.setDoOutput(true);
      http.setRequestProperty("Content-Type", "application/json");
      http.getOutputStream().write(body.toString().getBytes(StandardCharsets.UTF_8));
    }
    try (InputStream in = http.getInputStream()) {
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      for (int b = in.read(); b >= 0; b = in.read()) whole.write(b);
      return JsonReader.object(new String(whole.toByteArray(), StandardCharsets.UTF_8));
    }
  }

  static MixState mixAtBox(Phone phone) throws Exception {
    return MixState.read(http(phone, "GET", "/api/devices/" + phone.keys().uuid + "/mix", null));
  }

  private static void setElsewhere(Phone phone, String parameter, int channel, Object value) throws Exception {
    List<JsonObject> set = new ArrayList<>();
    set.add(new JsonObject().put("p", parameter).put("ch", channel).put("v", value));
    JsonObject command = new JsonObject().put("topic", "mix/" + phone.keys().uuid).put("op", UUID.randomUUID().toString()).put("set", set);
    assertTrue(http(phone, "POST", "/api/command", command).flag("ok", false));
  }

  private static void onlyChannel(Phone phone, int channel, double gain, double pan) {
    for (int i = 0; i < phone.session.mix().view().strips.size(); i++) phone.session.change(new Change(Parameter.ON, i, i == channel), null);
    phone.session.change(new Change(Parameter.GAIN, channel, gain), null);
    phone.session.change(new Change(Parameter.PAN, channel, pan), null);
  }

  /**
   * Where the sound from packet `from` on differs from this sine by more than one step of s16; empty if it does not.
   */
  private static String differences(Phone phone, int from, int count, double hertz, double left, double right) {
    StringBuilder found = new StringBuilder();
    for (int n = from; n < from + count; n++) {
      Phone.Heard packet = phone.heard.get(n);
      int off = 0;
      double worst = 0;
      for (int i = 0; i < packet.samples.length; i++) {
        double sine = Math.sin(2 * Math.PI * hertz * (packet.first + i / 2) / 48_000) * 32_768;
        double difference = Math.abs(packet.samples[i] - (i % 2 == 0 ? left : right) * sine);
        if (difference > 1.01) off++;
        worst = Math.max(worst, difference);
      }
      if (off > 0) found.append(String.format("packet %d, first %d: %d samples, by up to %.1f%n", n - from, packet.first, off, worst));
    }
    return found.toString();
  }

  @Test
  public void thePhoneHearsItsOwnMixToTheSample() throws Exception {
    try (Phone phone = new Phone("Ana").joined()) {
      assertEquals(8, phone.session.mix().view().strips.size());
      onlyChannel(phone, 2, 0.5, 0);
      Phone.until("the change at the box", () -> {
        try {
          return mixAtBox(phone).strips.get(2).pan == 0 && !mixAtBox(phone).strips.get(7).on;
        } catch (Exception error) {
          throw new IllegalStateException(error);
        }
      });
      int from = phone.heard.size() + 30;
      Phone.until("sound", () -> phone.heard.size() > from + 100);
      double gain = PEAK * 0.5 * Math.cos(Math.PI / 4);
      assertEquals("", differences(phone, from, 100, 750, gain, gain));
      assertWhole(firsts(phone, from));
    }
  }

  /** First frames of the packets from `from` on, in the order of their numbers. */
  private static TreeSet<Long> firsts(Phone phone, int from) {
    TreeSet<Long> firsts = new TreeSet<>();
    synchronized (phone.heard) {
      for (int n = from; n < phone.heard.size(); n++) firsts.add(phone.heard.get(n).first);
    }
    return firsts;
  }

  /** At most one hole in fifty packets: the box may drop for a listener whose busy machine did not let it run. */
  private static void assertWhole(TreeSet<Long> firsts) {
    int holes = 0;
    for (Long first : firsts.headSet(firsts.last())) if (!firsts.contains(first + 352)) holes++;
    assertTrue(holes + " holes among " + firsts.size(), holes * 50 <= firsts.size());
  }

  @Test
  public void aLostDatagramComesBackFromItsGroup() throws Exception {
    try (Phone phone = new Phone("Lea")) {
      phone.loseEvery = 11;
      phone.joined();
      Phone.until("sound over UDP", () -> phone.datagrams.get() > 60);
      int from = phone.heard.size();
      int datagrams = phone.datagrams.get();
      Phone.until("more of it", () -> phone.datagrams.get() > datagrams + 500);
      TreeSet<Long> firsts = firsts(phone, from);
      assertTrue(firsts.size() > 300);
      // One in eleven was lost; the last packets may still wait for their parity.
      assertWhole(new TreeSet<>(firsts.headSet(firsts.last() - 8 * 352)));
    }
  }

  @Test
  public void whereNoDatagramPassesTheSoundComesOverTcp() throws Exception {
    try (Phone phone = new Phone("Mar")) {
      phone.noUdp = true;
      phone.joined();
      Phone.until("sound", () -> phone.heard.size() > 200);
      assertEquals(0, phone.datagrams.get());
      assertWhole(firsts(phone, 10));
    }
  }

  @Test
  public void aWayForDatagramsThatClosesIsLeftForTcp() throws Exception {
    try (Phone phone = new Phone("Noa").joined()) {
      Phone.until("sound over UDP", () -> phone.datagrams.get() > 60);
      phone.noUdp = true;
      int count = phone.datagrams.get();
      Phone.until("the last datagram", () -> {
        int before = phone.datagrams.get();
        try {
          Thread.sleep(300);
        } catch (InterruptedException interrupted) {
          throw new IllegalStateException(interrupted);
        }
        return phone.datagrams.get() == before && before > count;
      });
      int heard = phone.heard.size();
      Phone.until("sound over TCP", () -> phone.heard.size() > heard + 100);
      assertWhole(firsts(phone, 10));
    }
  }

  @Test
  public void aPhoneThatDoesNotListenIsSentNoSoundAndKeepsItsMix() throws Exception {
    try (Phone phone = new Phone("Ivo").joined()) {
      Phone.until("sound", () -> phone.heard.size() > 50);
      phone.session.listen(false);
      Phone.until("the box to send no more", () -> {
        int before = phone.datagrams.get();
        try {
          Thread.sleep(500);
        } catch (InterruptedException interrupted) {
          throw new IllegalStateException(interrupted);
        }
        return phone.datagrams.get() == before;
      });
      phone.session.change(new Change(Parameter.GAIN, 1, 0.7), null);
      Phone.until("the change at the box", () -> phone.session.unanswered() == 0);
      assertEquals(0.7, mixAtBox(phone).strips.get(1).gain, 0);
      int heard = phone.heard.size();
      phone.session.listen(true);
      Phone.until("sound again", () -> phone.heard.size() > heard + 50);
      assertFalse(phone.states.contains(BoxSession.State.RETRYING));
    }
  }

  @Test
  public void whatIsSetHereIsAtTheBoxWithTheSameNumbers() throws Exception {
    try (Phone phone = new Phone("Bea").joined()) {
      for (int i = 0; i <= 50; i++) phone.session.change(new Change(Parameter.GAIN, 3, i / 40.0), "drag");
      phone.session.change(new Change(Parameter.SOLO, 1, true), null);
      phone.session.change(new Change(Parameter.MASTER, -1, 0.123456789), null);
      Phone.until("the box's answers", () -> phone.session.mix().view().master == 0.123456789 && phone.session.unanswered() == 0);
      MixState box = mixAtBox(phone);
      assertEquals(1.25, box.strips.get(3).gain, 0);
      assertTrue(box.strips.get(1).solo);
      assertEquals(0.123456789, box.master, 0);
      assertTrue(phone.notices.toString(), phone.notices.isEmpty());
    }
  }

  @Test
  public void whatIsSetElsewhereShowsHere() throws Exception {
    try (Phone phone = new Phone("Cruz").joined()) {
      setElsewhere(phone, "pan", 4, -0.75);
      Phone.until("the delta", () -> phone.session.mix().view().strips.get(4).pan == -0.75);
      setElsewhere(phone, "mute", 4, true);
      Phone.until("the delta", () -> phone.session.mix().view().strips.get(4).mute);
    }
  }

  @Test
  public void namesAndMetersArrive() throws Exception {
    try (Phone phone = new Phone("Dani").joined()) {
      BoxInfo box = phone.session.box();
      assertFalse(box.serial.isEmpty());
      phone.session.watchMeters(true);
      Phone.until("meters", () -> phone.meters != null && phone.meters.peak(0) > 0);
      assertEquals(PEAK, phone.meters.peak(0), 0.02);
      Phone.until("the bus's level", () -> phone.meters.bus > 0);
      phone.session.watchMeters(false);
      Phone.until("the last picture", () -> {
        Meters before = phone.meters;
        try {
          Thread.sleep(500);
        } catch (InterruptedException interrupted) {
          throw new IllegalStateException(interrupted);
        }
        return phone.meters == before;
      });
      phone.session.watchMeters(true);
      Meters last = phone.meters;
      Phone.until("meters again", () -> phone.meters != last);
    }
  }

  @Test
  public void ownInputsReachTheRegistry() throws Exception {
    try (Phone phone = new Phone("Eva").joined()) {
      HashSet<Integer> own = new HashSet<>();
      own.add(5);
      own.add(2);
      phone.session.setOwn(own);
      Phone.until("the registry", () -> {
        try {
          return http(phone, "GET", "/api/me", null).list("own").toString().equals("[2.0, 5.0]");
        } catch (Exception error) {
          throw new IllegalStateException(error);
        }
      });
      try (Phone again = new Phone("Eva")) {
        again.kept.putAll(phone.kept);
        again.joined();
        assertEquals("the next phone of the same person knows them", own, again.session.own());
      }
    }
  }

  @Test
  public void afterABreakItIsBackAndNothingTheFingerDidIsLost() throws Exception {
    try (Phone phone = new Phone("Fran").joined()) {
      Phone.until("sound", () -> phone.heard.size() > 20);
      long before = phone.heard.get(phone.heard.size() - 1).first;
      phone.cut();
      Phone.until("the break noticed", () -> phone.state() == BoxSession.State.RETRYING);
      phone.session.change(new Change(Parameter.GAIN, 6, 1.75), null);
      assertEquals("shown at once", 1.75, phone.session.mix().view().strips.get(6).gain, 0);
      Phone.until("connected again", () -> phone.state() == BoxSession.State.CONNECTED);
      Phone.until("the answer", () -> phone.session.unanswered() == 0);
      assertEquals(1.75, mixAtBox(phone).strips.get(6).gain, 0);
      int count = phone.heard.size();
      Phone.until("sound again", () -> phone.heard.size() > count + 20);
      assertTrue("frame numbers go on", phone.heard.get(count + 20).first > before);
      assertEquals("the same stream", 0, phone.restarts);
    }
  }

  @Test
  public void aSecondPhoneOfTheSameDeviceTakesOverAndTheFirstStaysAway() throws Exception {
    try (Phone first = new Phone("Gil").joined(); Phone second = new Phone("Gil")) {
      second.kept.putAll(first.kept);
      second.joined();
      Phone.until("taken", () -> first.state() == BoxSession.State.TAKEN);
      Thread.sleep(2500);
      assertEquals(BoxSession.State.TAKEN, first.state());
      assertEquals(BoxSession.State.CONNECTED, second.state());
      first.session.start();
      Phone.until("taken back", () -> second.state() == BoxSession.State.TAKEN && first.state() == BoxSession.State.CONNECTED);
    }
  }

  @Test
  public void aUuidThatBelongsToSomebodyElseIsExchanged() throws Exception {
    try (Phone owner = new Phone("Hugo").joined(); Phone thief = new Phone("Iris")) {
      String serial = owner.kept.keySet().iterator().next();
      thief.kept.put(serial, new BoxApi.Keys(owner.keys().uuid, "notatoken"));
      thief.joined();
      assertNotEquals(owner.keys().uuid, thief.keys().uuid);
      assertEquals(BoxSession.State.CONNECTED, owner.state());
    }
  }

  @Test
  public void aChangeThatTheBoxRefusesIsTakenBackAndTold() throws Exception {
    try (Phone phone = new Phone("Juan").joined()) {
      phone.session.change(new Change(Parameter.GAIN, 200, 1.0), null);
      Phone.until("the refusal", () -> !phone.notices.isEmpty());
      assertTrue(phone.notices.get(0).startsWith("REFUSED"));
      assertEquals(0, phone.session.unanswered());
    }
  }

  @Test
  public void theDelayFromTheMicrophoneIsKnown() throws Exception {
    try (Phone phone = new Phone("Kai").joined()) {
      Phone.until("a measured delay", () -> phone.session.captureMs() > 0);
      assertTrue(phone.session.captureMs() < 1000);
    }
  }
}

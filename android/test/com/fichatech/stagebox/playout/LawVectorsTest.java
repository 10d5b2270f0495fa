package com.fichatech.stagebox.playout;

import static org.junit.Assert.assertEquals;

import com.fichatech.stagebox.protocol.JsonObject;
import com.fichatech.stagebox.protocol.JsonReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.List;
import org.junit.Test;

/** docs/native-vectors/law.json: the law answers here as it does on the page. */
public class LawVectorsTest {
  private static final int RATE = 48_000;
  private static final int FRAMES = 480;
  private static final double PACKET_MS = 10;
  private static final double EPSILON = 2e-6;

  private static JsonObject vectors() throws Exception {
    byte[] bytes = Files.readAllBytes(Paths.get(System.getProperty("vectors"), "law.json"));
    return JsonReader.object(new String(bytes, StandardCharsets.UTF_8));
  }

  private static double number(List<?> line, int at) {
    return ((Number) line.get(at)).doubleValue();
  }

  private static LeadBounds bounds(double floorMs) {
    for (LeadBounds each : new LeadBounds[] {LeadBounds.LOW, LeadBounds.NORMAL, LeadBounds.SAFE}) if (each.floorMs == floorMs) return each;
    throw new AssertionError("no choice has a floor of " + floorMs);
  }

  @Test
  public void theTargetFollowsTheArrivals() throws Exception {
    for (JsonObject vector : vectors().objects("arrivals")) {
      String name = vector.string("name", "");
      LeadBounds bounds = bounds(vector.number("floorMs", 0));
      assertEquals(name, vector.number("ceilingMs", 0), bounds.ceilingMs, 0);
      LeadLaw law = new LeadLaw(bounds);
      int copies = vector.integer("copies", 0);
      int apart = vector.integer("apart", 0);
      List<?> late = vector.list("late");
      List<?> expect = vector.list("expect");
      int next = 0;
      for (int packet = 0; packet < late.size(); packet++) {
        double tenths = number(late, packet);
        if (tenths < 0) continue;
        double nowMs = packet * PACKET_MS + tenths / 10;
        law.arrived((long) packet * FRAMES, FRAMES, nowMs * RATE / 1000, RATE, copies, apart, nowMs);
        law.evaluate(0, nowMs);
        if (next == expect.size() || number((List<?>) expect.get(next), 0) != packet) continue;
        List<?> line = (List<?>) expect.get(next++);
        assertEquals(name + ", fastest at packet " + packet, number(line, 1), law.fastestMs(), EPSILON);
        assertEquals(name + ", target at packet " + packet, number(line, 2), law.targetMs(), EPSILON);
      }
      assertEquals(name, expect.size(), next);
    }
  }

  @Test
  public void theSameStepsAreWanted() throws Exception {
    Corrections corrections = new Corrections();
    for (Object each : vectors().list("corrections")) {
      List<?> line = (List<?>) each;
      double wanted = corrections.wanted(number(line, 0), number(line, 1));
      assertEquals(line.toString(), number(line, 3), wanted, EPSILON);
      assertEquals(line.toString(), number(line, 4), corrections.leastMs(), EPSILON);
      assertEquals(line.toString(), number(line, 5), corrections.likeness(), EPSILON);
      if (line.get(2).equals(true) && wanted != 0) corrections.made(number(line, 1));
    }
  }

  @Test
  public void theSpeedFollowsTheClocks() throws Exception {
    ClockFollower follower = new ClockFollower();
    for (Object each : vectors().list("follower")) {
      List<?> line = (List<?>) each;
      follower.update(number(line, 0), number(line, 1), number(line, 2));
      assertEquals(line.toString(), number(line, 3), follower.ppm(), 1e-5);
    }
  }

  @Test
  public void theHasteIsTheSame() throws Exception {
    Haste haste = new Haste();
    for (Object each : vectors().list("haste")) {
      List<?> line = (List<?>) each;
      haste.update(number(line, 0), number(line, 1));
      assertEquals(line.toString(), number(line, 2), haste.ppm(), EPSILON);
    }
  }
}

package com.fichatech.stagebox.mix;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fichatech.stagebox.protocol.JsonReader;
import java.util.Collections;
import org.junit.Before;
import org.junit.Test;

public class MixModelTest {
  private static final String SNAPSHOT = "{\"uuid\":\"u\",\"rev\":10,\"epoch\":\"e\",\"master\":1,\"channels\":["
      + "{\"index\":0,\"on\":true,\"gain\":0.5,\"pan\":0,\"mute\":false,\"solo\":false},"
      + "{\"index\":1,\"on\":true,\"gain\":0.5,\"pan\":0,\"mute\":false,\"solo\":false}]}";

  private final MixModel model = new MixModel();

  @Before
  public void start() throws Exception {
    assertTrue(model.snapshot(JsonReader.object(SNAPSHOT)));
  }

  private MixModel.Taken delta(long rev, long prev, String set, String op) throws Exception {
    return model.delta(JsonReader.object("{\"rev\":" + rev + ",\"prev\":" + prev + ",\"op\":\"" + op + "\",\"set\":[" + set + "]}"));
  }

  private double gain(int channel) {
    return model.view().strips.get(channel).gain;
  }

  @Test
  public void deltasInOrderAreTaken() throws Exception {
    assertEquals(MixModel.Taken.APPLIED, delta(12, 10, "{\"p\":\"gain\",\"ch\":1,\"v\":2},{\"p\":\"master\",\"v\":0.25}", "x"));
    assertEquals(2, gain(1), 0);
    assertEquals(0.25, model.view().master, 0);
    assertEquals(12, model.rev());
  }

  @Test
  public void anOldDeltaIsDroppedAndAGapIsTold() throws Exception {
    assertEquals(MixModel.Taken.OLD, delta(10, 9, "{\"p\":\"gain\",\"ch\":1,\"v\":2}", "x"));
    assertEquals(MixModel.Taken.GAP, delta(15, 14, "{\"p\":\"gain\",\"ch\":1,\"v\":2}", "x"));
    assertEquals(0.5, gain(1), 0);
    assertEquals(10, model.rev());
  }

  @Test
  public void aDeltaWithAnUnknownParameterAsksForTheWhole() throws Exception {
    assertEquals(MixModel.Taken.GAP, delta(11, 10, "{\"p\":\"reverb\",\"ch\":1,\"v\":2}", "x"));
    assertEquals(MixModel.Taken.GAP, delta(11, 10, "{\"p\":\"gain\",\"ch\":1,\"v\":\"2\"}", "x"));
    assertEquals(MixModel.Taken.GAP, delta(11, 10, "{\"p\":\"gain\",\"ch\":1,\"v\":4.5}", "x"));
  }

  @Test
  public void aChangeShowsAtOnceAndGoesWhenRefused() {
    model.change("a", Collections.singletonList(new Change(Parameter.GAIN, 0, 3.0)));
    assertEquals(3, gain(0), 0);
    model.refused("a");
    assertEquals(0.5, gain(0), 0);
  }

  @Test
  public void aFaderUnderAFingerIsNotMovedByOthers() throws Exception {
    model.change("a", Collections.singletonList(new Change(Parameter.GAIN, 0, 3.0)));
    delta(11, 10, "{\"p\":\"gain\",\"ch\":0,\"v\":1}", "somebody");
    assertEquals(3, gain(0), 0);
    model.refused("a");
    assertEquals(1, gain(0), 0);
  }

  @Test
  public void replyAndEchoMayComeInEitherOrder() throws Exception {
    for (boolean replyFirst : new boolean[] {true, false}) {
      start();
      model.change("a", Collections.singletonList(new Change(Parameter.MUTE, 1, true)));
      if (replyFirst) model.accepted("a");
      assertEquals(MixModel.Taken.APPLIED, delta(11, 10, "{\"p\":\"mute\",\"ch\":1,\"v\":true}", "a"));
      if (!replyFirst) model.accepted("a");
      assertTrue(model.view().strips.get(1).mute);
      assertEquals(MixModel.Taken.APPLIED, delta(12, 11, "{\"p\":\"mute\",\"ch\":1,\"v\":false}", "b"));
      assertFalse("nothing of ours is left above the box's state", model.view().strips.get(1).mute);
    }
  }

  @Test
  public void aSnapshotWithALowerRevisionIsTaken() throws Exception {
    delta(11, 10, "{\"p\":\"gain\",\"ch\":0,\"v\":1}", "x");
    start();
    assertEquals(10, model.rev());
    assertEquals(0.5, gain(0), 0);
  }

  @Test
  public void whatIsNoMixIsNotTaken() throws Exception {
    String[] wrong = {"{}", "{\"channels\":[]}", SNAPSHOT.replace("\"gain\":0.5", "\"gain\":9"), SNAPSHOT.replace("\"index\":1", "\"index\":7")};
    for (String text : wrong) assertFalse(text, model.snapshot(JsonReader.object(text)));
    assertEquals(2, model.view().strips.size());
  }

  @Test
  public void soloCountsOnlyWhereTheStripIsOn() throws Exception {
    delta(11, 10, "{\"p\":\"solo\",\"ch\":0,\"v\":true}", "x");
    assertTrue(model.view().anySolo());
    delta(12, 11, "{\"p\":\"on\",\"ch\":0,\"v\":false}", "x");
    assertFalse(model.view().anySolo());
  }
}

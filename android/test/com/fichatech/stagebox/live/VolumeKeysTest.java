package com.fichatech.stagebox.live;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fichatech.stagebox.mix.Change;
import com.fichatech.stagebox.mix.Fader;
import com.fichatech.stagebox.mix.MeBalance;
import com.fichatech.stagebox.mix.MixState;
import com.fichatech.stagebox.mix.VolumeSteps;
import com.fichatech.stagebox.protocol.JsonObject;
import java.util.Collections;
import java.util.UUID;
import org.junit.Test;

/** Presses of the volume keys, from the step to the box and back. Android's part is the press alone. */
public class VolumeKeysTest {
  private final VolumeSteps steps = new VolumeSteps("v-");
  private MeBalance known;

  private void press(Phone phone, int direction, long nowMs) {
    MixState mix = phone.session.mix().view();
    known = MeBalance.of(known, mix, phone.session.own()).stepped(steps.press(direction, nowMs));
    for (Change change : known.changes(mix)) phone.session.change(change, steps.gesture());
  }

  private static double atBox(Phone phone, int channel) {
    try {
      return BoxTest.mixAtBox(phone).strips.get(channel).gain;
    } catch (Exception error) {
      throw new IllegalStateException(error);
    }
  }

  @Test
  public void aSeriesOfPressesReachesTheBoxAndIsOneStepOfUndo() throws Exception {
    try (Phone phone = new Phone("Kai").joined()) {
      phone.session.setOwn(Collections.singleton(2));
      double[] before = {atBox(phone, 0), atBox(phone, 2)};
      for (int i = 0; i < 3; i++) press(phone, 1, i);
      press(phone, 1, 4);
      Phone.until("three steps, and not the fourth", () -> Math.abs(Fader.toDb(atBox(phone, 2) / before[1]) - 3) < 0.06);
      assertEquals("the band stays below the ceiling", before[0], atBox(phone, 0), 0);
      Phone.until("the answer", () -> phone.session.unanswered() == 0);
      JsonObject undo = new JsonObject().put("topic", "history/" + phone.keys().uuid).put("op", UUID.randomUUID().toString()).put("action", "undo");
      assertTrue(BoxTest.http(phone, "POST", "/api/command", undo).flag("ok", false));
      assertEquals("one undo takes all of it back", before[1], atBox(phone, 2), 1e-9);
      Phone.until("the phone shows it", () -> phone.session.mix().view().strips.get(2).gain == atBox(phone, 2));
      assertEquals("and the figure is at the start again", 0, MeBalance.of(known, phone.session.mix().view(), phone.session.own()).steps);
    }
  }
}

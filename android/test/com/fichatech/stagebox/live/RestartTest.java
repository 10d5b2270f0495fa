package com.fichatech.stagebox.live;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fichatech.stagebox.mix.Change;
import com.fichatech.stagebox.mix.Parameter;
import com.fichatech.stagebox.session.BoxSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.junit.Test;

/**
 * The program that runs this restarts the box, on the same port and with the same data,
 * once the file `box.restart` exists.
 */
public class RestartTest {
  @Test
  public void afterTheBoxWasSwitchedOffAndOnThePhoneIsBackAsTheSameDeviceWithTheSameMix() throws Exception {
    Path signal = Paths.get(System.getProperty("box.restart"));
    try (Phone phone = new Phone("Oto").joined()) {
      String uuid = phone.keys().uuid;
      phone.session.change(new Change(Parameter.GAIN, 1, 2.5), null);
      Phone.until("the answer", () -> phone.session.unanswered() == 0);
      Phone.until("sound", () -> phone.heard.size() > 20);
      Files.createFile(signal);
      Phone.until("the box gone", () -> phone.state() == BoxSession.State.RETRYING);
      phone.session.change(new Change(Parameter.PAN, 1, -0.5), null);
      int heard = phone.heard.size();
      Phone.until("the box back", () -> phone.state() == BoxSession.State.CONNECTED);
      Phone.until("the answer", () -> phone.session.unanswered() == 0);
      Phone.until("sound", () -> phone.heard.size() > heard + 20);
      Phone.until("the mix of before, and what was done in between", () -> phone.session.mix().view().strips.get(1).gain == 2.5
          && phone.session.mix().view().strips.get(1).pan == -0.5);
      assertEquals(uuid, phone.keys().uuid);
      assertTrue("another stream", phone.restarts >= 1);
    }
  }
}

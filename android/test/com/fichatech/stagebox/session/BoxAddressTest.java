package com.fichatech.stagebox.session;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;

import org.junit.Test;

public class BoxAddressTest {
  @Test
  public void whatPeopleTypeIsUnderstood() {
    String[][] typed = {
      {"192.168.4.1", "192.168.4.1"}, {" 192.168.4.1 ", "192.168.4.1"}, {"192.168.4.1:8080", "192.168.4.1:8080"}, {"192.168.4.1:5100", "192.168.4.1"},
      {"http://192.168.4.1:5100/?session=ABC123", "192.168.4.1"}, {"HTTP://box.local/", "box.local"}, {"stagebox", "stagebox"}, {"box.local.", "box.local."},
    };
    for (String[] pair : typed) assertEquals(pair[0], pair[1], BoxAddress.parse(pair[0]).toString());
  }

  @Test
  public void whatIsNoAddressIsRefused() {
    String[] wrong = {"", " ", "192.168.4", "192.168.4.256", "1.2.3.4.5", "box local", "a:", "a:0", "a:65536", "a:b", "-a", "a..b", "https://a", "ñ", "::1"};
    for (String typed : wrong) assertNull(typed, BoxAddress.parse(typed));
  }
}

package com.fichatech.stagebox.protocol;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

import java.util.Arrays;
import java.util.Random;
import org.junit.Test;

public class JsonTest {
  @Test
  public void whatIsWrittenIsReadBackTheSame() throws Exception {
    JsonObject object = new JsonObject()
        .put("text", "a \"b\" \\ \n \u00f1 \u2212\u221e \ud83c\udfb8")
        .put("whole", 42)
        .put("big", 1788372829123L)
        .put("fraction", -0.375)
        .put("yes", true)
        .put("nothing", null)
        .put("list", Arrays.asList(1, "two", false))
        .put("inside", new JsonObject().put("ch", 3));
    JsonObject back = JsonReader.object(object.toString());
    assertEquals(object.toString(), back.toString());
    assertEquals(1788372829123L, back.whole("big", 0));
    assertEquals(-0.375, back.number("fraction", 0), 0);
    assertTrue(back.isNull("nothing"));
    assertEquals(3, back.object("inside").integer("ch", -1));
  }

  @Test
  public void membersOfAnotherTypeGiveTheDefault() throws Exception {
    JsonObject object = JsonReader.object("{\"n\":\"1\",\"s\":1,\"f\":0.5,\"b\":1}");
    assertEquals(7, object.integer("n", 7));
    assertEquals("x", object.string("s", "x"));
    assertEquals(7, object.integer("f", 7));
    assertFalse(object.flag("b", false));
    assertTrue(object.list("none").isEmpty());
  }

  @Test
  public void textThatIsNotJsonIsRefused() {
    String[] wrong = {
      "", " ", "[]", "1", "{", "{}x", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":-}", "{\"a\":+1}",
      "{\"a\":tru}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\n\"}", "{\"a\":\"b}", "{\"a\":1e999}", "{\"a\":NaN}", "{\"a\":[1,]}",
    };
    for (String text : wrong) {
      try {
        JsonReader.object(text);
        fail("accepted: " + text);
      } catch (JsonException expected) {
        assertTrue(expected.getMessage().contains("at character"));
      }
    }
  }

  @Test
  public void depthIsLimited() {
    StringBuilder deep = new StringBuilder("{\"a\":");
    for (int i = 0; i < 100_000; i++) deep.append('[');
    try {
      JsonReader.object(deep.toString());
      fail();
    } catch (JsonException expected) {
      assertTrue(expected.getMessage().contains("deeper"));
    }
  }

  @Test
  public void damagedTextGivesNothingButJsonException() {
    Random random = new Random(20261120);
    String good = "{\"type\":\"delta\",\"rev\":12,\"set\":[{\"p\":\"gain\",\"ch\":3,\"v\":0.5e-3}],\"at\":1788372829123,\"x\":[null,true,\"\\u00e9\"]}";
    int accepted = 0;
    for (int i = 0; i < 200_000; i++) {
      char[] text = good.toCharArray();
      for (int k = random.nextInt(4); k >= 0; k--) text[random.nextInt(text.length)] = (char) (32 + random.nextInt(95));
      try {
        JsonReader.object(new String(text, 0, 1 + random.nextInt(text.length)));
        accepted++;
      } catch (JsonException expected) {
        // The usual case.
      }
    }
    assertTrue(accepted > 0);
  }
}

package com.fichatech.stagebox.protocol;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import org.junit.Test;

/** docs/native-vectors, except the sound of version 2, which this app does not play. */
public class VectorsTest {
  private static final Path VECTORS = Paths.get(System.getProperty("vectors"));

  private static List<JsonObject> list(String file) throws Exception {
    String text = new String(Files.readAllBytes(VECTORS.resolve(file)), StandardCharsets.UTF_8);
    return JsonReader.object("{\"list\":" + text + "}").objects("list");
  }

  private static byte[] unhex(String hex) {
    byte[] bytes = new byte[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
    return bytes;
  }

  private static String hex(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes) out.append(String.format("%02x", b));
    return out.toString();
  }

  /** The packet in these bytes, with its payload read if it is one of ours; or the error's code. */
  private static String readAll(byte[] bytes, boolean stream) throws Exception {
    try {
      Packet packet = stream ? Packet.read(new ByteArrayInputStream(bytes)) : Packet.read(ByteBuffer.wrap(bytes));
      if (packet.version == 3 && packet.type == Packet.AUDIO) AudioPacket.read(packet.flags, packet.payload);
      return "";
    } catch (ProtocolException error) {
      return error.code;
    } catch (EOFException ended) {
      return "too_short";
    }
  }

  private static void checkHeader(String name, JsonObject expect, Packet packet) {
    assertEquals(name, expect.integer("version", -1), packet.version);
    assertEquals(name, expect.integer("type", -1), packet.type);
    assertEquals(name, expect.integer("flags", 0), packet.flags);
  }

  private static void checkAudio(String name, JsonObject expect, AudioPacket audio) {
    assertEquals(name, expect.integer("epoch", -1), audio.epoch);
    assertEquals(name, expect.integer("frames", -1), audio.frames);
    assertEquals(name, expect.whole("sequence", -1), audio.sequence);
    assertEquals(name, expect.whole("first", -1), audio.first);
    assertEquals(name, expect.whole("captureUs", -1), audio.captureUs);
    assertEquals(name, expect.integer("sampleRate", -1), audio.sampleRate);
    if (expect.has("packet")) {
      assertEquals(name, expect.string("packet", ""), hex(audio.opus));
      assertEquals(name, 0, audio.samples.length);
      return;
    }
    List<?> samples = expect.list("samples");
    short[] expected = new short[samples.size()];
    for (int i = 0; i < expected.length; i++) expected[i] = ((Number) samples.get(i)).shortValue();
    assertArrayEquals(name, expected, audio.samples);
  }

  @Test
  public void packets() throws Exception {
    int sounds = 0;
    for (JsonObject vector : list("packets.json")) {
      String name = vector.string("name", "");
      byte[] bytes = unhex(vector.string("hex", ""));
      JsonObject expect = vector.object("expect");
      assertEquals(name, expect.string("error", ""), readAll(bytes, false));
      assertEquals(name + ", as a stream", expect.string("error", ""), readAll(bytes, true));
      if (expect.has("error")) continue;
      Packet packet = Packet.read(ByteBuffer.wrap(bytes));
      checkHeader(name, expect, packet);
      assertEquals(name, expect.whole("timestamp", -1), packet.timestamp);
      if (expect.object("json") != null) assertEquals(name, expect.object("json").toString(), packet.json().toString());
      if (expect.has("key")) assertEquals(name, expect.string("key", ""), hex(packet.payload));
      if (packet.version == 3 && packet.type == Packet.AUDIO) {
        checkAudio(name, expect, AudioPacket.read(packet.flags, packet.payload));
        sounds++;
      }
    }
    assertTrue(sounds > 0);
  }

  @Test
  public void parity() throws Exception {
    List<JsonObject> vectors = list("parity.json");
    assertTrue(!vectors.isEmpty());
    for (JsonObject vector : vectors) {
      ParityGroups groups = new ParityGroups();
      for (Object text : vector.list("packets")) {
        Packet packet = Packet.read(ByteBuffer.wrap(unhex((String) text)));
        groups.came(packet.flags, packet.payload);
      }
      Packet parity = Packet.read(ByteBuffer.wrap(unhex(vector.string("parity", ""))));
      assertEquals(Packet.PARITY, parity.type);
      AudioPacket restored = groups.repair(parity.payload);
      JsonObject expect = vector.object("expect");
      assertEquals(expect.whole("sequence", -1), restored.sequence);
      assertEquals(expect.integer("flags", -1), restored.flags);
      AudioPacket expected = AudioPacket.read(restored.flags, unhex(expect.string("payload", "")));
      assertArrayEquals(expected.samples, restored.samples);
      assertEquals(expected.captureUs, restored.captureUs);
    }
  }

  @Test
  public void session() throws Exception {
    InputStream in = new ByteArrayInputStream(Files.readAllBytes(VECTORS.resolve("session.bin")));
    for (JsonObject expect : list("session.json")) {
      Packet packet = Packet.read(in);
      checkHeader(expect.toString(), expect, packet);
      if (packet.type == Packet.CONTROL) {
        assertEquals(expect.object("json").toString(), packet.json().toString());
        continue;
      }
      AudioPacket audio = AudioPacket.read(packet.flags, packet.payload);
      assertEquals(expect.whole("sequence", -1), audio.sequence);
      assertEquals(expect.integer("frames", -1), audio.frames);
      assertEquals(expect.whole("first", Long.MIN_VALUE), audio.first);
      long left = 0;
      long right = 0;
      for (int i = 0; i < audio.frames; i++) {
        left += audio.samples[2 * i];
        right += audio.samples[2 * i + 1];
      }
      assertEquals(expect.whole("sumLeft", -1), left);
      assertEquals(expect.whole("sumRight", -1), right);
    }
    assertEquals("nothing is left over", 0, in.available());
  }
}

package com.fichatech.stagebox.protocol;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.Test;

public class PacketTest {
  /** An audio packet of version 3 that begins with these samples; 128 frames. */
  static byte[] audio(int epoch, long sequence, long first, short... beginning) {
    short[] samples = Arrays.copyOf(beginning, 256);
    ByteBuffer payload = ByteBuffer.allocate(28 + 2 * samples.length);
    payload.putShort((short) epoch).putShort((short) (samples.length / 2)).putInt((int) sequence).putLong(first).putLong(123_456_789L).putInt(48_000);
    for (short sample : samples) payload.putShort(sample);
    byte[] bytes = Packet.write(3, Packet.AUDIO, 77, payload.array());
    bytes[7] = AudioPacket.INT16 | AudioPacket.DROPPED;
    return bytes;
  }

  @Test
  public void aControlPacketIsReadBackAsItWasWritten() throws Exception {
    byte[] bytes = Packet.control(3, new JsonObject().put("type", "time").put("t0", 1.5), 0x1_0000_0002L);
    Packet packet = Packet.read(new ByteArrayInputStream(bytes));
    assertEquals(3, packet.version);
    assertEquals(Packet.CONTROL, packet.type);
    assertEquals("the low 32 bits", 2, packet.timestamp);
    assertEquals(1.5, packet.json().number("t0", 0), 0);
    assertEquals(0x1_0000_0002L, packet.json().whole("timestamp", 0));
  }

  @Test
  public void anAudioPacketIsReadAsThePageSays() throws Exception {
    byte[] bytes = audio(0xfffe, 0xffff_fff0L, 1L << 40, (short) 1, (short) -2, (short) 32767, (short) -32768);
    Packet packet = Packet.read(ByteBuffer.wrap(bytes));
    AudioPacket audio = AudioPacket.read(packet.flags, packet.payload);
    assertEquals(0xfffe, audio.epoch);
    assertEquals(128, audio.frames);
    assertEquals(0xffff_fff0L, audio.sequence);
    assertEquals(1L << 40, audio.first);
    assertEquals(123_456_789L, audio.captureUs);
    assertEquals(48_000, audio.sampleRate);
    assertEquals(AudioPacket.INT16 | AudioPacket.DROPPED, audio.flags);
    assertArrayEquals(new short[] {1, -2, 32767, -32768, 0}, Arrays.copyOf(audio.samples, 5));
  }

  @Test
  public void packetsFollowOneAnotherHoweverTheStreamIsCut() throws Exception {
    byte[] a = audio(1, 0, 0, (short) 1, (short) 2);
    byte[] b = Packet.control(3, new JsonObject().put("type", "x"), 0);
    ByteBuffer both = ByteBuffer.allocate(a.length + b.length).put(a).put(b);
    ByteArrayInputStream drops = new ByteArrayInputStream(both.array()) {
      @Override
      public synchronized int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, 1));
      }
    };
    assertEquals(Packet.AUDIO, Packet.read(drops).type);
    assertEquals("x", Packet.read(drops).json().string("type", ""));
    try {
      Packet.read(drops);
      fail();
    } catch (EOFException expected) {
      assertEquals(0, drops.available());
    }
  }

  private static String codeOf(byte[] bytes) {
    try {
      Packet packet = Packet.read(ByteBuffer.wrap(bytes));
      if (packet.type == Packet.AUDIO) AudioPacket.read(packet.flags, packet.payload);
      if (packet.type == Packet.CONTROL) packet.json();
      return "ok";
    } catch (ProtocolException error) {
      return error.code;
    }
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return changed;
  }

  @Test
  public void whatIsWrongIsNamed() {
    byte[] good = audio(1, 2, 3, (short) 4, (short) 5);
    byte[] control = Packet.write(3, Packet.CONTROL, 0, "{}".getBytes());
    assertEquals("ok", codeOf(good));
    assertEquals("bad_magic", codeOf(with(good, 0, 0)));
    assertEquals("bad_version", codeOf(with(good, 5, 4)));
    assertEquals("bad_type", codeOf(with(good, 6, 0)));
    assertEquals("bad_type", codeOf(with(good, 6, 5)));
    assertEquals("payload_too_large", codeOf(with(good, 12, 0x80)));
    assertEquals("too_short", codeOf(Arrays.copyOf(good, 15)));
    assertEquals("too_short", codeOf(Arrays.copyOf(good, good.length - 1)));
    assertEquals("both formats", "bad_payload", codeOf(with(good, 7, 3)));
    assertEquals("no format", "bad_payload", codeOf(with(good, 7, 0)));
    assertEquals("frames and length differ", "bad_payload", codeOf(with(good, 19, 129)));
    assertEquals("an index below 0 is an index", "ok", codeOf(with(good, 24, 0x80)));
    assertEquals("no type", "bad_payload", codeOf(control));
    assertEquals("no JSON", "bad_payload", codeOf(with(control, 16, 'x')));
    assertEquals("no UTF-8", "bad_payload", codeOf(with(control, 16, 0xff)));
  }

  @Test
  public void damagedBytesGiveNothingButProtocolException() {
    Random random = new Random(20261120);
    byte[][] seeds = {audio(1, 2, 3, (short) 9), Packet.control(3, new JsonObject().put("type", "message").put("payload", new JsonObject()), 1)};
    int good = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = seeds[i % 2].clone();
      for (int k = random.nextInt(3); k >= 0; k--) bytes[random.nextInt(random.nextBoolean() ? 48 : bytes.length)] = (byte) random.nextInt();
      if (codeOf(Arrays.copyOf(bytes, random.nextInt(10) == 0 ? random.nextInt(bytes.length) : bytes.length)).equals("ok")) good++;
    }
    assertTrue(good > 0);
  }
}

package com.fichatech.stagebox.session;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fichatech.stagebox.protocol.AudioPacket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.Test;

public class OpusStreamTest {
  private static final int FRAMES = 240;

  /** Its sound is the low half of the packet's mark; it may hold packets back, or break. */
  private static final class Decoder implements OpusDecoder {
    final List<Long> held = new ArrayList<>();
    int holds;
    int resets;
    int closes;
    boolean breaks;

    @Override
    public void decode(byte[] packet, long mark, Output output) {
      if (breaks) throw new IllegalStateException("broken");
      held.add(mark);
      while (held.size() > holds) {
        long next = held.remove(0);
        short[] samples = new short[2 * FRAMES];
        Arrays.fill(samples, (short) next);
        output.sound(next, samples, FRAMES);
      }
    }

    @Override
    public void reset() {
      resets++;
      held.clear();
    }

    @Override
    public void close() {
      closes++;
    }
  }

  private final Decoder decoder = new Decoder();
  private final OpusStream stream = new OpusStream(decoder);
  /** "first frame + frames" of each piece of sound. */
  private final List<String> heard = new ArrayList<>();

  private static AudioPacket packet(int epoch, long first) throws Exception {
    ByteBuffer payload = ByteBuffer.allocate(28 + 100);
    payload.putShort((short) epoch).putShort((short) FRAMES).putInt(1).putLong(first).putLong(0).putInt(48_000);
    return AudioPacket.read(AudioPacket.OPUS, payload.array());
  }

  private void arrive(int epoch, long first) throws Exception {
    stream.arrived(packet(epoch, first), new OpusStream.Output() {
      @Override
      public void sound(long at, short[] interleaved, int frames) {
        assertEquals(2 * frames, interleaved.length);
        heard.add(at + "+" + frames);
      }
    });
  }

  @Test
  public void soundComesEarlierByTheLookAheadAndTheFirstPacketWithoutIt() throws Exception {
    for (int n = 0; n < 3; n++) arrive(1, 4800 + n * FRAMES);
    assertEquals(Arrays.asList("4800+120", "4920+240", "5160+240"), heard);
    assertEquals(0, decoder.resets);
  }

  @Test
  public void whatADecoderHoldsBackComesInItsPlaceLater() throws Exception {
    decoder.holds = 2;
    for (int n = 0; n < 5; n++) arrive(1, 4800 + n * FRAMES);
    assertEquals(Arrays.asList("4800+120", "4920+240", "5160+240"), heard);
  }

  @Test
  public void aLostPacketLeavesItsFramesOpenAndALateOneIsLeftOut() throws Exception {
    arrive(1, 4800);
    arrive(1, 4800 + 2 * FRAMES);
    arrive(1, 4800 + FRAMES);
    assertEquals(Arrays.asList("4800+120", "5160+240"), heard);
  }

  @Test
  public void afterPcmAndInAnotherEpochTheDecoderBeginsAnew() throws Exception {
    arrive(1, 4800);
    stream.pcm();
    arrive(1, 9600);
    arrive(2, 0);
    assertEquals(Arrays.asList("4800+120", "9600+120", "0+120"), heard);
    assertEquals(2, decoder.resets);
  }

  @Test
  public void aDecoderThatBreaksOrGivesNothingHasFailed() throws Exception {
    decoder.holds = 1000;
    for (int n = 0; n < 60; n++) arrive(1, n * FRAMES);
    assertTrue(stream.failed());
    Decoder other = new Decoder();
    other.breaks = true;
    OpusStream breaking = new OpusStream(other);
    assertFalse(breaking.failed());
    breaking.arrived(packet(1, 0), null);
    assertTrue(breaking.failed());
    assertTrue(new OpusStream(null).failed());
  }

  @Test
  public void itClosesItsDecoderOnce() {
    stream.close();
    stream.close();
    assertEquals(1, decoder.closes);
    assertTrue(stream.failed());
  }

  @Test
  public void aPacketIsNewOnce() {
    SeenPackets seen = new SeenPackets();
    assertTrue(seen.isNew(7));
    assertFalse(seen.isNew(7));
    assertTrue(seen.isNew(8));
    assertTrue(seen.isNew(0xffffffffL));
    assertFalse(seen.isNew(0xffffffffL));
  }
}

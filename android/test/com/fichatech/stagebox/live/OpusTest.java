package com.fichatech.stagebox.live;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fichatech.stagebox.session.OpusDecoder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

/** Opus from the real box; in place of the phone's decoder, one whose sound is its packet's length. */
public class OpusTest {
  private static final int FRAMES = 240;
  private static final int BYTES = 100;

  private final AtomicInteger broken = new AtomicInteger();

  private final class Decoder implements OpusDecoder {
    private final int works;
    private int packets;

    /** It breaks after this many packets. */
    Decoder(int works) {
      this.works = works;
    }

    @Override
    public void decode(byte[] packet, long mark, Output output) {
      if (++packets > works) {
        broken.incrementAndGet();
        throw new IllegalStateException("broken");
      }
      short[] samples = new short[2 * FRAMES];
      Arrays.fill(samples, (short) packet.length);
      output.sound(mark, samples, FRAMES);
    }

    @Override
    public void reset() {}

    @Override
    public void close() {}
  }

  @Test
  public void everyFrameComesOnceAndInOrderThoughEveryFourthDatagramIsLost() {
    try (Phone phone = new Phone("Olga", () -> new Decoder(Integer.MAX_VALUE)).joined()) {
      Phone.until("sound", () -> phone.heard.size() > 100);
      phone.loseEvery = 4;
      int from = phone.heard.size();
      Phone.until("more sound", () -> phone.heard.size() > from + 400);
      phone.loseEvery = 0;
      for (int n = from; n < from + 400; n++) {
        Phone.Heard packet = phone.heard.get(n);
        assertEquals(2 * FRAMES, packet.samples.length);
        assertEquals(BYTES, packet.samples[0]);
        assertEquals(phone.heard.get(n - 1).first + FRAMES, packet.first);
      }
    }
  }

  @Test
  public void whenTheDecoderBreaksTheBoxSendsPcm() {
    try (Phone phone = new Phone("Otto", () -> new Decoder(50)).joined()) {
      Phone.until("the end of the decoder", () -> broken.get() > 0);
      int from = phone.heard.size();
      Phone.until("PCM", () -> phone.heard.size() > from + 50);
      assertEquals(1, broken.get());
      assertTrue(phone.heard.get(from + 50).samples.length > 2 * FRAMES);
    }
  }
}

package com.fichatech.stagebox.app;

import android.media.MediaCodec;
import android.media.MediaFormat;
import android.util.Log;
import com.fichatech.stagebox.session.OpusDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/** The phone's own decoder of Opus, which every phone with Android 5 or newer has. */
final class PlatformOpus implements OpusDecoder {
  private static final String TAG = "StageBox";
  private static final String OPUS = "audio/opus";
  private static final int RATE = 48_000;
  private static final int CHANNELS = 2;
  /** How long one packet may wait for the decoder, and the decoder for its sound, µs. */
  private static final long INPUT_US = 2_000;
  private static final long OUTPUT_US = 3_000;

  static final Factory FACTORY = new Factory() {
    @Override
    public OpusDecoder open() {
      try {
        return new PlatformOpus();
      } catch (IOException | RuntimeException absent) {
        Log.w(TAG, "no decoder for Opus: " + absent.getMessage());
        return null;
      }
    }
  };

  private final MediaCodec codec;
  private final MediaCodec.BufferInfo info = new MediaCodec.BufferInfo();

  private PlatformOpus() throws IOException {
    MediaFormat format = MediaFormat.createAudioFormat(OPUS, RATE, CHANNELS);
    // The identification header of RFC 7845, then no delay to leave out and no preroll: the stream has neither.
    format.setByteBuffer("csd-0", header());
    format.setByteBuffer("csd-1", nanoseconds());
    format.setByteBuffer("csd-2", nanoseconds());
    codec = MediaCodec.createDecoderByType(OPUS);
    try {
      codec.configure(format, null, null, 0);
      codec.start();
    } catch (RuntimeException unusable) {
      codec.release();
      throw unusable;
    }
  }

  @Override
  public void decode(byte[] packet, long mark, Output output) {
    int input = codec.dequeueInputBuffer(INPUT_US);
    if (input >= 0) {
      codec.getInputBuffer(input).put(packet);
      codec.queueInputBuffer(input, 0, packet.length, mark, 0);
    }
    long waitUs = OUTPUT_US;
    int place;
    while ((place = codec.dequeueOutputBuffer(info, waitUs)) != MediaCodec.INFO_TRY_AGAIN_LATER) {
      if (place < 0) continue;
      ShortBuffer sound = codec.getOutputBuffer(place).order(ByteOrder.nativeOrder()).asShortBuffer();
      short[] samples = new short[info.size / 2];
      sound.position(info.offset / 2);
      sound.get(samples);
      long of = info.presentationTimeUs;
      codec.releaseOutputBuffer(place, false);
      output.sound(of, samples, samples.length / CHANNELS);
      if (of == mark) waitUs = 0;
    }
  }

  @Override
  public void reset() {
    codec.flush();
  }

  @Override
  public void close() {
    codec.release();
  }

  private static ByteBuffer header() {
    ByteBuffer bytes = ByteBuffer.allocate(19).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {'O', 'p', 'u', 's', 'H', 'e', 'a', 'd'});
    bytes.put((byte) 1).put((byte) CHANNELS).putShort((short) 0).putInt(RATE).putShort((short) 0).put((byte) 0);
    bytes.flip();
    return bytes;
  }

  private static ByteBuffer nanoseconds() {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
    bytes.putLong(0).flip();
    return bytes;
  }
}

package com.fichatech.stagebox.protocol;

import java.nio.ByteBuffer;

/**
 * The payload of an audio packet of version 3: u16 epoch, u16 frames, u32 sequence, i64 first frame, i64 capture time,
 * u32 sample rate, sound. The sound is stereo samples, int16 or float32, or one packet of Opus. The first frame is an
 * index. The capture time is that of the last frame, in µs of the box's monotonic clock.
 */
public final class AudioPacket {
  public static final int FLOAT32 = 0x01;
  public static final int INT16 = 0x02;
  public static final int OPUS = 0x04;
  public static final int DISCONTINUITY = 0x10;
  public static final int DROPPED = 0x20;
  public static final int MUTED = 0x40;

  private static final int PREFIX = 28;
  private static final int LEAST_FRAMES = 128;
  private static final int MOST_FRAMES = 1920;
  /** The longest packet of one Opus frame (RFC 6716). */
  private static final int MOST_OPUS = 1275;

  public final int flags;
  /** Changes when the stream restarts; unsigned 16 bits. */
  public final int epoch;
  public final int frames;
  /** Unsigned 32 bits; wraps. */
  public final long sequence;
  /** Index of the first frame since the stream began; may be below 0 in the very first packets. */
  public final long first;
  /** When the last frame was captured, µs. */
  public final long captureUs;
  public final int sampleRate;
  /** Interleaved, left first; float32 rounded to 16 bits. Empty for Opus. */
  public final short[] samples;
  /** The packet of Opus; null for samples. */
  public final byte[] opus;

  private AudioPacket(int flags, int frames, ByteBuffer in) {
    this.flags = flags;
    this.frames = frames;
    epoch = in.getShort(0) & 0xffff;
    sequence = in.getInt(4) & 0xffffffffL;
    first = in.getLong(8);
    captureUs = in.getLong(16);
    sampleRate = in.getInt(24);
    in.position(PREFIX);
    if ((flags & OPUS) != 0) {
      samples = new short[0];
      opus = new byte[in.remaining()];
      in.get(opus);
      return;
    }
    opus = null;
    samples = new short[2 * frames];
    if ((flags & INT16) != 0) {
      in.asShortBuffer().get(samples);
    } else {
      for (int i = 0; i < samples.length; i++) samples[i] = toShort(in.getFloat());
    }
  }

  /** Reads `payload` of a packet of version 3 and type audio with these header flags. */
  public static AudioPacket read(int flags, byte[] payload) throws ProtocolException {
    if (payload.length < PREFIX) throw bad(payload.length + " bytes are no audio packet");
    ByteBuffer in = ByteBuffer.wrap(payload);
    int frames = in.getShort(2) & 0xffff;
    if (!fits(flags & (FLOAT32 | INT16 | OPUS), frames, payload.length - PREFIX)) {
      throw bad(frames + " frames in " + payload.length + " bytes, flags " + flags);
    }
    int sampleRate = in.getInt(24);
    if (sampleRate < 8000 || sampleRate > 192_000) throw bad("a sample rate of " + sampleRate);
    return new AudioPacket(flags, frames, in);
  }

  /** Whether so many frames of this format may be in so many bytes. */
  private static boolean fits(int format, int frames, int bytes) {
    if (format == OPUS) {
      boolean known = frames == 120 || frames == 240 || frames == 480 || frames == 960;
      return known && bytes > 0 && bytes <= MOST_OPUS;
    }
    if (format != INT16 && format != FLOAT32) return false;
    return frames >= LEAST_FRAMES && frames <= MOST_FRAMES && bytes == frames * 2 * (format == INT16 ? 2 : 4);
  }

  private static ProtocolException bad(String what) {
    return new ProtocolException("bad_payload", what);
  }

  private static short toShort(float value) {
    return (short) Math.max(-32768, Math.min(32767, Math.round(value * 32768)));
  }
}

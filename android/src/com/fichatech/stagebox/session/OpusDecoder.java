package com.fichatech.stagebox.session;

/**
 * The platform's decoder of Opus, 48 kHz stereo. One thread at a time. Any call may throw a RuntimeException; the
 * decoder is of no use then.
 */
public interface OpusDecoder {
  /** Opens decoders. */
  interface Factory {
    /** Null if the phone has none. */
    OpusDecoder open();
  }

  /** Receives decoded sound. */
  interface Output {
    /** The sound of the packet that was put in with `mark`: interleaved; the receiver may keep the array. */
    void sound(long mark, short[] interleaved, int frames);
  }

  /** Puts a packet in, and gives out all sound that is ready: of this packet, or of earlier ones. */
  void decode(byte[] packet, long mark, Output output);

  /** Forgets all packets. */
  void reset();

  void close();
}

package com.fichatech.stagebox.session;

import com.fichatech.stagebox.protocol.AudioPacket;

/**
 * Opus packets on their way to samples in their places (docs/native-protocol.md, 4.5). A decoder begins anew at the
 * start, after PCM and in another epoch; it fades in over the look-ahead, which is left out. Any thread.
 */
final class OpusStream {
  /** Frames by which the encoder's sound comes later. */
  static final int LOOK_AHEAD = 120;
  /** A decoder that holds back so many packets does not work. */
  private static final int MOST_HELD = 50;

  /** Receives samples; `first` is the number of their first frame. */
  interface Output {
    void sound(long first, short[] interleaved, int frames);
  }

  private final OpusDecoder decoder;
  private int epoch = -1;
  /** The first frame that no packet brought yet. */
  private long next;
  /** The packet with which the decoder began. */
  private long fresh = Long.MIN_VALUE;
  private boolean begun;
  private int held;
  private boolean failed;
  private boolean closed;

  /** `decoder`: null if the phone has none. */
  OpusStream(OpusDecoder decoder) {
    this.decoder = decoder;
    failed = decoder == null;
  }

  /** The decoder does not work: the box must send PCM. */
  synchronized boolean failed() {
    return failed;
  }

  /** PCM came: the next packet of Opus begins anew. */
  synchronized void pcm() {
    begun = false;
  }

  /** Packets come in order. What is too late for the decoder is left out. */
  synchronized void arrived(final AudioPacket packet, final Output output) {
    if (failed) return;
    try {
      if (!begun || packet.epoch != epoch) begin(packet);
      else if (packet.first < next) return;
      next = packet.first + packet.frames;
      held++;
      decoder.decode(packet.opus, packet.first, new OpusDecoder.Output() {
        @Override
        public void sound(long mark, short[] interleaved, int frames) {
          decoded(mark, interleaved, frames, output);
        }
      });
      failed = held > MOST_HELD;
    } catch (RuntimeException broken) {
      failed = true;
    }
  }

  /** A second call is harmless. */
  synchronized void close() {
    failed = true;
    if (decoder != null && !closed) decoder.close();
    closed = true;
  }

  private void begin(AudioPacket packet) {
    if (epoch >= 0) decoder.reset();
    begun = true;
    epoch = packet.epoch;
    fresh = packet.first;
    held = 0;
  }

  private void decoded(long mark, short[] interleaved, int frames, Output output) {
    held = 0;
    int skip = mark == fresh ? Math.min(LOOK_AHEAD, frames) : 0;
    if (skip == frames) return;
    short[] rest = interleaved;
    if (skip > 0) {
      rest = new short[2 * (frames - skip)];
      System.arraycopy(interleaved, 2 * skip, rest, 0, rest.length);
    }
    output.sound(mark - LOOK_AHEAD + skip, rest, frames - skip);
  }
}

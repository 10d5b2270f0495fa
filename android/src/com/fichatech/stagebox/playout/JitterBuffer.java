package com.fichatech.stagebox.playout;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Stereo frames on their way from the network to the ear, stored by their absolute number in the stream. So late,
 * doubled, lost and reordered packets all find their place.
 *
 * <p>One thread writes, one thread reads; neither ever waits. Each place holds a frame together with its number in one
 * 64-bit word. So the reader tells sound from a hole, and never sees half a frame.
 */
public final class JitterBuffer {
  /** Frames held, a power of two: 1.37 s at 48 kHz. */
  public static final int CAPACITY = 1 << 16;

  private static final int MASK = CAPACITY - 1;

  /** Upper half: frame number + 1, so that a fresh buffer is empty; lower half: right, left sample. */
  private final AtomicLongArray places = new AtomicLongArray(CAPACITY);
  /** One past the newest frame written. */
  private volatile long newest;

  /**
   * Writer only. `interleaved` holds `frames` stereo frames from `offset` (in samples) on; `first` is the number of the
   * first one. Frames below 0 cannot be read back. Of more than {@link #CAPACITY} frames only the last ones are kept.
   */
  public void write(long first, short[] interleaved, int offset, int frames) {
    for (int i = Math.max(0, frames - CAPACITY); i < frames; i++) {
      int at = offset + 2 * i;
      long sample = (interleaved[at] & 0xffffL) | (interleaved[at + 1] & 0xffffL) << 16;
      places.lazySet((int) ((first + i) & MASK), (first + i + 1) << 32 | sample);
    }
    if (first + frames > newest) newest = first + frames;
  }

  /** Either thread. One past the newest frame that was written; 0 before the first. */
  public long newest() {
    return newest;
  }

  /** Reader only. The word of exactly this frame, for {@link #left} and {@link #right}; 0 if the frame is not here. */
  long frame(long number) {
    if (number < 0) return 0;
    long word = places.get((int) (number & MASK));
    return (int) (word >>> 32) == (int) (number + 1) ? word : 0;
  }

  /** Left sample, −1…+1. */
  static float left(long word) {
    return (short) word * (1f / 32768);
  }

  /** Right sample, −1…+1. */
  static float right(long word) {
    return (short) (word >>> 16) * (1f / 32768);
  }
}

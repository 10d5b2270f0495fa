package com.fichatech.stagebox.playout;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Stereo frames between the network and the ear, kept by their absolute number since the stream began, so that late,
 * doubled, lost and reordered packets all find their place by themselves.
 *
 * <p>One thread writes at a time, one thread reads; neither ever waits. Each place holds a frame together with its
 * number in one 64-bit word, which is how the reader tells sound from a hole, and why it never sees half a frame.
 */
public final class JitterBuffer {
  /** Frames held, a power of two: 1.37 s at 48 kHz. */
  public static final int CAPACITY = 1 << 16;

  private static final int MASK = CAPACITY - 1;

  /** Upper half: frame number + 1, so that a fresh buffer holds nothing; lower half: right, left sample. */
  private final AtomicLongArray places = new AtomicLongArray(CAPACITY);
  /** One past the newest frame written. */
  private volatile long newest;

  /**
   * Writer only. `interleaved` holds `frames` stereo frames from `offset` (in samples) on; `first` is the number of
   * the first of them; frames below 0 cannot be read back. More frames than {@link #CAPACITY} at once keep the last
   * ones only.
   */
  public void write(long first, short[] interleaved, int offset, int frames) {
    for (int i = Math.max(0, frames - CAPACITY); i < frames; i++) {
      int at = offset + 2 * i;
      long sample = (interleaved[at] & 0xffffL) | (interleaved[at + 1] & 0xffffL) << 16;
      places.lazySet((int) ((first + i) & MASK), (first + i + 1) << 32 | sample);
    }
    if (first + frames > newest) newest = first + frames;
  }

  /** Either thread. One past the newest frame that was written; 0 when nothing was. */
  public long newest() {
    return newest;
  }

  /** Reader only. The word of this very frame, for {@link #left} and {@link #right}; 0 where the frame is not here. */
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

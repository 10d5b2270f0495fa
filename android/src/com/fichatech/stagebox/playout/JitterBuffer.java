package com.fichatech.stagebox.playout;

/**
 * Stereo frames between the network and the ear, kept by their absolute number since the stream began, so that late, doubled, lost and
 * reordered packets all find their place by themselves.
 *
 * <p>One thread writes, one thread reads; neither ever waits. The reader sees a frame only after the packet that brought it is whole:
 * every write ends with a volatile store of {@link #newest}, every read begins with a load of it. Each place carries the number of the
 * frame it holds, which is how the reader tells sound from a hole.
 */
public final class JitterBuffer {
  /** Frames held, a power of two: 1.37 s at 48 kHz. */
  public static final int CAPACITY = 1 << 16;

  private static final int MASK = CAPACITY - 1;

  private final int[] samples = new int[CAPACITY];
  /** Frame number + 1, so that a fresh buffer holds nothing. */
  private final long[] numbers = new long[CAPACITY];
  /** One past the newest frame written. */
  private volatile long newest;

  /**
   * Writer only. `interleaved` holds `frames` stereo frames from `offset` (in samples) on; `first` is the number of the first of them, ≥ 0.
   * More frames than {@link #CAPACITY} at once keep the last ones only.
   */
  public void write(long first, short[] interleaved, int offset, int frames) {
    int skip = Math.max(0, frames - CAPACITY);
    for (int i = skip; i < frames; i++) {
      int place = (int) ((first + i) & MASK);
      int at = offset + 2 * i;
      samples[place] = (interleaved[at] & 0xffff) | (interleaved[at + 1] << 16);
      numbers[place] = first + i + 1;
    }
    newest = Math.max(newest, first + frames);
  }

  /** Either thread. One past the newest frame that was written; 0 when nothing was. */
  public long newest() {
    return newest;
  }

  /** Reader only. True where this very frame is here. Call {@link #newest} first, once per batch of reads. */
  boolean has(long frame) {
    return frame >= 0 && numbers[(int) (frame & MASK)] == frame + 1;
  }

  /** Reader only. Left sample, −1…+1, of a frame that is here. */
  float left(long frame) {
    return (short) samples[(int) (frame & MASK)] * (1f / 32768);
  }

  /** Reader only. Right sample, −1…+1, of a frame that is here. */
  float right(long frame) {
    return (samples[(int) (frame & MASK)] >> 16) * (1f / 32768);
  }
}

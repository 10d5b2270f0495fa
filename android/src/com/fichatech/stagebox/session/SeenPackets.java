package com.fichatech.stagebox.session;

/** Which packets of a connection came already, of the last 256. Not thread-safe. */
final class SeenPackets {
  private static final int KEPT = 256;

  private final long[] sequences = new long[KEPT];

  SeenPackets() {
    java.util.Arrays.fill(sequences, -1);
  }

  /** Remembers a packet; false if it came before. */
  boolean isNew(long sequence) {
    int place = (int) (sequence % KEPT);
    if (sequences[place] == sequence) return false;
    sequences[place] = sequence;
    return true;
  }
}

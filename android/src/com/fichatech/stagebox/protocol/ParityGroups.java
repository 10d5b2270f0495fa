package com.fichatech.stagebox.protocol;

import java.nio.ByteBuffer;

/**
 * Restores one lost packet of a group from the XOR of all of them (docs/native-protocol.md, 4.4). Keeps the last 64
 * packets by sequence number. Not thread-safe.
 */
public final class ParityGroups {
  private static final int KEPT = 64;
  private static final int PREFIX = 8;
  private static final int LARGEST_GROUP = 8;

  private final byte[][] payloads = new byte[KEPT][];
  private final int[] flags = new int[KEPT];
  private final int[] sequences = new int[KEPT];

  /** An audio packet arrived. Its payload is kept and must not change. */
  public void came(int packetFlags, byte[] payload) {
    if (payload.length < PREFIX) return;
    int sequence = ByteBuffer.wrap(payload).getInt(4);
    int place = sequence & (KEPT - 1);
    payloads[place] = payload;
    flags[place] = packetFlags;
    sequences[place] = sequence;
  }

  /**
   * A parity packet arrived. Returns the missing packet of its group; null if none is missing, or more than one. Throws
   * {@link ProtocolException} if the parity does not fit its group.
   */
  public AudioPacket repair(byte[] parity) throws ProtocolException {
    if (parity.length < PREFIX) throw new ProtocolException("bad_payload", parity.length + " bytes are no parity packet");
    ByteBuffer in = ByteBuffer.wrap(parity);
    int first = in.getInt(0);
    int count = in.get(4) & 0xff;
    if (count < 2 || count > LARGEST_GROUP) throw new ProtocolException("bad_payload", "a group of " + count);
    int missing = -1;
    for (int i = 0; i < count; i++) {
      if (has(first + i)) continue;
      if (missing >= 0) return null;
      missing = i;
    }
    return missing < 0 ? null : restore(parity, first, count, missing);
  }

  private boolean has(int sequence) {
    int place = sequence & (KEPT - 1);
    return payloads[place] != null && sequences[place] == sequence;
  }

  private AudioPacket restore(byte[] parity, int first, int count, int missing) throws ProtocolException {
    byte[] payload = new byte[parity.length - PREFIX];
    System.arraycopy(parity, PREFIX, payload, 0, payload.length);
    int restoredFlags = parity[5] & 0xff;
    for (int i = 0; i < count; i++) {
      if (i == missing) continue;
      byte[] other = payloads[(first + i) & (KEPT - 1)];
      if (other.length != payload.length) throw new ProtocolException("bad_payload", "a group of packets of different lengths");
      for (int b = 0; b < payload.length; b++) payload[b] ^= other[b];
      restoredFlags ^= flags[(first + i) & (KEPT - 1)];
    }
    AudioPacket restored = AudioPacket.read(restoredFlags, payload);
    if ((int) restored.sequence != first + missing) throw new ProtocolException("bad_payload", "what came out is another packet");
    came(restoredFlags, payload);
    return restored;
  }
}

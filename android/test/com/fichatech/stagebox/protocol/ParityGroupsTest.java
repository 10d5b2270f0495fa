package com.fichatech.stagebox.protocol;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.fail;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.Test;

public class ParityGroupsTest {
  private static Packet packet(long sequence, short value) throws Exception {
    return Packet.read(ByteBuffer.wrap(PacketTest.audio(1, sequence, sequence * 2, value, (short) -value, (short) (value + 1), value)));
  }

  private static byte[] parity(long first, Packet... group) {
    ByteBuffer out = ByteBuffer.allocate(8 + group[0].payload.length);
    int flags = 0;
    for (Packet packet : group) {
      flags ^= packet.flags;
      for (int i = 0; i < packet.payload.length; i++) out.put(8 + i, (byte) (out.get(8 + i) ^ packet.payload[i]));
    }
    out.putInt(0, (int) first).put(4, (byte) group.length).put(5, (byte) flags);
    return out.array();
  }

  @Test
  public void anyOneLostPacketComesBackExactly() throws Exception {
    for (long first : new long[] {0, 4, 0xffff_fffcL}) {
      for (int size = 2; size <= 8; size++) {
        Packet[] group = new Packet[size];
        for (int i = 0; i < size; i++) group[i] = packet((first + i) & 0xffffffffL, (short) (100 * i + 7));
        for (int lost = 0; lost < size; lost++) {
          ParityGroups groups = new ParityGroups();
          for (int i = 0; i < size; i++) if (i != lost) groups.came(group[i].flags, group[i].payload);
          AudioPacket restored = groups.repair(parity(first, group));
          AudioPacket expected = AudioPacket.read(group[lost].flags, group[lost].payload);
          assertEquals(expected.sequence, restored.sequence);
          assertEquals(expected.flags, restored.flags);
          assertArrayEquals(expected.samples, restored.samples);
          assertNull("once is enough", groups.repair(parity(first, group)));
        }
      }
    }
  }

  @Test
  public void twoLossesStayLost() throws Exception {
    Packet[] group = {packet(8, (short) 1), packet(9, (short) 2), packet(10, (short) 3), packet(11, (short) 4)};
    ParityGroups groups = new ParityGroups();
    groups.came(group[0].flags, group[0].payload);
    groups.came(group[3].flags, group[3].payload);
    assertNull(groups.repair(parity(8, group)));
  }

  @Test
  public void parityThatDoesNotFitIsRefused() throws Exception {
    Packet[] group = {packet(8, (short) 1), packet(9, (short) 2)};
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      ParityGroups groups = new ParityGroups();
      groups.came(group[0].flags, group[0].payload);
      byte[] parity = parity(8, group);
      parity[random.nextInt(parity.length)] ^= (byte) (1 << random.nextInt(8));
      if (random.nextInt(4) == 0) parity = Arrays.copyOf(parity, random.nextInt(parity.length));
      try {
        groups.repair(parity);
      } catch (ProtocolException expected) {
        assertEquals("bad_payload", expected.code);
      }
    }
    try {
      new ParityGroups().repair(new byte[7]);
      fail();
    } catch (ProtocolException expected) {
      assertEquals("bad_payload", expected.code);
    }
  }
}

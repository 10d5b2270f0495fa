package com.fichatech.stagebox.session;

import com.fichatech.stagebox.protocol.AudioPacket;
import com.fichatech.stagebox.protocol.Packet;
import com.fichatech.stagebox.protocol.ParityGroups;
import com.fichatech.stagebox.protocol.ProtocolException;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Sound over UDP, beside the TCP connection: on a radio, TCP turns one lost frame into a stall of everything after it.
 * It sends a hello once a second, so that the box knows the address. Until a hello arrives the box sends over TCP, so
 * an attempt loses nothing. A thread of its own reads.
 */
final class UdpLink implements Closeable {
  private static final int LARGEST = 1500;
  private static final int RECEIVE_BYTES = 256 << 10;
  /** Expedited forwarding: Wi-Fi sends it first. This marks the hellos; the box marks its own packets. */
  private static final int VOICE = 0xb8;
  private static final int VERSION = 3;

  /** Called by this link's thread. */
  interface Sink {
    /** Each packet once. `restored`: from the parity of its group, or from a copy in a later datagram. */
    void audio(AudioPacket packet, boolean restored);
  }

  final String key;
  private final DatagramSocket socket;
  private final DatagramPacket hello;
  private final Sink sink;
  private final ParityGroups groups = new ParityGroups();
  private final SeenPackets seen = new SeenPackets();

  /** `key`: 32 hexadecimal digits. Throws {@link ProtocolException} if it is anything else. */
  UdpLink(Net net, InetAddress host, int port, String key, Sink sink) throws IOException {
    this.key = key;
    this.sink = sink;
    byte[] bytes = Packet.write(VERSION, Packet.HELLO, System.currentTimeMillis(), unhex(key));
    hello = new DatagramPacket(bytes, bytes.length, host, port);
    socket = net.datagrams();
    socket.setReceiveBufferSize(RECEIVE_BYTES);
    socket.setTrafficClass(VOICE);
    Thread reader = new Thread("box-udp") {
      @Override
      public void run() {
        readUntilClosed();
      }
    };
    reader.start();
  }

  /** Call once a second. A failed send is no reason to give up: the box falls back to TCP by itself. */
  void hello() {
    try {
      socket.send(hello);
    } catch (IOException closed) {
      // The next one may get through.
    }
  }

  @Override
  public void close() {
    socket.close();
  }

  private void readUntilClosed() {
    byte[] bytes = new byte[LARGEST];
    DatagramPacket datagram = new DatagramPacket(bytes, bytes.length);
    while (!socket.isClosed()) {
      try {
        datagram.setLength(bytes.length);
        socket.receive(datagram);
        if (!datagram.getAddress().equals(hello.getAddress())) continue;
        read(ByteBuffer.wrap(bytes, 0, datagram.getLength()));
      } catch (ProtocolException damaged) {
        // One datagram less; the concealment covers it.
      } catch (IOException error) {
        // We closed it, or the network went away: then the TCP connection ends too.
        socket.close();
      }
    }
  }

  private void read(ByteBuffer datagram) throws ProtocolException {
    while (datagram.hasRemaining()) {
      Packet packet = Packet.read(datagram);
      if (packet.version != VERSION) throw new ProtocolException("bad_version", "version " + packet.version);
      if (packet.type == Packet.AUDIO) {
        AudioPacket audio = AudioPacket.read(packet.flags, packet.payload);
        groups.came(packet.flags, packet.payload);
        if (seen.isNew(audio.sequence)) sink.audio(audio, datagram.hasRemaining());
      } else if (packet.type == Packet.PARITY) {
        AudioPacket restored = groups.repair(packet.payload);
        if (restored != null && seen.isNew(restored.sequence)) sink.audio(restored, true);
      }
    }
  }

  private static byte[] unhex(String key) throws ProtocolException {
    if (!key.matches("[0-9a-fA-F]{32}")) throw new ProtocolException("bad_payload", "a UDP key that is no key");
    byte[] bytes = new byte[16];
    for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) Integer.parseInt(key.substring(2 * i, 2 * i + 2), 16);
    return bytes;
  }
}

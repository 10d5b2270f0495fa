package com.fichatech.stagebox.session;

import com.fichatech.stagebox.protocol.JsonObject;
import com.fichatech.stagebox.protocol.Packet;
import com.fichatech.stagebox.protocol.ProtocolException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * One TCP connection of the native protocol, from the handshake on. One thread reads; any thread may send and close. A
 * box sends something all the time, so 3 s of silence end a read with SocketTimeoutException.
 */
final class NativeLink implements Closeable {
  private static final int CONNECT_MS = 3000;
  private static final int SILENCE_MS = 3000;
  /** Large enough for a late burst, small enough that sound does not grow old in it. */
  private static final int RECEIVE_BYTES = 128 << 10;
  private static final int VERSION = 3;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  /** The box's `handshake_response`. */
  final JsonObject welcome;

  private NativeLink(Socket socket, JsonObject welcome, InputStream in, OutputStream out) {
    this.socket = socket;
    this.welcome = welcome;
    this.in = in;
    this.out = out;
  }

  /**
   * Connects and introduces itself. If the box refuses, throws {@link RefusedException} with its code, or with
   * `too_old` if it does not know version 3.
   */
  static NativeLink open(Net net, InetAddress host, int port, JsonObject handshake) throws IOException, RefusedException {
    Socket socket = net.socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setReceiveBufferSize(RECEIVE_BYTES);
      socket.setSoTimeout(SILENCE_MS);
      socket.connect(new InetSocketAddress(host, port), CONNECT_MS);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
      OutputStream out = socket.getOutputStream();
      // The handshake is always in a packet of version 2, whatever version it asks for.
      out.write(Packet.control(2, handshake, System.currentTimeMillis()));
      return new NativeLink(socket, welcome(in), in, out);
    } catch (IOException | RefusedException | RuntimeException error) {
      socket.close();
      throw error;
    }
  }

  private static JsonObject welcome(InputStream in) throws IOException, RefusedException {
    Packet packet = Packet.read(in);
    if (packet.type != Packet.CONTROL) throw new ProtocolException("bad_type", "audio before the handshake was answered");
    JsonObject answer = packet.json();
    if (!answer.string("type", "").equals("handshake_response")) throw new ProtocolException("bad_payload", "the handshake was not answered");
    if (!answer.string("status", "").equals("ok")) throw new RefusedException(answer.string("code", "refused"), answer.string("message", ""));
    if (answer.integer("protocol_version", 0) != VERSION) throw new RefusedException("too_old", answer.string("server_version", ""));
    return answer;
  }

  Packet read() throws IOException {
    return Packet.read(in);
  }

  void send(JsonObject message) throws IOException {
    byte[] bytes = Packet.control(VERSION, message, System.currentTimeMillis());
    synchronized (out) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException error) {
      // The connection is gone either way.
    }
  }
}

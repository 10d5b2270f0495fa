package com.fichatech.stagebox.protocol;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * One packet of the native protocol, big-endian: u32 magic, u16 version, u8 type, u8 flags, u32 timestamp, u32 payload
 * length, payload. The timestamp is the low 32 bits of the sender's milliseconds.
 * Immutable except for the payload's bytes, which belong to the holder of the packet.
 */
public final class Packet {
  public static final int HEADER = 16;
  public static final int AUDIO = 1;
  public static final int CONTROL = 2;
  public static final int PARITY = 3;
  public static final int HELLO = 4;

  private static final int MAGIC = 0xA1D10A7C;
  private static final int MOST_CONTROL = 500_000;
  private static final int MOST_AUDIO = 2_000_000;

  public final int version;
  public final int type;
  public final int flags;
  /** Unsigned 32 bits. */
  public final long timestamp;
  public final byte[] payload;

  Packet(int version, int type, int flags, long timestamp, byte[] payload) {
    this.version = version;
    this.type = type;
    this.flags = flags;
    this.timestamp = timestamp;
    this.payload = payload;
  }

  /**
   * The next packet of a TCP stream; blocks. Throws EOFException at the stream's end, {@link
   * ProtocolException} if the stream is out of step.
   */
  public static Packet read(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    byte[] header = new byte[HEADER];
    in.readFully(header);
    Packet empty = header(ByteBuffer.wrap(header));
    byte[] payload = new byte[length(header)];
    in.readFully(payload);
    return new Packet(empty.version, empty.type, empty.flags, empty.timestamp, payload);
  }

  /** The packet at the buffer's position, which moves past it. Only for datagrams, which hold whole packets. */
  public static Packet read(ByteBuffer bytes) throws ProtocolException {
    if (bytes.remaining() < HEADER) throw new ProtocolException("too_short", bytes.remaining() + " bytes are no header");
    byte[] header = new byte[HEADER];
    bytes.get(header);
    Packet empty = header(ByteBuffer.wrap(header));
    int length = length(header);
    if (bytes.remaining() < length) throw new ProtocolException("too_short", bytes.remaining() + " of " + length + " bytes of payload");
    byte[] payload = new byte[length];
    bytes.get(payload);
    return new Packet(empty.version, empty.type, empty.flags, empty.timestamp, payload);
  }

  private static Packet header(ByteBuffer bytes) throws ProtocolException {
    if (bytes.getInt() != MAGIC) throw new ProtocolException("bad_magic", "this is not the native protocol");
    int version = bytes.getShort() & 0xffff;
    int type = bytes.get() & 0xff;
    int flags = bytes.get() & 0xff;
    long timestamp = bytes.getInt() & 0xffffffffL;
    long length = bytes.getInt() & 0xffffffffL;
    if (version != 2 && version != 3) throw new ProtocolException("bad_version", "version " + version);
    if (type < AUDIO || type > HELLO) throw new ProtocolException("bad_type", "type " + type);
    long most = type == CONTROL ? MOST_CONTROL : MOST_AUDIO;
    if (length > most) throw new ProtocolException("payload_too_large", length + " bytes; at most " + most);
    return new Packet(version, type, flags, timestamp, null);
  }

  /** Call after {@link #header} accepted it. */
  private static int length(byte[] header) {
    return ByteBuffer.wrap(header).getInt(12);
  }

  /** The JSON of a control packet. */
  public JsonObject json() throws ProtocolException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
      JsonObject object = JsonReader.object(text);
      if (object.string("type", "").isEmpty()) throw new ProtocolException("bad_payload", "a control message without a type");
      return object;
    } catch (CharacterCodingException error) {
      throw new ProtocolException("bad_payload", "not UTF-8");
    } catch (JsonException error) {
      throw new ProtocolException("bad_payload", error.getMessage());
    }
  }

  /** The bytes of a whole packet. */
  public static byte[] write(int version, int type, long timestampMs, byte[] payload) {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + payload.length);
    bytes.putInt(MAGIC).putShort((short) version).put((byte) type).put((byte) 0).putInt((int) timestampMs).putInt(payload.length).put(payload);
    return bytes.array();
  }

  /** The bytes of a control packet; adds `timestamp` to the message. */
  public static byte[] control(int version, JsonObject message, long nowMs) {
    message.put("timestamp", nowMs);
    return write(version, CONTROL, nowMs, message.toString().getBytes(StandardCharsets.UTF_8));
  }
}

/**
 * Splits the bytes of a connection into MQTT packets, however the stream was cut. Refuses packets that are too long,
 * malformed or out of order. Pure apart from Node's Buffer.
 */
import { CONNECT, faultOf, SUBSCRIBE, UNSUBSCRIBE } from './packet-check.js';

export interface PacketLimits {
  /** Largest body of a packet, bytes. */
  readonly packet: number;
  /** Largest body of a SUBSCRIBE or UNSUBSCRIBE, bytes: a filter costs far more than its bytes. */
  readonly filters: number;
  /** Largest body of a CONNECT, bytes. */
  readonly connect: number;
}

/** Why a stream ends: the WebSocket close code and the reason. */
export interface StreamFault {
  readonly code: 1002 | 1009;
  readonly reason: string;
}

const FIRST_ROOM = 1024;

export class PacketSplitter {
  readonly #limits: PacketLimits;
  /** Holds an incomplete packet in its first `#bytes` bytes. */
  #room = Buffer.alloc(0);
  #bytes = 0;
  #connected = false;

  constructor(limits: PacketLimits) {
    this.#limits = limits;
  }

  /** Bytes of the incomplete packet. */
  get held(): number {
    return this.#bytes;
  }

  /**
   * Calls `onPacket` with each complete packet, in order. If it returns false, the rest of `chunk` is dropped, and the
   * caller must end the connection. Returns the fault that ends the connection. A packet may share memory with `chunk`.
   */
  take(chunk: Buffer, onPacket: (packet: Buffer) => boolean): StreamFault | undefined {
    let at = 0;
    while (at < chunk.length) {
      const begun = this.#bytes > 0;
      const size = begun ? this.#sizeOf(this.#room, 0, this.#bytes) : this.#sizeOf(chunk, at, chunk.length);
      if (typeof size === 'object') return size;
      let packet: Buffer | undefined;
      if (!begun && size > 0 && at + size <= chunk.length) {
        packet = chunk.subarray(at, at + size);
        at += size;
      } else {
        // An incomplete header is read byte by byte: it has at most five.
        const end = Math.min(chunk.length, size > 0 ? at + size - this.#bytes : at + 1);
        this.#keep(chunk.subarray(at, end), size);
        at = end;
        const now = this.#sizeOf(this.#room, 0, this.#bytes);
        if (typeof now === 'object') return now;
        if (now === this.#bytes) packet = this.#taken();
      }
      if (!packet) continue;
      this.#connected = true;
      const reason = faultOf(packet[0]!, packet.subarray(headerBytes(packet)));
      if (reason !== undefined) return { code: 1002, reason };
      if (!onPacket(packet)) return undefined;
    }
    return undefined;
  }

  /** Bytes of the packet that begins at `at`; 0 if its header is incomplete. */
  #sizeOf(bytes: Buffer, at: number, end: number): number | StreamFault {
    const type = bytes[at]! >> 4;
    // 3.1: a connection begins with a CONNECT and has only one.
    if ((type === CONNECT) === this.#connected) return { code: 1002, reason: 'CONNECT comes first, and once' };
    let length = 0;
    for (let i = 1; i <= 4; i++) {
      if (at + i >= end) return 0;
      const byte = bytes[at + i]!;
      length += (byte & 0x7f) * 2 ** (7 * (i - 1));
      if (byte & 0x80) continue;
      return length > this.#most(type) ? { code: 1009, reason: 'packet too large' } : 1 + i + length;
    }
    return { code: 1002, reason: 'malformed length' };
  }

  #most(type: number): number {
    if (type === CONNECT) return this.#limits.connect;
    return type === SUBSCRIBE || type === UNSUBSCRIBE ? this.#limits.filters : this.#limits.packet;
  }

  /** Copies bytes into a buffer that grows with what really came, not with the announced length. */
  #keep(bytes: Buffer, size: number): void {
    const needed = this.#bytes + bytes.length;
    if (this.#room.length < needed) {
      const most = size > 0 ? size : FIRST_ROOM;
      const room = Buffer.allocUnsafe(Math.max(needed, Math.min(most, Math.max(FIRST_ROOM, 2 * needed))));
      this.#room.copy(room, 0, 0, this.#bytes);
      this.#room = room;
    }
    bytes.copy(this.#room, this.#bytes);
    this.#bytes = needed;
  }

  #taken(): Buffer {
    const packet = this.#room.subarray(0, this.#bytes);
    this.#room = Buffer.alloc(0);
    this.#bytes = 0;
    return packet;
  }
}

function headerBytes(packet: Buffer): number {
  let at = 1;
  while (packet[at++]! & 0x80);
  return at;
}

/** Watches the length an MQTT packet announces, over any cutting of the stream, so that nobody makes the box buffer without end. Pure. */

/** MQTT packet types whose body is a list of filters, each of which costs far more than its bytes. */
const SUBSCRIBE = 8;
const UNSUBSCRIBE = 10;

export interface PacketLimits {
  /** Bytes of a packet's body. */
  readonly packet: number;
  /** Bytes of the body of a SUBSCRIBE or UNSUBSCRIBE. */
  readonly filters: number;
}

export class PacketLimit {
  readonly #limits: PacketLimits;
  /** Of the present packet. */
  #max = 0;
  /** Bytes of the present packet's body still to come. */
  #left = 0;
  #length = 0;
  #shift = -1;

  constructor(limits: PacketLimits) {
    this.#limits = limits;
  }

  /** False as soon as a packet is longer than allowed or its length is malformed: close the connection. */
  accepts(chunk: Uint8Array): boolean {
    let at = 0;
    while (at < chunk.length) {
      if (this.#left > 0) {
        const taken = Math.min(this.#left, chunk.length - at);
        this.#left -= taken;
        at += taken;
      } else if (this.#shift < 0) {
        // The type byte; the length follows in 1…4 bytes of seven bits.
        this.#shift = 0;
        this.#length = 0;
        const type = chunk[at++]! >> 4;
        this.#max = type === SUBSCRIBE || type === UNSUBSCRIBE ? this.#limits.filters : this.#limits.packet;
      } else {
        const byte = chunk[at++]!;
        this.#length += (byte & 0x7f) * 2 ** this.#shift;
        this.#shift += 7;
        if (byte & 0x80) {
          if (this.#shift > 21) return false;
        } else {
          if (this.#length > this.#max) return false;
          this.#left = this.#length;
          this.#shift = -1;
        }
      }
    }
    return true;
  }
}

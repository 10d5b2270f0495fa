/**
 * Forward error correction by XOR: one parity packet protects a group of audio packets against the loss of any one of
 * them. Pure. The box uses the maker, clients use the mender.
 */

import { GROUP, MIX_PREFIX_BYTES, MIX_VERSION, PARITY_PREFIX_BYTES } from './mix-packet.js';
import { NATIVE_HEADER_BYTES, NativeType, writeHeader } from './native-packet.js';

/** Collects the packets of a group; allocates nothing after construction. */
export class ParityMaker {
  readonly #group: number;
  readonly #packet: Uint8Array;
  readonly #view: DataView;
  #next = -1;
  #count = 0;

  /** `payloadBytes`: payload size of every audio packet. */
  constructor(group: number, payloadBytes: number) {
    this.#group = group;
    this.#packet = new Uint8Array(NATIVE_HEADER_BYTES + PARITY_PREFIX_BYTES + payloadBytes);
    this.#view = new DataView(this.#packet.buffer);
  }

  /**
   * Adds a packet, with `payload` as it is sent. Returns the parity packet when a whole group is complete; it is valid
   * until the next call. A group that lacks a packet gets none.
   */
  add(sequence: number, flags: number, payload: Uint8Array, timestamp: number): Uint8Array | undefined {
    const place = sequence % this.#group;
    if (place === 0) this.#begin(sequence);
    else if (sequence !== this.#next) this.#count = 0;
    else if (this.#count > 0) this.#count++;
    this.#next = sequence + 1;
    if (this.#count === 0) return undefined;
    this.#packet[NATIVE_HEADER_BYTES + 5]! ^= flags;
    const start = NATIVE_HEADER_BYTES + PARITY_PREFIX_BYTES;
    for (let i = 0; i < payload.length; i++) this.#packet[start + i]! ^= payload[i]!;
    if (this.#count < this.#group) return undefined;
    writeHeader(
      this.#view,
      MIX_VERSION,
      NativeType.parity,
      0,
      timestamp,
      this.#packet.byteLength - NATIVE_HEADER_BYTES,
    );
    return this.#packet;
  }

  #begin(sequence: number): void {
    this.#packet.fill(0);
    this.#view.setUint32(NATIVE_HEADER_BYTES, sequence);
    this.#view.setUint8(NATIVE_HEADER_BYTES + 4, this.#group);
    this.#count = 1;
  }
}

export interface Mended {
  readonly sequence: number;
  readonly flags: number;
  readonly payload: Uint8Array;
}

/** Packets remembered for repair; enough for some groups. */
const REMEMBERED = 64;

/** Keeps recent packets, and restores the missing packet of a group. Never throws; invalid input restores nothing. */
export class ParityMender {
  readonly #packets: ({ sequence: number; flags: number; payload: Uint8Array } | undefined)[] = new Array(REMEMBERED);

  /** Remembers an audio packet; its payload is copied. */
  came(sequence: number, flags: number, payload: Uint8Array): void {
    this.#packets[sequence % REMEMBERED] = { sequence, flags, payload: new Uint8Array(payload) };
  }

  /** Takes the payload of a parity packet. Returns the missing packet if exactly one of the group is missing. */
  mend(parity: Uint8Array): Mended | undefined {
    if (parity.byteLength < PARITY_PREFIX_BYTES + MIX_PREFIX_BYTES) return undefined;
    const view = new DataView(parity.buffer, parity.byteOffset, parity.byteLength);
    const first = view.getUint32(0);
    const count = view.getUint8(4);
    if (count < GROUP.min || count > GROUP.max) return undefined;
    const payload = new Uint8Array(parity.subarray(PARITY_PREFIX_BYTES));
    let flags = view.getUint8(5);
    let missing: number | undefined;
    for (let n = 0; n < count; n++) {
      const sequence = (first + n) % 2 ** 32;
      const packet = this.#packets[sequence % REMEMBERED];
      if (packet?.sequence === sequence && packet.payload.length === payload.length) {
        flags ^= packet.flags;
        for (let i = 0; i < payload.length; i++) payload[i]! ^= packet.payload[i]!;
      } else if (missing !== undefined) return undefined;
      else missing = sequence;
    }
    if (missing === undefined || new DataView(payload.buffer).getUint32(4) !== missing) return undefined;
    return { sequence: missing, flags, payload };
  }
}

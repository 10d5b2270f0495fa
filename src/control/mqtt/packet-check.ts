/**
 * Checks a client's packet against MQTT 3.1.1 before anything works with it: flags, packet ids, topics and texts. A
 * malformed packet ends its connection, as the standard requires. The numbers here are sections of the standard. Pure.
 */

import { isFilter } from '../../wire/filters.js';

export const CONNECT = 1;
const PUBLISH = 3;
const PUBREL = 6;
export const SUBSCRIBE = 8;
export const UNSUBSCRIBE = 10;
/** PINGREQ and DISCONNECT: only a header. */
const BARE = new Set([12, 14]);
/** PUBACK, PUBREC, PUBREL, PUBCOMP: only a packet id. */
const ACKS = new Set([4, 5, 6, 7]);

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The fault of a whole packet, if any. `first` is its first byte, `body` what follows its length. */
export function faultOf(first: number, body: Uint8Array): string | undefined {
  try {
    check(first >> 4, first & 0x0f, new Reading(body));
    return undefined;
  } catch (fault) {
    if (fault instanceof Malformed) return fault.message;
    throw fault;
  }
}

class Malformed extends Error {}

function check(type: number, flags: number, body: Reading): void {
  if (type === PUBLISH) {
    publish(flags, body);
    return;
  }
  // 2.2.2: reserved bits.
  const reserved = type === PUBREL || type === SUBSCRIBE || type === UNSUBSCRIBE ? 2 : 0;
  if (flags !== reserved) throw new Malformed('reserved flags');
  if (type === CONNECT) connect(body);
  else if (type === SUBSCRIBE || type === UNSUBSCRIBE) filters(type, body);
  else if (ACKS.has(type)) packetId(body);
  else if (!BARE.has(type)) throw new Malformed('no packet of a client');
  body.end();
}

function publish(flags: number, body: Reading): void {
  const qos = (flags >> 1) & 3;
  // 3.3.1.1, 3.3.1.2
  if (qos === 3 || (qos === 0 && (flags & 8) !== 0)) throw new Malformed('reserved flags');
  const topic = body.text();
  // 3.3.2.1, 4.7.3
  if (topic === '' || /[+#]/.test(topic)) throw new Malformed('no topic to publish to');
  if (qos > 0) packetId(body);
}

/** 2.3.1: never 0. */
function packetId(body: Reading): void {
  if (body.uint16() === 0) throw new Malformed('packet id 0');
}

function filters(type: number, body: Reading): void {
  packetId(body);
  // 3.8.3, 3.10.3: at least one.
  do {
    if (!isFilter(body.text())) throw new Malformed('no topic filter');
    // 3.8.3: only the QoS.
    if (type === SUBSCRIBE && body.uint8() > 2) throw new Malformed('no QoS');
  } while (body.left > 0);
}

function connect(body: Reading): void {
  const name = body.text();
  const level = body.uint8();
  // 3.1.2.1. An unknown protocol level gets a refusal of its own.
  if (name !== 'MQTT' && name !== 'MQIsdp') throw new Malformed('no MQTT');
  const flags = body.uint8();
  const [will, willQos, willRetain, password, username] = [4, 0x18, 0x20, 0x40, 0x80].map((bit) => flags & bit);
  body.uint16();
  if (level !== 3 && level !== 4) {
    body.rest();
    return;
  }
  // 3.1.2.3 to 3.1.2.9
  if (flags & 1 || willQos === 0x18 || (!will && (willQos || willRetain)) || (password && !username))
    throw new Malformed('connect flags');
  body.text();
  if (will) {
    const topic = body.text();
    if (topic === '' || /[+#]/.test(topic)) throw new Malformed('no topic for a will');
    body.bytes();
  }
  if (username) body.text();
  if (password) body.bytes();
}

/** Reads a body. A body that is too short is malformed. */
class Reading {
  readonly #body: Uint8Array;
  #at = 0;

  constructor(body: Uint8Array) {
    this.#body = body;
  }

  get left(): number {
    return this.#body.length - this.#at;
  }

  uint8(): number {
    return this.#take(1)[0]!;
  }

  uint16(): number {
    const [high, low] = this.#take(2);
    return high! * 256 + low!;
  }

  bytes(): Uint8Array {
    return this.#take(this.uint16());
  }

  /** 1.5.3: well-formed UTF-8 without NUL. */
  text(): string {
    const bytes = this.bytes();
    let text: string;
    try {
      text = UTF8.decode(bytes);
    } catch {
      throw new Malformed('ill-formed UTF-8');
    }
    if (bytes.includes(0)) throw new Malformed('NUL in a text');
    return text;
  }

  rest(): void {
    this.#at = this.#body.length;
  }

  end(): void {
    if (this.left > 0) throw new Malformed('bytes too many');
  }

  #take(count: number): Uint8Array {
    if (this.left < count) throw new Malformed('bytes missing');
    this.#at += count;
    return this.#body.subarray(this.#at - count, this.#at);
  }
}

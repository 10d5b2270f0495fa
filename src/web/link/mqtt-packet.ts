/**
 * The few packets of MQTT 3.1.1 that the page speaks (OASIS mqtt-v3.1.1, chapter 3). Pure.
 *
 * - Out: CONNECT, SUBSCRIBE, UNSUBSCRIBE, PUBLISH at QoS 0 and 1, PINGREQ, DISCONNECT
 * - In: CONNACK, SUBACK, UNSUBACK, PUBLISH, PUBACK, PINGRESP
 */

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export type Incoming =
  | { type: 'connack'; code: number }
  | { type: 'publish'; topic: string; payload: string; qos: number; id: number }
  | { type: 'puback'; id: number }
  | { type: 'suback'; id: number; codes: readonly number[] }
  | { type: 'unsuback'; id: number }
  | { type: 'pingresp' };

function text(value: string): Uint8Array {
  const bytes = encoder.encode(value);
  if (bytes.length > 0xffff) throw new RangeError(`MQTT string of ${bytes.length} bytes; 65535 are allowed`);
  const out = new Uint8Array(bytes.length + 2);
  out[0] = bytes.length >> 8;
  out[1] = bytes.length & 0xff;
  out.set(bytes, 2);
  return out;
}

function packet(first: number, ...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const head = [first];
  let rest = length;
  do {
    head.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  const out = new Uint8Array(head.length + length);
  out.set(head);
  let at = head.length;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const id16 = (id: number) => Uint8Array.of(id >> 8, id & 0xff);

/** Clean session, with user name and password. `keepAlive` in seconds. */
export function connect(clientId: string, username: string, password: string, keepAlive: number): Uint8Array {
  return packet(
    0x10,
    text('MQTT'),
    Uint8Array.of(4, 0xc2, keepAlive >> 8, keepAlive & 0xff),
    text(clientId),
    text(username),
    text(password),
  );
}

export function subscribe(id: number, filters: readonly string[]): Uint8Array {
  return packet(0x82, id16(id), ...filters.flatMap((filter) => [text(filter), Uint8Array.of(0)]));
}

export function unsubscribe(id: number, filters: readonly string[]): Uint8Array {
  return packet(0xa2, id16(id), ...filters.map(text));
}

/** QoS 1; `again` marks a retry of the same packet. */
export function publish(id: number, topic: string, payload: string, again: boolean): Uint8Array {
  return packet(again ? 0x3a : 0x32, text(topic), id16(id), encoder.encode(payload));
}

export const puback = (id: number): Uint8Array => packet(0x40, id16(id));
export const PINGREQ: Uint8Array = Uint8Array.of(0xc0, 0);
export const DISCONNECT: Uint8Array = Uint8Array.of(0xe0, 0);

/** The remote end sent something that is not MQTT 3.1.1. */
class MalformedPacket extends Error {
  readonly code = 'malformed_packet';
}

/** Cuts a byte stream into packets. A packet may span WebSocket messages; a message may hold several packets. */
export class PacketReader {
  #rest = new Uint8Array(0);

  /** Throws `MalformedPacket`. */
  read(bytes: Uint8Array): Incoming[] {
    const all = new Uint8Array(this.#rest.length + bytes.length);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    const found: Incoming[] = [];
    let at = 0;
    for (;;) {
      const head = header(all, at);
      if (head === undefined || head.body + head.length > all.length) break;
      found.push(decode(all[at], all.subarray(head.body, head.body + head.length)));
      at = head.body + head.length;
    }
    this.#rest = all.slice(at);
    return found;
  }
}

function header(bytes: Uint8Array, at: number): { body: number; length: number } | undefined {
  let length = 0;
  for (let i = 0; i < 4; i++) {
    const byte = bytes[at + 1 + i];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** i;
    if (byte < 0x80) return { body: at + 2 + i, length };
  }
  throw new MalformedPacket('length of more than four bytes');
}

function decode(first: number, body: Uint8Array): Incoming {
  const word = (at: number) => {
    if (at + 2 > body.length) throw new MalformedPacket('packet too short');
    return (body[at] << 8) | body[at + 1];
  };
  switch (first >> 4) {
    case 2:
      return { type: 'connack', code: word(0) & 0xff };
    case 3: {
      const end = 2 + word(0);
      const qos = (first >> 1) & 3;
      const start = qos > 0 ? end + 2 : end;
      if (start > body.length || qos === 3) throw new MalformedPacket('publish cut short');
      return {
        type: 'publish',
        topic: decoder.decode(body.subarray(2, end)),
        payload: decoder.decode(body.subarray(start)),
        qos,
        id: qos > 0 ? word(end) : 0,
      };
    }
    case 4:
      return { type: 'puback', id: word(0) };
    case 9:
      return { type: 'suback', id: word(0), codes: [...body.subarray(2)] };
    case 11:
      return { type: 'unsuback', id: word(0) };
    case 13:
      return { type: 'pingresp' };
    default:
      throw new MalformedPacket(`packet type ${first >> 4}`);
  }
}

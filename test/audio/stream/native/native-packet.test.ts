import t from 'tap';
import {
  CLIENT_LIMITS,
  CLIENT_PAYLOAD_BYTES,
  encodeControl,
  encodePacket,
  NativeParser,
  parseControl,
} from '../../../../src/audio/stream/native/native-packet.js';
import { noise } from './native-noise.js';

t.test('a packet is 16 bytes of header, big-endian, then its payload', (t) => {
  const packet = encodePacket(2, 1, 0x82, 0x1_0203_0405, new Uint8Array([9, 8]));
  t.same(
    [...packet],
    [0xa1, 0xd1, 0x0a, 0x7c, 0, 2, 1, 0x82, 0x02, 0x03, 0x04, 0x05, 0, 0, 0, 2, 9, 8],
    'the timestamp keeps its low 32 bits',
  );
  t.end();
});

t.test('a stream of packets is read whole wherever it is cut', (t) => {
  const random = noise(1);
  const messages = Array.from({ length: 50 }, (_, i) => ({ type: 'heartbeat', i, pad: 'x'.repeat(random() % 300) }));
  const stream = Buffer.concat(messages.map((message) => encodeControl(2 + (message.i % 2), message.i, message)));
  for (let run = 0; run < 50; run++) {
    const parser = new NativeParser(CLIENT_LIMITS);
    const read: unknown[] = [];
    for (let at = 0; at < stream.length; ) {
      const end = at + 1 + (random() % (run < 5 ? 7 : 700));
      parser.push(stream.subarray(at, end));
      at = end;
      for (let packet = parser.next(); packet !== undefined; packet = parser.next()) {
        if ('fault' in packet) throw new Error(packet.message);
        const control = parseControl(packet.payload);
        if (control.ok) read.push({ ...control.json, version: packet.version, timestamp: packet.timestamp });
      }
    }
    t.same(
      read,
      messages.map((message) => ({ ...message, version: 2 + (message.i % 2), timestamp: message.i })),
    );
  }
  t.end();
});

t.test('a packet out of step is named, and nothing after it is read', (t) => {
  const good = encodeControl(2, 0, { type: 'heartbeat' });
  const change = (at: number, value: number) => {
    const bad = good.slice();
    bad[at] = value;
    return bad;
  };
  const long = good.slice();
  new DataView(long.buffer).setUint32(12, CLIENT_PAYLOAD_BYTES + 1);
  for (const [fault, bytes] of [
    ['bad_magic', change(0, 0)],
    ['bad_version', change(5, 4)],
    ['bad_version', change(4, 1)],
    ['bad_type', change(6, 1)],
    ['bad_type', change(6, 0)],
    ['payload_too_large', long],
  ] as const) {
    const parser = new NativeParser(CLIENT_LIMITS);
    parser.push(bytes);
    parser.push(good);
    t.match(parser.next(), { fault }, fault);
    t.match(parser.next(), { fault }, 'for good');
  }
  t.end();
});

t.test('a control payload is a JSON object with a type', (t) => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  t.match(parseControl(bytes('{"type":"x","a":1}')), { ok: true, type: 'x', json: { a: 1 } });
  for (const text of ['', '[]', 'null', '1', '{}', '{"type":1}', '{"type":"x"', '\u0000']) {
    t.match(parseControl(bytes(text)), { ok: false }, JSON.stringify(text));
  }
  t.match(parseControl(new Uint8Array([0x22, 0xff, 0x22])), { ok: false }, 'not UTF-8');
  t.end();
});

t.test('two million garbled packets: a fault or a packet each, never a throw, never more memory', (t) => {
  const random = noise(42);
  const good = encodeControl(2, 0, { type: 'heartbeat', pad: 'xxxxxxxxxxxxxxxx' });
  const seen = new Set<string>();
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 2_000_000; i++) {
    const parser = new NativeParser(CLIENT_LIMITS);
    const bytes = good.slice();
    const kind = i % 4;
    if (kind === 0) bytes[random() % 16] = random();
    else if (kind === 1) bytes[16 + (random() % (bytes.length - 16))] = random();
    else if (kind === 2) for (let n = 0; n < bytes.length; n++) bytes[n] = random();
    parser.push(kind === 3 ? bytes.subarray(0, random() % (bytes.length + 1)) : bytes);
    const packet = parser.next();
    if (packet === undefined) seen.add('more');
    else if ('fault' in packet) seen.add(packet.fault);
    else seen.add(parseControl(packet.payload).ok ? 'ok' : 'bad_json');
  }
  t.same([...seen].sort(), ['bad_json', 'bad_magic', 'bad_type', 'bad_version', 'more', 'ok', 'payload_too_large']);
  t.ok(process.memoryUsage().heapUsed - before < 64e6, 'no growth');
  t.end();
});

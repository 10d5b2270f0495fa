import { readFileSync } from 'node:fs';
import t from 'tap';
import { BOX_LIMITS, decodeMixAudio } from '../../../../src/audio/stream/native/mix-packet.js';
import {
  type NativePacket,
  NativeParser,
  NativeType,
  parseControl,
} from '../../../../src/audio/stream/native/native-packet.js';
import { ParityMender } from '../../../../src/audio/stream/native/parity.js';
import { seededBelow } from '../../../harness/seeded.js';

const read = (name: string) => readFileSync(new URL(`../../../../../docs/native-vectors/${name}`, import.meta.url));
const json = <T>(name: string) => JSON.parse(read(name).toString()) as T[];
const LIMITS = { ...BOX_LIMITS, types: [1, 2, 3, 4], payloadBytes: 2_000_000 };

/** What a client makes of a packet, in the vectors' words. */
function describe(packet: NativePacket): Record<string, unknown> {
  const { version, type, flags, timestamp, payload } = packet;
  const header = { version, type, flags, timestamp };
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  if (type === NativeType.hello) return { ...header, key: Buffer.from(payload).toString('hex') };
  if (type === NativeType.control) {
    const control = parseControl(payload);
    return control.ok ? { ...header, json: control.json } : { error: 'bad_payload' };
  }
  if (version === 3) {
    const audio = decodeMixAudio(flags, payload);
    if ('fault' in audio) return { error: audio.fault };
    const { captureMs, samples, codec, packet, ...facts } = audio;
    const sound = codec === 'opus' ? { packet: Buffer.from(packet).toString('hex') } : { samples: [...samples] };
    return { ...header, ...facts, captureUs: captureMs * 1000, ...sound };
  }
  const mask = view.getUint32(8);
  const channels = Array.from({ length: 32 }, (_, n) => n).filter((n) => (mask >>> n) & 1);
  const size = flags & 2 ? 2 : 4;
  const samples = Array.from({ length: (payload.length - 12) / size }, (_, i) =>
    size === 2 ? view.getInt16(12 + i * 2) : view.getFloat32(12 + i * 4) * 32_768,
  );
  return { ...header, position: Number(view.getBigInt64(0)), channels, samples };
}

t.test('every packet vector reads as the document says', (t) => {
  const vectors = json<{ name: string; hex: string; expect: Record<string, unknown> }>('packets.json');
  for (const { name, hex, expect } of vectors) {
    const parser = new NativeParser(LIMITS);
    parser.push(Buffer.from(hex, 'hex'));
    const packet = parser.next();
    if (packet === undefined) t.same({ error: 'too_short' }, expect, name);
    else t.same('fault' in packet ? { error: packet.fault } : describe(packet), expect, name);
  }
  t.ok(vectors.length >= 18);
  t.end();
});

t.test('every parity vector gives back the packet that is missing', (t) => {
  for (const { name, packets, parity, expect } of json<{
    name: string;
    packets: string[];
    parity: string;
    expect: { sequence: number; flags: number; payload: string };
  }>('parity.json')) {
    const mender = new ParityMender();
    for (const packet of packets) {
      const bytes = Buffer.from(packet, 'hex');
      mender.came(bytes.readUInt32BE(20), bytes[7]!, bytes.subarray(16));
    }
    const mended = mender.mend(Buffer.from(parity, 'hex').subarray(16));
    t.same(mended && { ...mended, payload: Buffer.from(mended.payload).toString('hex') }, expect, name);
  }
  t.end();
});

t.test('the recorded session reads as its description says', (t) => {
  const expected = json<Record<string, unknown>>('session.json');
  const parser = new NativeParser(BOX_LIMITS);
  parser.push(read('session.bin'));
  const seen: unknown[] = [];
  for (let packet = parser.next(); packet !== undefined; packet = parser.next()) {
    if ('fault' in packet) throw new Error(packet.message);
    const { version, type, flags, payload } = packet;
    if (type === NativeType.control) {
      const control = parseControl(payload);
      seen.push({ version, type, json: control.ok ? control.json : undefined });
      continue;
    }
    const audio = decodeMixAudio(flags, payload);
    if ('fault' in audio) throw new Error(audio.message);
    const sum = (side: number) => audio.samples.reduce((all, value, i) => (i % 2 === side ? all + value : all), 0);
    const { sequence, frames, first } = audio;
    seen.push({ version, type, flags, sequence, frames, first, sumLeft: sum(0), sumRight: sum(1) });
  }
  t.same(seen, expected);
  t.ok(expected.some(({ json: one }) => (one as { type?: string } | undefined)?.type === 'bye'));
  t.end();
});

t.test('a million garbled audio and parity payloads: a result each, never a throw', (t) => {
  const seed = 99;
  t.comment(`seed ${seed}`);
  const random = seededBelow(seed);
  const good = Buffer.from(json<{ hex: string; name: string }>('packets.json')[3]!.hex, 'hex').subarray(16);
  const parity = Buffer.from(json<{ parity: string }>('parity.json')[0]!.parity, 'hex').subarray(16);
  const mender = new ParityMender();
  mender.came(10, 2, good);
  let decoded = 0;
  let mended = 0;
  for (let i = 0; i < 1_000_000; i++) {
    const source = i % 2 === 0 ? good : parity;
    const length = i % 5 === 0 ? random(source.length + 1) : source.length;
    const bytes = new Uint8Array(Math.min(length, i % 10 < 8 ? 64 : length));
    bytes.set(source.subarray(0, bytes.length));
    for (let n = random(3); n >= 0 && bytes.length > 0; n--) bytes[random(Math.min(bytes.length, 30))] = random(256);
    if (i % 2 === 0) decoded += 'fault' in decodeMixAudio(random(256), bytes) ? 0 : 1;
    else mended += mender.mend(bytes) === undefined ? 0 : 1;
  }
  t.ok(decoded > 0 && mended > 0, `${decoded} decoded, ${mended} mended`);
  t.end();
});

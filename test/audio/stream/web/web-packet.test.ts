import { readFileSync } from 'node:fs';
import t from 'tap';
import {
  type DecodedWebPacket,
  decodeWebPacket,
  encodeWebJson,
  WEB_HEADER_BYTES,
  WebFlag,
  WebPacketType,
  writeWebHeader,
} from '../../../../src/audio/stream/web/web-packet.js';
import { seededBelow } from '../../../harness/seeded.js';

interface Vector {
  name: string;
  hex: string;
  expect: Record<string, unknown>;
}
const vectors = JSON.parse(
  readFileSync(new URL('../../../../../docs/web-vectors.json', import.meta.url), 'utf8'),
) as Vector[];

const json = encodeWebJson(4, { epoch: 1, sequence: 2, sampleRate: 48_000, first: 0, captureMs: 0 }, { type: 'offer' });

/** An Opus message of 240 frames. */
function opus(bytes: number): Uint8Array {
  const message = new Uint8Array(WEB_HEADER_BYTES + bytes).fill(7, WEB_HEADER_BYTES);
  writeWebHeader(new DataView(message.buffer), WebPacketType.audio, 1, 0, 1, 240, 2, 48_000, 480, 12.5);
  return message;
}

function audio(frames: number): Uint8Array {
  const message = new Uint8Array(WEB_HEADER_BYTES + frames * 4);
  writeWebHeader(new DataView(message.buffer), WebPacketType.audio, 0, 0, 1, frames, 2, 48_000, 480, 12.5);
  return message;
}

/** As the document writes it: samples as numbers, an Opus packet as hex. */
function plain({ samples, payload, ...rest }: Extract<DecodedWebPacket, { ok: true }>['packet']) {
  const opus = rest.codec === 'opus' ? Buffer.from(payload).toString('hex') : undefined;
  return { ...rest, samples: [...samples], payload: opus };
}

t.test('every documented vector decodes to what the document says', (t) => {
  for (const { name, hex, expect } of vectors) {
    const decoded = decodeWebPacket(Buffer.from(hex, 'hex'));
    if (!decoded.ok) t.same({ error: decoded.code }, expect, name);
    else t.same(plain(decoded.packet), { json: undefined, payload: undefined, ...expect }, name);
  }
  t.ok(vectors.length >= 16);
  t.end();
});

t.test('an audio message round-trips, at any alignment', (t) => {
  const message = audio(480);
  const samples = new Int16Array(message.buffer, WEB_HEADER_BYTES);
  for (let i = 0; i < samples.length; i++) samples[i] = i * 31 - 15_000;
  new DataView(message.buffer).setUint8(3, WebFlag.dropped | WebFlag.muted);
  for (const shift of [0, 1, 2, 3]) {
    const moved = new Uint8Array(message.length + shift).subarray(shift);
    moved.set(message);
    t.same(decodeWebPacket(Buffer.from(moved.buffer, shift)), decodeWebPacket(moved), 'a Buffer too');
    const decoded = decodeWebPacket(moved);
    t.ok(decoded.ok);
    if (!decoded.ok) continue;
    t.same([decoded.packet.flags, decoded.packet.sequence, decoded.packet.first], [6, 2, 480]);
    t.same(decoded.packet.samples, samples);
  }
  t.end();
});

t.test('an Opus message gives its packet as a view, and no samples', (t) => {
  const message = opus(100);
  const decoded = decodeWebPacket(message);
  t.match(decoded, { ok: true, packet: { type: 'audio', codec: 'opus', frames: 240, first: 480 } });
  if (decoded.ok) {
    t.equal(decoded.packet.payload.buffer, message.buffer);
    t.same([decoded.packet.payload.length, decoded.packet.samples.length], [100, 0]);
  }
  t.match(decodeWebPacket(json), { ok: true, packet: { type: 'signalling', codec: 'pcm', json: { type: 'offer' } } });
  t.end();
});

t.test('a JSON message round-trips', (t) => {
  const header = { epoch: 65_535, sequence: 0xffff_ffff, sampleRate: 44_100, first: 2 ** 40, captureMs: 0.25 };
  const decoded = decodeWebPacket(encodeWebJson(2, header, { t0: 1, name: 'ñ' }));
  t.match(decoded, { ok: true, packet: { ...header, type: 'time-reply', frames: 0, json: { t0: 1, name: 'ñ' } } });
  t.end();
});

t.test('each fault has a code', (t) => {
  const change = (edit: (view: DataView) => void, frames = 128) => {
    const message = audio(frames);
    edit(new DataView(message.buffer));
    return message;
  };
  for (const [code, message] of [
    ['too_short', new Uint8Array(0)],
    ['too_short', audio(128).subarray(0, 31)],
    ['bad_version', change((view) => view.setUint8(0, 2))],
    ['bad_type', change((view) => view.setUint8(1, 5))],
    ['bad_codec', change((view) => view.setUint8(2, 2))],
    ['bad_codec', new Uint8Array([...json.with(2, 1)])],
    ['bad_frames', change((view) => view.setUint8(2, 1))],
    ['bad_length', opus(1276)],
    ['bad_length', opus(0)],
    ['bad_frames', audio(127)],
    ['bad_frames', audio(1921)],
    ['bad_length', change((view) => view.setUint16(6, 129, true))],
    ['bad_length', audio(128).subarray(0, 540)],
    ['bad_rate', change((view) => view.setUint32(12, 0, true))],
    ['bad_number', change((view) => view.setFloat64(16, 0.5, true))],
    ['bad_number', change((view) => view.setFloat64(16, Number.NaN, true))],
    ['bad_number', change((view) => view.setFloat64(24, Number.POSITIVE_INFINITY, true))],
    ['bad_frames', change((view) => view.setUint8(1, 1))],
    ['bad_json', new Uint8Array([...change((v) => v.setUint16(6, 0, true)).subarray(0, 32)].with(1, 3))],
  ] as const) {
    t.match(decodeWebPacket(message), { ok: false, code });
  }
  t.end();
});

t.test('two hundred thousand garbled messages: a result each, never a throw', (t) => {
  const seed = 7;
  t.comment(`seed ${seed}`);
  const random = seededBelow(seed);
  const base = audio(128);
  const codes = new Set<string>();
  for (let i = 0; i < 200_000; i++) {
    const message = base.slice(0, i % 5 === 0 ? random(base.length + 1) : base.length);
    for (let n = random(4); n >= 0 && message.length > 0; n--)
      message[random(Math.min(36, message.length))] = random(256);
    const decoded = decodeWebPacket(message);
    codes.add(decoded.ok ? 'ok' : decoded.code);
  }
  t.ok(codes.size >= 8, [...codes].join(' '));
  t.end();
});

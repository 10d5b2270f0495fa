/**
 * Makes docs/native-vectors: `node dist/test/audio/stream/native/make-native-vectors.js`. Only needed when the protocol
 * changes; the files are then read by clients in any language, and by native-vectors.test.ts.
 */

import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { mixPayloadBytes, writeMixPrefix } from '../../../../src/audio/stream/native/mix-packet.js';
import {
  encodeControl,
  encodePacket,
  NATIVE_HEADER_BYTES,
  NativeType,
  type SampleFormat,
  writeHeader,
} from '../../../../src/audio/stream/native/native-packet.js';
import { ParityMaker } from '../../../../src/audio/stream/native/parity.js';
import { FakeMixer } from '../fake-mixer.js';
import { controlPacket } from './native-client.js';
import { readSession } from './read-session.js';

const folder = fileURLToPath(new URL('../../../../../docs/native-vectors/', import.meta.url));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const lines = (list: unknown[]) => `[\n${list.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n]\n`;

/** Sample of frame `n`, side 0 or 1. */
const sample = (n: number, side: number) => ((n * 257 + side * 7919) % 65_536) - 32_768;

function mix(format: SampleFormat, frames: number, flags: number, sequence: number, first: number): Uint8Array {
  const packet = new Uint8Array(NATIVE_HEADER_BYTES + mixPayloadBytes(frames, format));
  const view = new DataView(packet.buffer);
  const bit = format === 'int16' ? 2 : 1;
  const length = packet.length - NATIVE_HEADER_BYTES;
  writeMixPrefix(view, flags | bit, 4_294_967_295, length, 7, frames, sequence, first, 86_400_000.125, 48_000);
  for (let i = 0; i < frames * 2; i++) {
    const value = sample(first + (i >> 1), i & 1);
    if (format === 'int16') view.setInt16(44 + i * 2, value);
    else view.setFloat32(44 + i * 4, value / 32_768);
  }
  return packet;
}

function raw(format: SampleFormat, position: number, channels: number[], frames: number): Uint8Array {
  const bytes = format === 'int16' ? 2 : 4;
  const packet = new Uint8Array(28 + channels.length * frames * bytes);
  const view = new DataView(packet.buffer);
  writeHeader(view, 2, NativeType.audio, format === 'int16' ? 2 : 1, 1000, packet.length - NATIVE_HEADER_BYTES);
  view.setBigInt64(16, BigInt(position));
  view.setUint32(24, channels.reduce((mask, channel) => mask | (1 << channel), 0) >>> 0);
  for (let frame = 0; frame < frames; frame++) {
    channels.forEach((channel, lane) => {
      const at = 28 + (frame * channels.length + lane) * bytes;
      const value = sample(position + frame, channel);
      if (format === 'int16') view.setInt16(at, value);
      else view.setFloat32(at, value / 32_768);
    });
  }
  return packet;
}

function samples(bytes: Uint8Array, from: number, format: SampleFormat): number[] {
  const view = new DataView(bytes.buffer);
  const size = format === 'int16' ? 2 : 4;
  return Array.from({ length: (bytes.length - from) / size }, (_, i) =>
    format === 'int16' ? view.getInt16(from + i * 2) : view.getFloat32(from + i * 4) * 32_768,
  );
}

function packets(): unknown[] {
  const list: unknown[] = [];
  const add = (name: string, bytes: Uint8Array, expect: unknown) => list.push({ name, hex: hex(bytes), expect });
  for (const [format, position, channels, frames] of [
    ['int16', 0, [0], 4],
    ['int16', 2 ** 40 + 1, [0, 3, 31], 3],
    ['float32', 480, [1, 2], 4],
  ] as const) {
    const packet = raw(format, position, [...channels], frames);
    const expect = { version: 2, type: 1, flags: format === 'int16' ? 2 : 1, timestamp: 1000, position };
    add(`version 2, ${format}, channels ${channels}`, packet, {
      ...expect,
      channels,
      samples: samples(packet, 28, format),
    });
  }
  for (const [format, frames, flags, sequence, first] of [
    ['int16', 128, 0, 0, 0],
    ['int16', 129, 0x70, 4_294_967_295, 2 ** 41],
    ['float32', 128, 0x10, 12, 4800],
  ] as const) {
    const packet = mix(format, frames, flags, sequence, first);
    const header = { version: 3, type: 1, flags: flags | (format === 'int16' ? 2 : 1), timestamp: 4_294_967_295 };
    const facts = { epoch: 7, frames, sequence, first, captureUs: 86_400_000_125, sampleRate: 48_000, format };
    add(`version 3, ${frames} frames of ${format}`, packet, {
      ...header,
      ...facts,
      samples: samples(packet, 44, format),
    });
  }
  for (const [bytes, frames, flags] of [
    [50, 120, 0],
    [100, 240, 0x20],
  ] as const) {
    const packet = new Uint8Array(44 + bytes);
    packet.fill(0xa5, 44).set([0xfc], 44);
    writeMixPrefix(new DataView(packet.buffer), flags | 4, 9, 28 + bytes, 7, frames, 3, 4800, 100.5, 48_000);
    const facts = { epoch: 7, frames, sequence: 3, first: 4800, captureUs: 100_500, sampleRate: 48_000 };
    const expect = { version: 3, type: 1, flags: flags | 4, timestamp: 9, ...facts, packet: hex(packet.subarray(44)) };
    add(`version 3, ${frames} frames of Opus`, packet, expect);
  }
  const json = { type: 'heartbeat_response', clients_connected: 3, name: 'ñ', timestamp: 1_700_000_000_000 };
  const control = encodeControl(2, 1_700_000_000_000, json);
  add('control', control, { version: 2, type: 2, flags: 0, timestamp: 1_700_000_000_000 % 2 ** 32, json });
  const key = Uint8Array.from({ length: 16 }, (_, i) => i * 17);
  const hello = { version: 3, type: 4, flags: 0, timestamp: 0, key: hex(key) };
  add('hello', encodePacket(3, NativeType.hello, 0, 0, key), hello);

  const bad = (name: string, error: string, packet: Uint8Array, edit: (view: DataView) => Uint8Array | undefined) => {
    const copy = packet.slice();
    add(name, edit(new DataView(copy.buffer)) ?? copy, { error });
  };
  const good = mix('int16', 128, 0, 1, 128);
  bad('another magic', 'bad_magic', good, (view) => void view.setUint8(3, 0x7d));
  bad('version 4', 'bad_version', good, (view) => void view.setUint16(4, 4));
  bad('type 9', 'bad_type', good, (view) => void view.setUint8(6, 9));
  bad('a length beyond any packet', 'payload_too_large', good, (view) => void view.setUint32(12, 2_000_001));
  bad('15 bytes', 'too_short', good, (view) => new Uint8Array(view.buffer, 0, 15));
  bad('a payload that breaks off', 'too_short', good, (view) => new Uint8Array(view.buffer, 0, good.length - 1));
  bad('both formats at once', 'bad_payload', good, (view) => void view.setUint8(7, 3));
  bad('no format', 'bad_payload', good, (view) => void view.setUint8(7, 0));
  bad('PCM and Opus at once', 'bad_payload', good, (view) => void view.setUint8(7, 6));
  bad('128 frames of Opus', 'bad_payload', good, (view) => void view.setUint8(7, 4));
  bad('127 frames', 'bad_payload', good, (view) => void view.setUint16(18, 127));
  bad('more frames than bytes', 'bad_payload', good, (view) => void view.setUint16(18, 129));
  bad('sample rate 0', 'bad_payload', good, (view) => void view.setUint32(40, 0));
  return list;
}

function parity(): unknown[] {
  return [2, 3, 8].map((group) => {
    const maker = new ParityMaker(group, mixPayloadBytes(128, 'int16'));
    const all: Uint8Array[] = [];
    let made: Uint8Array | undefined;
    for (let n = 0; n < group; n++) {
      const sequence = group * 5 + n;
      const packet = mix('int16', 128, n === 1 ? 0x10 : 0, sequence, sequence * 128);
      all.push(packet);
      made = maker.add(sequence, packet[7]!, packet.subarray(16), 0) ?? made;
    }
    const missing = group - 1;
    return {
      name: `a group of ${group}, its last packet missing`,
      packets: all.filter((_, n) => n !== missing).map(hex),
      parity: hex(made!),
      expect: { sequence: group * 5 + missing, flags: all[missing]![7], payload: hex(all[missing]!.subarray(16)) },
    };
  });
}

/** Six packets of sound, a command and its reply, as the box sent them. */
async function session(): Promise<Buffer> {
  const mixer = await FakeMixer.start(2);
  const socket = connect(mixer.nativePort, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'connect');
  const audio = { frames: 128 };
  socket.write(
    controlPacket({ type: 'handshake', client_id: 'app', token: 't', client_type: 'test', protocol_version: 3, audio }),
  );
  await sleep(100);
  for (let i = 0; i < 6; i++) {
    mixer.advance();
    await sleep(10);
  }
  socket.write(controlPacket({ type: 'time', t0: 1.5 }, 3));
  socket.write(controlPacket({ type: 'publish', topic: 'sb/1/cmd/mix/app', payload: { op: 'a', set: [] } }, 3));
  socket.write(controlPacket({ type: 'audio', frames: 100, id: 'a1' }, 3));
  socket.write(controlPacket({ type: 'audio', enabled: false, id: 'a2' }, 3));
  await sleep(50);
  mixer.service.receive({ type: 'disconnect', device: 'app' });
  await sleep(50);
  socket.destroy();
  await mixer.stop();
  return Buffer.concat(chunks);
}

mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}packets.json`, lines(packets()));
writeFileSync(`${folder}parity.json`, lines(parity()));
const bytes = await session();
writeFileSync(`${folder}session.bin`, bytes);
writeFileSync(`${folder}session.json`, lines(readSession(bytes)));

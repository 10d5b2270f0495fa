import t from 'tap';
import {
  encodeWebJson,
  WEB_HEADER_BYTES,
  WebPacketType,
  writeWebHeader,
} from '../../../../src/audio/stream/web/web-packet.js';
import type { FedPacket } from '../../../../src/web/listen/worker/messages.js';
import { SoundReader } from '../../../../src/web/listen/worker/sound-reader.js';
import { encoded, errorOf, newDecoder, tone } from './opus-sounds.js';

const FRAMES = 240;
/** Capture time of the last frame of a packet that ends at `end`. */
const captured = (end: number): number => 1000 + (end - 1) / 48;

function message(codec: number, number: number, payload: Uint8Array, epoch = 1): ArrayBuffer {
  const bytes = new Uint8Array(WEB_HEADER_BYTES + payload.length);
  const first = number * FRAMES;
  const view = new DataView(bytes.buffer);
  writeWebHeader(view, WebPacketType.audio, codec, 0, epoch, FRAMES, number, 48_000, first, captured(first + FRAMES));
  bytes.set(payload, WEB_HEADER_BYTES);
  return bytes.buffer;
}

function pcm(number: number): ArrayBuffer {
  const samples = new Int16Array(2 * FRAMES);
  for (let i = 0; i < FRAMES; i++) {
    samples[2 * i] = Math.round(tone(number * FRAMES + i) * 32_768);
    samples[2 * i + 1] = -samples[2 * i]!;
  }
  return message(0, number, new Uint8Array(samples.buffer));
}

/** As floats. */
const asFloats = ({ first, samples }: FedPacket) => ({
  first,
  samples: samples instanceof Int16Array ? Float32Array.from(samples, (value) => value / 32_768) : samples,
});
/** Frames of [from, to) that no packet has. */
function missing(packets: readonly FedPacket[], from: number, to: number): number {
  const there = new Set(packets.flatMap(({ first, samples }) => Array.from(samples, (_, i) => first + (i >> 1))));
  let count = 0;
  for (let frame = from; frame < to; frame++) if (!there.has(frame)) count++;
  return count;
}

t.test('each packet says when its last frame was captured, whatever the codec', async (t) => {
  const reader = new SoundReader(await newDecoder());
  const packets = await encoded(5);
  const fed = [
    ...packets.flatMap((packet, number) => reader.read(message(1, number, packet))),
    ...[5, 6, 7].flatMap((number) => reader.read(pcm(number))),
  ];
  t.equal(fed.length, 9, 'the end of Opus is made up');
  for (const { first, samples, captureMs } of fed) {
    t.ok(Math.abs(captureMs - captured(first + samples.length / 2)) < 1e-6, `${first}: ${captureMs}`);
  }
});

t.test('between PCM and Opus, to and fro, no frame is missing', async (t) => {
  const reader = new SoundReader(await newDecoder());
  const packets = await encoded(60);
  const fed = Array.from({ length: 60 }, (_, number) =>
    reader.read(Math.floor(number / 10) % 2 === 0 ? pcm(number) : message(1, number, packets[number]!)),
  ).flat();
  t.equal(missing(fed, 0, 59 * FRAMES), 0);
  const steady = fed.map(asFloats).filter(({ first }) => first % (10 * FRAMES) > 4 * FRAMES);
  // The decoder has missed what came as PCM, and this encoder predicts from it.
  t.ok(errorOf(steady, 0) < 0.06, `${errorOf(steady, 0)}`);
});

t.test('the same sound comes by RTP at the same place, and repairs are marked', async (t) => {
  const reader = new SoundReader(await newDecoder());
  const packets = await encoded(40);
  reader.restart(1);
  const map = { epoch: 1, rtp: 5000, first: 0, captureMs: captured(FRAMES), frames: FRAMES, flags: 0 };
  t.same(reader.setMap(map), []);
  const fed = packets.flatMap((packet, number) => {
    if (number === 20) return [];
    if (number !== 21) return reader.readRtp(111, 5000 + number * FRAMES, packet, 7000 + number);
    const old = packets[20]!;
    const word = (FRAMES << 10) | old.length;
    const head = [0x80 | 111, (word >> 16) & 255, (word >> 8) & 255, word & 255, 111];
    return reader.readRtp(63, 5000 + number * FRAMES, Uint8Array.from([...head, ...old, ...packet]), 7000 + number);
  });
  t.equal(fed.length, 40);
  t.same(
    fed.flatMap(({ repaired }, number) => (repaired ? [number] : [])),
    [20],
  );
  t.ok(fed.every(({ copies }) => copies === 1));
  t.same([fed[19]!.receivedMs, fed[20]!.receivedMs, fed[21]!.receivedMs], [7019, 7021, 7021]);
  t.ok(errorOf(fed.map(asFloats), 2000) < 0.01);
  for (const { first, samples, captureMs } of fed) {
    t.ok(Math.abs(captureMs - captured(first + samples.length / 2)) < 1e-6);
  }
});

t.test('another epoch begins with a stream of its own', async (t) => {
  const reader = new SoundReader(await newDecoder());
  const packets = await encoded(3);
  t.equal(reader.read(message(1, 10, packets[0]!)).length, 1);
  t.equal(reader.read(message(1, 2, packets[1]!, 2)).length, 1, 'its earlier frames are not late');
});

t.test('without a decoder PCM is read, and Opus gives nothing; nor do other messages', async (t) => {
  const reader = new SoundReader();
  const [packet] = await encoded(1);
  t.equal(reader.read(pcm(0)).length, 1);
  t.equal(reader.read(message(1, 1, packet!)).length, 0);
  const header = { epoch: 1, sequence: 0, sampleRate: 48_000, first: 0, captureMs: 0 };
  t.equal(reader.read(encodeWebJson(2, header, {}).slice().buffer).length, 0);
  t.equal(reader.read(new ArrayBuffer(3)).length, 0);
});

/**
 * Opus as the box encodes it: how clean each band is beside libopus itself at the same rate, and what it costs.
 *
 *   npm run bench:opus [-- --write]
 */
import { type Addon, loadAddon } from '../../src/addon/index.js';
import { OPUS_COMPLEXITY, OPUS_FRAMES, opusBitrate, opusBytes } from '../../src/audio/stream/sound-form.js';
import { EDGES, music, reference, shared, snrInBands } from '../audio/stream/opus/quality.js';
import { Timeline } from '../audio/stream/opus/timeline.js';
import { figures, type Print } from './figures.js';

const FRAMES = 57_600;
/** Encoded and decoded to measure the cost, seconds. */
const SECONDS = 20;

/** A second of the sound, interleaved; the right side is half as loud. */
function second(): Int16Array {
  return Int16Array.from({ length: 96_000 }, (_, i) => music(4_800 + (i >> 1)) / (1 + (i & 1)));
}

/** Milliseconds of processor for a second of sound: to encode, and to decode. */
function cost(addon: Addon, frames: number): [number, number] {
  const samples = second();
  const encoder = addon.createOpusEncoder(opusBitrate(frames), OPUS_COMPLEXITY);
  const packets = Array.from({ length: 48_000 / frames }, () => new Uint8Array(opusBytes(frames)));
  const cpu = () => process.cpuUsage().user / 1000;
  const before = cpu();
  for (let round = 0; round < SECONDS; round++) {
    for (const [k, packet] of packets.entries())
      addon.encodeOpus(encoder, samples.subarray(k * frames * 2), frames, false, packet, packet.length);
  }
  const encoded = cpu();
  const decoder = addon.createOpusDecoder();
  const out = new Int16Array(frames * 2);
  for (let round = 0; round < SECONDS; round++)
    for (const packet of packets) addon.decodeOpus(decoder, packet, out, frames);
  return [(encoded - before) / SECONDS, (cpu() - encoded) / SECONDS];
}

function quality(addon: Addon, print: Print): void {
  const bands = EDGES.slice(1).map((edge, i) => `${EDGES[i]}–${edge} Hz`);
  print(
    `${addon.opusVersion()}, low delay, complexity ${OPUS_COMPLEXITY}. In each band: the box, then libopus itself, dB.\n`,
  );
  print(`| frames, kbit/s | level, dB | late, frames | ${bands.join(' | ')} | encode, ms/s | decode |`);
  print(`|---|---:|---:|${bands.map(() => '---:').join('|')}|---:|---:|`);
  for (const frames of OPUS_FRAMES) {
    const count = Math.ceil(FRAMES / frames);
    const packets = shared(addon, frames, count);
    const timeline = new Timeline(addon);
    for (const [k, packet] of packets.entries()) timeline.opus(k * frames - 32, frames, packet);
    const { levelDb } = timeline.against(music, 4_800, 52_800);
    const lag = timeline.lag(music, 4_800, 14_400, 200);
    const [ours, theirs] = [packets, reference(addon, frames, count)].map((list) => snrInBands(addon, frames, list));
    const cells = ours!.map((db, band) => `${db.toFixed(1)} / ${theirs![band]!.toFixed(1)}`);
    const costs = cost(addon, frames).map((ms) => ms.toFixed(1));
    print(
      `| ${frames}, ${opusBitrate(frames) / 1000} | ${levelDb.toFixed(3)} | ${lag} | ${[...cells, ...costs].join(' | ')} |`,
    );
  }
}

const addon = loadAddon();
const missing = addon === undefined ? 'no addon' : addon.opusMissing();
if (addon === undefined || missing !== '') console.log(`left out: ${missing}`);
else await figures('opus', 'quality', (print) => quality(addon, print));

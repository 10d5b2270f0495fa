/** Sound like music, and how clean it is after Opus: from a shared encoder, and from libopus itself. */
import type { Addon } from '../../../../src/addon/index.js';
import { LOOK_AHEAD } from '../../../../src/audio/shared/engine-layout.js';
import { OPUS_COMPLEXITY, opusBitrate, opusBytes } from '../../../../src/audio/stream/sound-form.js';
import { seeded } from '../../../harness/seeded.js';
import { EncoderRig } from './encoder-rig.js';
import { bandEnergies } from './spectrum.js';
import { Timeline } from './timeline.js';

/** Two seconds of music-like sound: a chord with overtones, a beat of noise, all by seed. */
function twoSeconds(): Float64Array {
  const random = seeded(20_26);
  const out = new Float64Array(96_000);
  let low = 0;
  for (let n = 0; n < out.length; n++) {
    let x = 0;
    for (const [hertz, level] of [
      [110, 5000],
      [277.2, 3000],
      [659.3, 2500],
      [1318.5, 1500],
      [3520, 600],
      [7040, 300],
    ] as const)
      x += level * Math.sin((2 * Math.PI * hertz * n) / 48_000);
    const beat = Math.exp(-(n % 12_000) / 1_500);
    low += 0.3 * (random() - 0.5 - low);
    out[n] = Math.round(x + beat * (4_000 * low + 1_500 * (random() - 0.5)));
  }
  return out;
}

const sound = twoSeconds();
/** Left sample of a frame, s16. */
export const music = (n: number): number => sound[((n % sound.length) + sound.length) % sound.length]!;

/** Packets of the mix as libopus itself makes them, without sharing and without newcomers. */
export function reference(addon: Addon, frames: number, count: number): Uint8Array[] {
  const encoder = addon.createOpusEncoder(opusBitrate(frames), OPUS_COMPLEXITY);
  return Array.from({ length: count }, (_, k) => {
    const samples = new Int16Array(frames * 2);
    for (let i = 0; i < frames; i++) {
      const x = k * frames - LOOK_AHEAD + i < 0 ? 0 : music(k * frames - LOOK_AHEAD + i);
      samples[2 * i] = x;
      samples[2 * i + 1] = x / 2;
    }
    const packet = new Uint8Array(opusBytes(frames));
    addon.encodeOpus(encoder, samples, frames, false, packet, packet.length);
    return packet;
  });
}

/** Edges of the bands, hertz. */
export const EDGES = [50, 500, 2_000, 6_000, 12_000];

/** Signal to noise of the decoded packets in each band, dB. */
export function snrInBands(addon: Addon, frames: number, packets: readonly Uint8Array[]): number[] {
  const timeline = new Timeline(addon);
  for (const [k, packet] of packets.entries()) timeline.opus(k * frames - LOOK_AHEAD, frames, packet);
  const [from, length] = [4_800, 48_000];
  const wanted = Float64Array.from({ length }, (_, i) => music(from + i));
  const apart = wanted.map((x, i) => x - timeline.left.get(from + i)!);
  const [signal, noise] = [bandEnergies(wanted, EDGES), bandEnergies(apart, EDGES)];
  return signal.map((energy, band) => 10 * Math.log10(energy / noise[band]!));
}

/** Packets of a shared encoder, while newcomers join it four times a second. */
export function shared(addon: Addon, frames: number, count: number): Uint8Array[] {
  const rig = new EncoderRig(addon, music);
  const first = rig.join(frames);
  return Array.from({ length: count }, (_, k) => {
    if (k > 0 && k % Math.round(12_000 / frames) === 0) rig.take(rig.join(frames, rig.first(k, frames)), k);
    return rig.take(first, k)!;
  });
}

import t from 'tap';
import type { Addon } from '../../../../src/addon/index.js';
import { LOOK_AHEAD } from '../../../../src/audio/shared/engine-layout.js';
import { READABLE_FRAMES } from '../../../../src/audio/stream/bus-reader.js';
import { OPUS_FRAMES, opusBitrate, opusBytes } from '../../../../src/audio/stream/sound-form.js';
import { machineOpus } from '../../../addon/opus/machine-opus.js';
import { seeded } from '../../../harness/seeded.js';
import { EncoderRig } from './encoder-rig.js';
import { bandEnergies } from './spectrum.js';
import { Timeline } from './timeline.js';

/** Two seconds of music-like sound: a chord with overtones, a beat of noise, all by seed. */
function music(): Float64Array {
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

const sound = music();
const at = (n: number): number => sound[((n % sound.length) + sound.length) % sound.length]!;

/** Packets of the mix as libopus itself makes them, without sharing and without newcomers. */
function reference(addon: Addon, frames: number, count: number): Uint8Array[] {
  const encoder = addon.createOpusEncoder(opusBitrate(frames), 2);
  return Array.from({ length: count }, (_, k) => {
    const samples = new Int16Array(frames * 2);
    for (let i = 0; i < frames; i++) {
      const x = k * frames - LOOK_AHEAD + i < 0 ? 0 : at(k * frames - LOOK_AHEAD + i);
      samples[2 * i] = x;
      samples[2 * i + 1] = x / 2;
    }
    const packet = new Uint8Array(opusBytes(frames));
    addon.encodeOpus(encoder, samples, frames, false, packet, packet.length);
    return packet;
  });
}

const EDGES = [50, 500, 2_000, 6_000, 12_000];

/** Signal to noise of the decoded packets in each band, dB. */
function snrInBands(addon: Addon, frames: number, packets: readonly Uint8Array[]): number[] {
  const timeline = new Timeline(addon);
  for (const [k, packet] of packets.entries()) timeline.opus(k * frames - LOOK_AHEAD, frames, packet);
  const [from, length] = [4_800, 48_000];
  const wanted = Float64Array.from({ length }, (_, i) => at(from + i));
  const apart = wanted.map((x, i) => x - timeline.left.get(from + i)!);
  const [signal, noise] = [bandEnergies(wanted, EDGES), bandEnergies(apart, EDGES)];
  return signal.map((energy, band) => 10 * Math.log10(energy / noise[band]!));
}

const addon = machineOpus();
if (addon !== undefined) {
  t.test('beside newcomers, each band is as clean as from libopus itself at the same rate', async (t) => {
    for (const frames of OPUS_FRAMES) {
      const rig = new EncoderRig(addon, at);
      const count = Math.ceil(57_600 / frames);
      const first = rig.join(frames);
      const packets: Uint8Array[] = [];
      for (let k = 0; k < count; k++) {
        if (k > 0 && k % Math.round(12_000 / frames) === 0) rig.take(rig.join(frames, rig.first(k, frames)), k);
        packets.push(rig.take(first, k)!);
      }
      const [ours, theirs] = [packets, reference(addon, frames, count)].map((list) => snrInBands(addon, frames, list));
      for (const [band, db] of ours!.entries()) {
        const what = `${frames} frames, ${EDGES[band]} to ${EDGES[band + 1]} Hz: ${db.toFixed(1)} dB`;
        t.ok(db > theirs![band]! - 0.5, `${what}, libopus itself ${theirs![band]!.toFixed(1)} dB`);
      }
    }
  });

  t.test('a frame is encoded once; a late listener still gets it, and the frames of a small gap', async (t) => {
    const rig = new EncoderRig(addon, at);
    const [early, late] = [rig.join(240), rig.join(240)];
    const packets = Array.from({ length: 40 }, (_, k) => rig.take(early, k));
    t.same(
      Array.from({ length: 40 }, (_, k) => rig.take(late, k)),
      packets,
    );
    t.equal(rig.pool.figures().encoded, 40);
    rig.take(early, 45);
    t.ok(rig.take(late, 41) !== undefined, 'it was encoded on the way');
    t.equal(rig.pool.figures().encoded, 46);
  });

  t.test('the first frame of a newcomer is coded alone: a fresh decoder is right from the next one on', async (t) => {
    const rig = new EncoderRig(addon, at);
    const first = rig.join(240);
    for (let k = 0; k < 50; k++) rig.take(first, k);
    const newcomer = rig.join(240, rig.first(50, 240));
    const timeline = new Timeline(addon);
    for (let k = 50; k < 70; k++) {
      rig.take(first, k);
      timeline.opus(rig.first(k, 240), 240, rig.take(newcomer, k)!);
    }
    const { levelDb, snrDb } = timeline.against(at, rig.first(51, 240), rig.first(55, 240));
    t.ok(Math.abs(levelDb) < 0.2 && snrDb > 15, `${levelDb.toFixed(2)} dB, ${snrDb.toFixed(1)} dB of signal to noise`);
  });

  t.test('after a jump the encoder begins anew, with the sound before it as its past', async (t) => {
    const rig = new EncoderRig(addon, at);
    const use = rig.join(240);
    const timeline = new Timeline(addon);
    for (const k of [...Array(30).keys(), ...Array.from({ length: 10 }, (_, i) => 60 + i)])
      timeline.opus(rig.first(k, 240), 240, rig.take(use, k)!);
    const { levelDb, snrDb } = timeline.against(at, rig.first(60, 240), rig.first(68, 240));
    t.ok(Math.abs(levelDb) < 0.2 && snrDb > 15, `${levelDb.toFixed(2)} dB, ${snrDb.toFixed(1)} dB of signal to noise`);
    t.equal(rig.pool.figures().encoded, 40);
  });

  t.test('overwritten sound is never encoded, and what comes after it is', async (t) => {
    const rig = new EncoderRig(addon, at);
    const use = rig.join(480);
    rig.take(use, 0);
    rig.mix(READABLE_FRAMES + 960);
    t.equal(rig.take(use, 1), undefined);
    t.ok(rig.take(use, 40) !== undefined);
  });

  t.test('when the oldest listener leaves, the others go on without a seam; the last closes the encoder', async (t) => {
    const rig = new EncoderRig(addon, at);
    const [oldest, other] = [rig.join(240), rig.join(240)];
    const timeline = new Timeline(addon);
    for (let k = 0; k < 60; k++) {
      if (k < 30) rig.take(oldest, k);
      else if (k === 30) oldest.leave();
      timeline.opus(rig.first(k, 240), 240, rig.take(other, k)!);
    }
    const { snrDb } = timeline.against(at, rig.first(28, 240), rig.first(34, 240));
    t.ok(snrDb > 15, `${snrDb.toFixed(1)} dB of signal to noise around the change`);
    t.equal(rig.pool.figures().encoders, 1);
    other.leave();
    other.leave();
    t.match(rig.pool.figures(), { encoders: 0, encoded: 60 });
  });
}

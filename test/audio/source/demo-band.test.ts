import t from 'tap';
import { BAR, SAMPLE_RATE } from '../../../src/audio/source/demo/score.js';
import { demoLoops, describeDemo } from '../../../src/audio/source/demo-band.js';

const { channels } = describeDemo('demo');
const loops = demoLoops();
const db = (x: number): number => 20 * Math.log10(x);

t.test('sixteen channels with a name, a colour and an icon each', async (t) => {
  t.equal(channels.length, 16);
  t.equal(new Set(channels.map(({ name }) => name)).size, 16);
  for (const { color, icon } of channels) {
    t.match(color, /^#[0-9a-f]{6}$/);
    t.match(icon, /^[a-z]+$/);
  }
  for (const name of [
    'Kick',
    'Snare',
    'Hi-Hat',
    'Bass',
    'E-Guitar',
    'A-Guitar',
    'Keys L',
    'Keys R',
    'Lead Vox',
    'Click',
  ]) {
    t.ok(
      channels.some((channel) => channel.name === name),
      name,
    );
  }
});

t.test('every channel: peaks between −12 and −6 dBFS, no DC, no bad number, music and not silence', async (t) => {
  loops.forEach((loop, index) => {
    const { name } = channels[index]!;
    let peak = 0;
    let sum = 0;
    let power = 0;
    for (const x of loop) {
      peak = Math.max(peak, Math.abs(x));
      sum += x;
      power += x * x;
    }
    t.ok(db(peak) > -12.1 && db(peak) < -5.9, `${name} peaks at ${db(peak).toFixed(1)} dBFS`);
    t.ok(Math.abs(sum / loop.length) < 1e-6, `${name} has no DC`);
    t.ok(db(Math.sqrt(power / loop.length)) > -42, `${name} is there`);
  });
});

t.test('loops close on a bar, and the seam is no larger a step than those around it', async (t) => {
  loops.forEach((loop, index) => {
    const { name } = channels[index]!;
    t.equal(loop.length % BAR, 0, `${name} is ${loop.length / BAR} bars`);
    t.equal((8 * BAR) % loop.length, 0, 'and comes round with the others');
    let largest = 0;
    for (let i = 1; i < loop.length; i++) largest = Math.max(largest, Math.abs(loop[i]! - loop[i - 1]!));
    t.ok(Math.abs(loop[0]! - loop.at(-1)!) <= largest, `${name}'s seam`);
  });
});

t.test('the drums keep time: the kick is on the beat at 100 a minute', async (t) => {
  const kick = loops[0]!;
  const beat = BAR / 4;
  t.equal((60 * SAMPLE_RATE) / beat, 100);
  const energy = (from: number): number => kick.subarray(from, from + 2_400).reduce((sum, x) => sum + x * x, 0);
  t.ok(energy(0) > 20 * energy(beat - 4_800), 'on the first beat, not before it');
  t.ok(energy(BAR) > 20 * energy(BAR - 4_800), 'and of the next bar');
});

t.test('bass and voice are in tune: their strongest frequency is a note of the score', async (t) => {
  const strongest = (loop: Float32Array, from: number, length: number, candidates: readonly number[]): number => {
    const level = (hertz: number): number => {
      let re = 0;
      let im = 0;
      for (let i = 0; i < length; i++) {
        const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / length);
        re += loop[from + i]! * window * Math.cos((2 * Math.PI * hertz * i) / SAMPLE_RATE);
        im += loop[from + i]! * window * Math.sin((2 * Math.PI * hertz * i) / SAMPLE_RATE);
      }
      return Math.hypot(re, im);
    };
    return candidates.reduce((best, hertz) => (level(hertz) > level(best) ? hertz : best));
  };
  const semitones = (hertz: number): number[] => [-1, -0.5, 0, 0.5, 1].map((step) => hertz * 2 ** (step / 12));
  // Bass: A1 on the first beat; voice: C5, held on the second beat.
  t.equal(strongest(loops[7]!, 2_000, 16_000, semitones(55)), semitones(55)[2]);
  const c5 = 440 * 2 ** (3 / 12);
  t.equal(strongest(loops[13]!, BAR / 4 + 4_000, 20_000, semitones(c5)), semitones(c5)[2]);
});

t.test('the same band every time', async (t) => {
  const again = demoLoops();
  t.ok(loops.every((loop, i) => loop.every((x, frame) => x === again[i]![frame])));
});

t.test('in the mix of a new device the band does not touch the limiter', async (t) => {
  let peak = 0;
  for (let frame = 0; frame < 8 * BAR; frame++) {
    let sum = 0;
    for (const loop of loops) sum += loop[frame % loop.length]!;
    peak = Math.max(peak, Math.abs(sum) * 0.5 * Math.SQRT1_2);
  }
  t.ok(db(peak) < -1, `${db(peak).toFixed(1)} dBFS`);
});

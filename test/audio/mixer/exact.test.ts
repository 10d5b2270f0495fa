import t from 'tap';
import { LOOK_AHEAD } from '../../../src/audio/shared/engine-layout.js';
import { seeded } from '../../harness/seeded.js';
import { FADE_FRAMES, noiseLoop, plan, rig, side } from './rig.js';

/** A loop of 16-bit samples, `size` at most. */
function sixteenBit(frames: number, size: number, seed: number): Float32Array {
  const next = seeded(seed);
  return Float32Array.from({ length: frames }, () => Math.round((next() * 2 - 1) * size) / 32_768);
}

t.test('M1 16-bit input at gain 1, hard left, comes out with exactly the samples that went in', async (t) => {
  for (const period of [32, 48, 128, 480, 2048]) {
    const input = sixteenBit(7_919, 29_204, period);
    const mixer = rig([input, noiseLoop(997, 0.5, 2)], { periodFrames: period });
    mixer.join(0, plan([0, 1, 0]));
    const periods = Math.ceil(60_000 / period);
    const out = mixer.play(periods);
    const left = side(out, 0);
    const right = side(out, 1);
    let wrong = 0;
    for (let frame = FADE_FRAMES + 128; frame < left.length; frame++) {
      // The output begins before the stream's first frame.
      if (left[frame] !== Math.round(input[(frame - LOOK_AHEAD) % input.length]! * 32_768)) wrong++;
    }
    t.equal(wrong, 0, `period ${period}`);
    t.ok(
      right.every((x) => x === 0),
      'nothing on the right',
    );
  }
});

t.test('M2 the path stays exact through 2^31 and 2^32 frames', async (t) => {
  for (const start of [0x7fff_0000 | 0, -0x1_0000]) {
    const input = sixteenBit(4_096, 20_000, 5);
    const mixer = rig([input]);
    mixer.startAt(start);
    mixer.join(0, plan([0, 1, 1]));
    const left = side(mixer.play(1_100), 0);
    let wrong = 0;
    for (let frame = FADE_FRAMES + 128; frame < left.length; frame++) {
      if (left[frame] !== Math.round(input[(frame - LOOK_AHEAD) % input.length]! * 32_768)) wrong++;
    }
    t.equal(wrong, 0);
  }
});

t.test('M1 a bus is the sum of inputs times gains, within one s16 step, for random mixes', async (t) => {
  const next = seeded(77);
  for (let round = 0; round < 12; round++) {
    const channels = 1 + Math.floor(next() * 64);
    const loops = Array.from({ length: channels }, (_, i) => noiseLoop(512, 0.8 / channels, round * 100 + i));
    const sends = loops.map((_, i) => [i, next() < 0.3 ? 0 : next(), next() < 0.3 ? 0 : next()] as const);
    const mixer = rig(loops, { periodFrames: 16 * (2 + Math.floor(next() * 127)) });
    const bus = Math.floor(next() * 96);
    mixer.join(bus, plan(...sends));
    const out = mixer.play(Math.ceil(12_000 / mixer.periodFrames), bus);
    let worst = 0;
    for (let frame = 6_000; frame < 11_000; frame++) {
      for (const which of [0, 1] as const) {
        let sum = 0;
        for (const [i, left, right] of sends)
          sum += loops[i]![(frame - LOOK_AHEAD) % 512]! * Math.fround(which ? right : left);
        worst = Math.max(worst, Math.abs(out[frame * 2 + which]! - sum * 32_768));
      }
    }
    t.ok(worst <= 0.51, `${channels} channels: at most ${worst.toFixed(3)} of a step away`);
  }
});

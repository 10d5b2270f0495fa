import t from 'tap';
import { LOOK_AHEAD } from '../../../src/audio/shared/engine-layout.js';
import { seeded } from '../../harness/seeded.js';
import { noiseLoop, plan, rig, side } from './rig.js';

const ceilingOf = (db: number): number => Math.round(10 ** (db / 20) * 32_768);
const CEILING = ceilingOf(-1);

function loudest(out: Int16Array): number {
  let most = 0;
  for (const x of out) most = Math.max(most, Math.abs(x));
  return most;
}

/** Whether `out` equals `input` on both sides, from frame `from` on (delayed by the look-ahead). */
function isExact(out: Int16Array, input: Float32Array, from: number): boolean {
  for (let frame = from; frame < out.length / 2; frame++) {
    const wanted = Math.round(input[(frame - LOOK_AHEAD) % input.length]! * 32_768);
    if (out[frame * 2] !== wanted || out[frame * 2 + 1] !== wanted) return false;
  }
  return true;
}

t.test(
  'M8 nothing passes the ceiling: bursts, sums of 64 channels, +24 dB, any period, any ceiling (fuzz)',
  async (t) => {
    for (let seed = 1; seed <= 60; seed++) {
      const next = seeded(seed);
      const channels = next() < 0.3 ? 64 : 1 + Math.floor(next() * 8);
      const loops = Array.from({ length: channels }, (_, i) => {
        const loop = noiseLoop(64 + Math.floor(next() * 3_000), next() < 0.5 ? 1 : 0.1, seed * 1_000 + i);
        // Bursts at full scale and silence, of random length.
        for (let burst = 0; burst < 4; burst++) {
          const from = Math.floor(next() * loop.length);
          loop.fill(next() < 0.5 ? (next() < 0.5 ? 1 : -1) : 0, from, from + Math.floor(next() * 200));
        }
        return loop;
      });
      const ceilingDb = [-1, -1, -6, -0.1, 0][Math.floor(next() * 5)]!;
      const mixer = rig(loops, { periodFrames: 16 * (2 + Math.floor(next() * 40)), limiterCeilingDb: ceilingDb });
      const gains = (): Float32Array =>
        plan(...loops.map((_, i) => [i, next() < 0.5 ? 16 * next() : next(), 4 * next()] as const));
      mixer.join(0, gains());
      let most = 0;
      for (let change = 0; change < 8; change++) {
        most = Math.max(most, loudest(mixer.play(Math.ceil(3_000 / mixer.periodFrames))));
        mixer.plan(0, gains());
      }
      if (most > ceilingOf(ceilingDb))
        t.fail(`seed ${seed}: ${most} above ${ceilingOf(ceilingDb)} (${ceilingDb} dBFS)`);
    }
  },
);

t.test('M9 at the ceiling and below it the gain is exactly 1', async (t) => {
  const loop = Float32Array.from(
    { length: 4_000 },
    (_, i) => (i % 100 === 0 ? CEILING - 1 : (i * 37) % 20_000) / 32_768,
  );
  const mixer = rig([loop]);
  mixer.join(0, plan([0, 1, 1]));
  const out = mixer.play(200);
  t.ok(isExact(out, loop, 5_000));
  t.equal(mixer.levels(0).limiterGain, 1, 'never touched');
});

t.test('M9 after a burst the gain comes back to exactly 1', async (t) => {
  // A burst of 2 ms at +12 dB in two seconds of 16-bit sound.
  const loop = Float32Array.from({ length: 96_000 }, (_, i) => ((i * 71) % 9_000) / 32_768);
  loop.fill(1, 100, 200);
  const mixer = rig([loop]);
  mixer.join(0, plan([0, 1, 1]));
  mixer.play(40);
  const out = mixer.play(700);
  const late = out.subarray(60_000 * 2);
  const exact = late.every(
    (x, i) => x === Math.round(loop[(5_120 + 60_000 + (i >> 1) - LOOK_AHEAD) % loop.length]! * 32_768),
  );
  t.ok(exact, 'one and a quarter seconds after it');
});

t.test('M10 left and right are turned down together, so the image stays where it is', async (t) => {
  const tone = Float32Array.from({ length: 480 }, (_, i) => 0.5 * Math.sin((2 * Math.PI * i) / 48));
  const mixer = rig([tone]);
  mixer.join(0, plan([0, 8, 2]));
  const out = mixer.play(200).subarray(20_000);
  const left = side(out, 0);
  const right = side(out, 1);
  t.ok(left.every((x, i) => Math.abs(x - 4 * right[i]!) <= 4));
  t.ok(loudest(left) > CEILING * 0.97, 'and no further than needed');
});

t.test('M10 a lone peak is ducked by a smooth curve: no click beside it', async (t) => {
  const loop = new Float32Array(9_600).fill(0.5);
  loop.fill(1, 4_800, 4_816);
  const mixer = rig([loop]);
  mixer.join(0, plan([0, 1.5, 0]));
  const out = side(mixer.play(300), 0).subarray(9_600);
  let largest = 0;
  const flat = Math.round(0.75 * 32_768);
  for (let i = 1; i < out.length; i++) {
    // Between the edges of the peak itself, which are in the music.
    if (out[i]! <= flat && out[i - 1]! <= flat) largest = Math.max(largest, Math.abs(out[i]! - out[i - 1]!));
  }
  // From 1 to 0.594 within the look-ahead.
  t.ok(largest <= (0.41 * flat) / LOOK_AHEAD + 1, `${largest} per frame`);
});

t.test('M10 a steady loud tone is held, not pumped', async (t) => {
  const tone = Float32Array.from({ length: 1_200 }, (_, i) => Math.sin((2 * Math.PI * i) / 1_200));
  const mixer = rig([tone]);
  mixer.join(0, plan([0, 2, 0]));
  mixer.play(400);
  const out = side(mixer.play(200), 0);
  // 40 Hz at twice full scale, turned down to the ceiling: still a sine.
  let error = 0;
  let power = 0;
  for (let i = 0; i < out.length; i++) {
    const wanted = CEILING * Math.sin((2 * Math.PI * (400 * 128 + i - LOOK_AHEAD)) / 1_200);
    error += (out[i]! - wanted) ** 2;
    power += wanted ** 2;
  }
  t.ok(Math.sqrt(error / power) < 0.02, `${(100 * Math.sqrt(error / power)).toFixed(2)} % distortion`);
});

t.test('M11 NaN, infinities and absurd values become silence and leave no trace', async (t) => {
  const evil = noiseLoop(1_000, 0.3, 9);
  for (const [i, x] of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e30, -3e38].entries()) {
    evil.fill(x, 100 + i * 50, 110 + i * 50);
  }
  const mixer = rig([evil, new Float32Array(64).fill(0.25)]);
  mixer.join(0, plan([0, 1, 0], [1, 1, 1]));
  const out = mixer.play(200);
  t.ok(loudest(out) <= CEILING);
  const right = side(out, 1);
  t.ok(
    right.subarray(6_000).every((x) => x === 8_192),
    'the other side does not notice',
  );
  const left = side(out, 0);
  let wrong = 0;
  for (let frame = 6_000; frame < left.length; frame++) {
    const x = evil[(frame - LOOK_AHEAD) % 1_000]!;
    const wanted = (Math.abs(x) < 1 ? x : 0) + 0.25;
    if (Math.abs(left[frame]! - wanted * 32_768) > 0.51) wrong++;
  }
  t.equal(wrong, 0, 'nor do the samples beside them');
});

t.test('M11 denormals cost no more than music', async (t) => {
  const time = (x: number): number => {
    const mixer = rig(Array.from({ length: 32 }, () => new Float32Array(64).fill(x)));
    for (let bus = 0; bus < 8; bus++)
      mixer.join(bus, plan(...Array.from({ length: 32 }, (_, i) => [i, 1e-3, 1e-3] as const)));
    mixer.play(100);
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 20; round++) {
      const before = process.hrtime.bigint();
      mixer.play(20);
      best = Math.min(best, Number(process.hrtime.bigint() - before));
    }
    return best;
  };
  const ratio = time(1e-39) / time(0.1);
  t.ok(ratio < 5, `${ratio.toFixed(2)} times`);
});

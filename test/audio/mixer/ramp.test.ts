import t from 'tap';
import { LOOK_AHEAD } from '../../../src/audio/shared/engine-layout.js';
import { FADE_FRAMES, plan, RAMP_FRAMES, rig, side } from './rig.js';

/** A constant of 0.05 makes the output the gain itself: 1638.4 per unit. */
const LEVEL = 0.05;
const constant = (): Float32Array => new Float32Array(64).fill(LEVEL);
const UNIT = LEVEL * 32_768;

/** Largest difference of two neighbouring frames. */
function largestStep(side: Int16Array): number {
  let largest = 0;
  for (let i = 1; i < side.length; i++) largest = Math.max(largest, Math.abs(side[i]! - side[i - 1]!));
  return largest;
}

t.test('M6 a joining listener is faded in from silence, in a straight line over 100 ms', async (t) => {
  const mixer = rig([constant()]);
  mixer.join(0, plan([0, 1, 0.5]));
  const out = mixer.play(60);
  for (const [which, gain] of [
    [0, 1],
    [1, 0.5],
  ] as const) {
    const heard = side(out, which);
    for (let frame = 0; frame < 7_000; frame++) {
      const expected = Math.min(1, Math.max(0, (frame - LOOK_AHEAD + 1) / FADE_FRAMES)) * gain * UNIT;
      if (Math.abs(heard[frame]! - expected) > 0.75) t.fail(`frame ${frame}: ${heard[frame]} instead of ${expected}`);
    }
    t.equal(heard[FADE_FRAMES + LOOK_AHEAD], Math.round(gain * UNIT), 'lands exactly');
  }
});

t.test(
  'M5 a fader jump of the full range steps at most range/960 per frame, and lands exactly after 20 ms',
  async (t) => {
    for (const period of [32, 128, 352, 1024]) {
      const mixer = rig([constant()], { periodFrames: period });
      mixer.join(0, plan([0, 0.001, 0]));
      mixer.play(Math.ceil(8_192 / period));
      mixer.plan(0, plan([0, 4, 0]));
      const up = side(mixer.play(Math.ceil(2_048 / period)), 0);
      const step = largestStep(up);
      // 4 in 960 frames: 0.0042 of the input per frame, −48 dB; one step more for rounding to s16.
      t.ok(step <= (4 * UNIT) / RAMP_FRAMES + 1, `period ${period}: ${step} of 32768 per frame at most`);
      t.equal(up.at(-1), Math.round(4 * UNIT));
      t.equal(up[RAMP_FRAMES + LOOK_AHEAD], Math.round(4 * UNIT), 'in 960 frames');
      t.ok(up[RAMP_FRAMES + LOOK_AHEAD - 32]! < Math.round(4 * UNIT), 'no earlier');
      mixer.plan(0, plan());
      const down = side(mixer.play(Math.ceil(2_048 / period)), 0);
      t.ok(largestStep(down) <= (4 * UNIT) / RAMP_FRAMES + 1);
      t.equal(down.at(-1), 0);
    }
  },
);

t.test('M6 a wholly silent bus fades in over 100 ms, any other ramps in 20 ms', async (t) => {
  const mixer = rig([constant(), constant()]);
  mixer.join(0, plan());
  t.ok(mixer.play(50).every((x) => x === 0));
  mixer.plan(0, plan([0, 1, 1]));
  const slow = side(mixer.play(50), 0);
  t.ok(Math.abs(slow[LOOK_AHEAD + 2_400]! - UNIT / 2) < 2, 'half way after 50 ms');
  t.equal(slow[LOOK_AHEAD + 4_800], Math.round(UNIT));
  mixer.plan(0, plan([0, 1, 1], [1, 1, 1]));
  const fast = side(mixer.play(50), 0);
  t.equal(fast[LOOK_AHEAD + 960], Math.round(2 * UNIT));
});

t.test('M5 a change in the middle of a ramp continues from its current gain, without a step', async (t) => {
  const mixer = rig([constant()], { periodFrames: 32 });
  mixer.join(0, plan([0, 0.5, 0]));
  mixer.play(300);
  const heard: number[] = [];
  for (let change = 0; change < 60; change++) {
    mixer.plan(0, plan([0, change % 2 ? 4 : 0.01, 0]));
    heard.push(...side(mixer.play(1 + (change % 5)), 0));
  }
  t.ok(largestStep(Int16Array.from(heard)) <= (4 * UNIT) / RAMP_FRAMES + 1);
});

t.test('M6 a fader moved during the fade-in does not shorten it', async (t) => {
  const mixer = rig([constant()]);
  mixer.join(0, plan([0, 1, 0]));
  const heard = [...side(mixer.play(4), 0)];
  mixer.plan(0, plan([0, 2, 0]));
  heard.push(...side(mixer.play(60), 0));
  t.equal(heard.at(-1), Math.round(2 * UNIT));
  t.ok(heard[LOOK_AHEAD + 4_700]! < Math.round(2 * UNIT));
  t.ok(largestStep(Int16Array.from(heard)) <= 2);
});

t.test('M5 each bus has its own ramp', async (t) => {
  const mixer = rig([constant()]);
  mixer.join(0, plan([0, 1, 0]));
  mixer.join(1, plan([0, 1, 0]));
  mixer.play(50);
  mixer.plan(1, plan([0, 4, 0]));
  t.ok(side(mixer.play(20, 0), 0).every((x) => x === Math.round(UNIT)));
  mixer.plan(0, plan([0, 2, 0]));
  t.ok(side(mixer.play(20, 1), 0).every((x) => x === Math.round(4 * UNIT)));
});

t.test('M11 gains that are not numbers are silence; larger than 16 is 16', async (t) => {
  const mixer = rig([constant(), constant(), constant()]);
  mixer.join(0, plan([0, Number.NaN, Number.NEGATIVE_INFINITY], [1, 1, 0], [2, -3, -1]));
  const out = mixer.play(60);
  t.equal(side(out, 0).at(-1), Math.round(UNIT));
  t.equal(side(out, 1).at(-1), 0);
  mixer.plan(0, plan([1, Number.POSITIVE_INFINITY, 0]));
  t.equal(side(mixer.play(60), 0).at(-1), Math.round(16 * UNIT));
});

t.test('M5 at 44.1 kHz a ramp takes 20 ms too, rounded up to whole blocks of 16 frames', async (t) => {
  const mixer = rig([constant()], { sampleRate: 44_100 });
  mixer.join(0, plan([0, 1, 0]));
  mixer.play(100);
  mixer.plan(0, plan([0, 2, 0]));
  const heard = side(mixer.play(20), 0);
  t.equal(heard[LOOK_AHEAD + 896], Math.round(2 * UNIT));
  t.ok(heard[LOOK_AHEAD + 870]! < Math.round(2 * UNIT));
});

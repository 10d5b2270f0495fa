import t from 'tap';
import { MAX_CHANNELS } from '../../../src/audio/format.js';
import { PLAN_GAINS, planMix } from '../../../src/audio/mixer/mix-plan.js';
import { panGains } from '../../../src/audio/mixer/pan-law.js';
import { anySolo, sounds } from '../../../src/audio/mixer/solo.js';
import { defaultMix, type Mix, type MixChannel } from '../../../src/wire/mix.js';

const strip = (change: Partial<MixChannel> = {}): MixChannel => ({
  on: true,
  gain: 1,
  pan: -1,
  mute: false,
  solo: false,
  ...change,
});

t.test('M3 pan law: equal power, −3 dB in the middle, exactly 1 and 0 at the ends', async (t) => {
  t.same(panGains(-1), { left: 1, right: 0 });
  t.same(panGains(1), { left: 0, right: 1 });
  const { left, right } = panGains(0);
  t.ok(Math.abs(left - Math.SQRT1_2) < 1e-12 && Math.abs(right - Math.SQRT1_2) < 1e-12);
  for (let pan = -1; pan <= 1; pan += 0.01) {
    const gains = panGains(pan);
    t.ok(Math.abs(gains.left ** 2 + gains.right ** 2 - 1) < 1e-12);
  }
});

t.test('M4 on, mute, solo-in-place: the whole truth table of a channel beside another', async (t) => {
  // Columns: the channel's on, mute and solo; whether the other one is soloed; whether the channel sounds.
  const table: [boolean, boolean, boolean, boolean, boolean][] = [];
  for (const on of [false, true]) {
    for (const mute of [false, true]) {
      for (const solo of [false, true]) {
        for (const other of [false, true]) table.push([on, mute, solo, other, on && !mute && (solo || !other)]);
      }
    }
  }
  t.equal(table.length, 16);
  for (const [on, mute, solo, other, heard] of table) {
    const channels = [strip({ on, mute, solo }), strip({ solo: other })];
    t.equal(
      sounds(channels[0]!, anySolo(channels)),
      heard,
      `on ${on}, mute ${mute}, solo ${solo}, other soloed ${other}`,
    );
  }
});

t.test('M4 solo: a channel that is off silences no other; a muted one does, and stays muted', async (t) => {
  const heard = (...channels: MixChannel[]): boolean[] => {
    const soloed = anySolo(channels);
    return channels.map((channel) => sounds(channel, soloed));
  };
  t.same(heard(strip({ on: false, solo: true }), strip()), [false, true]);
  t.same(heard(strip({ mute: true, solo: true }), strip()), [false, false]);
  t.same(heard(strip({ solo: true }), strip({ solo: true }), strip()), [true, true, false]);
});

t.test('M3 a plan is fader × master × pan, and 0 for a silent channel', async (t) => {
  const mix: Mix = {
    master: 0.5,
    channels: [
      strip({ gain: 2, pan: -1 }),
      strip({ gain: 2, pan: 1 }),
      strip({ gain: 4, pan: 0 }),
      strip({ mute: true }),
      strip({ on: false }),
    ],
  };
  const plan = planMix(mix, 5);
  t.equal(plan.length, PLAN_GAINS);
  t.same([...plan.subarray(0, 5)], [1, 0, Math.fround(2 * Math.SQRT1_2), 0, 0]);
  t.same([...plan.subarray(MAX_CHANNELS, MAX_CHANNELS + 5)], [0, 1, Math.fround(2 * Math.SQRT1_2), 0, 0]);
  t.ok(plan.subarray(5, MAX_CHANNELS).every((gain) => gain === 0));
});

t.test(
  'M3 a mix made for more inputs than there are: the rest is silent and its solos count for nothing',
  async (t) => {
    const mix: Mix = { master: 1, channels: [strip(), strip(), strip({ solo: true })] };
    const plan = planMix(mix, 2);
    t.same([...plan.subarray(0, 3)], [1, 1, 0]);
  },
);

t.test('M3 a mix made for fewer inputs: the others are silent', async (t) => {
  t.same([...planMix({ master: 1, channels: [strip()] }, 3).subarray(0, 3)], [1, 0, 0]);
});

t.test('M3 the mix of a new device: every channel on at half, in the middle', async (t) => {
  const plan = planMix(defaultMix(64), 64);
  t.ok(plan.every((gain) => Math.abs(gain - 0.5 * Math.SQRT1_2) < 1e-7));
});

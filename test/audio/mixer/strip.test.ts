import t from 'tap';
import {
  SCRATCH_OFFSET,
  STRIP_HEADER_BYTES,
  STRIP_OFFSET,
  STRIP_PLAN_BYTES,
  StripWord,
} from '../../../src/audio/shared/engine-layout.js';
import { writeStripPlan } from '../../../src/audio/shared/strip-plans.js';
import { FLAT_STRIP, STRIP_PARAMETERS, type StripParameter, type StripSettings } from '../../../src/wire/strip.js';
import { seeded } from '../../harness/seeded.js';
import { noiseLoop, plan } from './rig.js';
import { RAMP_PERIODS, RING_PERIODS, sine, stripRig } from './strip-rig.js';

/** Everything on and far from flat. */
const FULL: Partial<StripSettings> = {
  invert: true,
  hpOn: true,
  hpHz: 120,
  hpSlope: 24,
  gateOn: true,
  gateDb: -20,
  compOn: true,
  compDb: -40,
  compMakeupDb: 6,
  eq1Db: 9,
  eq2Db: -12,
  eq3Db: 6,
  eq4Db: -9,
};

t.test(
  'M18 with every strip flat again the sound is bit-exact; so it always is beside a strip that is on',
  async (t) => {
    const loops = Array.from({ length: 6 }, (_, i) => noiseLoop(4_001 + i, 0.1, i));
    const sends = loops.map((_, i) => [i, 0.5 + i / 50, 0.9 - i / 50] as const);
    const touched = stripRig(loops);
    const untouched = stripRig(loops);
    // Bus 1 hears everything but input 1, whose strip is set.
    for (const { mixer } of [touched, untouched]) {
      mixer.join(0, plan(...sends));
      mixer.join(1, plan(...sends.filter(([channel]) => channel !== 1)));
    }
    const both = (periods: number, bus: number) => [
      touched.mixer.play(periods, bus),
      untouched.mixer.play(periods, bus),
    ];
    touched.set(1, FULL);
    const [beside, plainBeside] = both(60, 1);
    t.same(beside, plainBeside, 'inputs of the same group are untouched');
    const [on, off] = both(20, 0);
    t.notSame(on, off, 'its own bus hears the strip');
    touched.set(1, FLAT_STRIP);
    both(RAMP_PERIODS, 0);
    const [again, plain] = both(60, 0);
    t.same(again, plain, 'and after it is flat, the same samples as ever');
  },
);

t.test('M19 no step and no click when a parameter jumps from one end to the other and back', async (t) => {
  const amplitude = 0.05;
  const others: Partial<StripSettings> = {
    ...{ hpOn: true, eq1Db: 12, eq2Db: 12, eq3Db: -12, eq4Db: 12 },
    // An attack of 20 ms opens the gate no faster than the ear takes for a fade.
    ...{ gateOn: true, gateDb: -40, gateAttackMs: 20, compOn: true, compDb: -40, compAttackMs: 5, compMakeupDb: 6 },
  };
  const names = Object.keys(STRIP_PARAMETERS) as StripParameter[];
  for (const hz of [60, 997, 9_000]) {
    const rig = stripRig([sine(hz, amplitude, 48_000)]);
    const steady = amplitude * 2 * Math.sin((Math.PI * hz) / 48_000);
    for (const name of names) {
      const { type, min, max, choices } = STRIP_PARAMETERS[name];
      const ends = type === 'boolean' ? [false, true] : [choices?.[0] ?? min!, choices?.at(-1) ?? max!];
      rig.set(0, { ...others, [name]: ends[0]! });
      const gainBefore = largest(rig.after(0, 2)) / amplitude;
      rig.set(0, { ...others, [name]: ends[1]! });
      const up = rig.after(0);
      const gainAfter = largest(rig.after(0, 2)) / amplitude;
      rig.set(0, { ...others, [name]: ends[0]! });
      const down = rig.after(0);
      // What a sweep over the sine may reach: the boost of a band, 18 dB over the rest at most.
      const most = Math.max(gainBefore, gainAfter, /Hz$|Q$|Shelf$/.test(name) ? 10 : 0);
      for (const sound of [up, down]) {
        t.ok(largest(steps(sound)) < 1.3 * steady * most + amplitude * 0.02, `${name} over ${hz} Hz: no step`);
        t.ok(largest(thirds(sound)) < bend(steady, amplitude, most), `${name} over ${hz} Hz: no click`);
      }
    }
  }
});

/** A third difference that a swelling sine of this size stays below; a step of a tenth of it does not. */
const bend = (steady: number, amplitude: number, most: number): number =>
  1.5 * most * amplitude * (steady / amplitude) ** 3 + 0.02 * amplitude * Math.max(1, most);

const largest = (sound: Float32Array): number => sound.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** Differences of neighbours in the ring; the seam at its end is left out. */
const steps = (sound: Float32Array): Float32Array => sound.slice(1).map((x, i) => x - sound[i]!);
const thirds = (sound: Float32Array): Float32Array => steps(steps(steps(sound)));

t.test('M20 any parameters and any input: finite, bounded, and silent after silence (fuzz)', async (t) => {
  const next = seeded(20);
  const length = 128 * 16;
  const loops = Array.from({ length: 8 }, () => new Float32Array(length));
  const rig = stripRig(loops);
  const wild = [Number.NaN, Number.POSITIVE_INFINITY, -1e30, 1e9, 1e-40, -1e-30, 1, -1, 0];
  const signals = [
    () => next() * 2 - 1,
    () => (next() < 0.01 ? 1 : 0),
    () => 0.7,
    () => (next() - 0.5) * 1e-37,
    () => wild[Math.floor(next() * wild.length)]!,
    () => (next() < 0.5 ? 1 : -1),
  ];
  const value = (name: StripParameter): boolean | number => {
    const { type, min, max, choices } = STRIP_PARAMETERS[name];
    if (type === 'boolean') return next() < 0.5;
    if (choices) return choices[Math.floor(next() * choices.length)]!;
    return [min!, max!, min! + next() * (max! - min!)][Math.floor(next() * 3)]!;
  };
  const names = Object.keys(STRIP_PARAMETERS) as StripParameter[];
  for (let round = 0; round < 24; round++) {
    for (const loop of loops) {
      const signal = signals[Math.floor(next() * signals.length)]!;
      for (let i = 0; i < length; i++) loop[i] = signal();
    }
    for (let change = 0; change < 12; change++) {
      const channel = Math.floor(next() * loops.length);
      const partner = next() < 0.5 ? null : Math.floor(next() * loops.length);
      const trimDb = (next() - 0.5) * 48;
      rig.set(channel, Object.fromEntries(names.map((name) => [name, value(name)])), { trimDb, partner });
      if (next() < 0.3) rubbish(rig.mixer.memory, next);
      rig.mixer.play(1 + Math.floor(next() * 4));
    }
    rig.after(0);
    for (let channel = 0; channel < loops.length; channel++) {
      const sound = rig.now(channel);
      if (!sound.every((x) => Number.isFinite(x) && Math.abs(x) <= 1e9)) t.fail(`round ${round}: unbounded`);
    }
    for (const loop of loops) loop.fill(0);
    for (let channel = 0; channel < loops.length; channel++) rig.set(channel, { ...FULL, hpHz: 20, eq1Hz: 20 });
    rig.after(0, 6);
    for (let channel = 0; channel < loops.length; channel++) {
      if (!rig.now(channel).every((x) => x === 0)) t.fail(`round ${round}: input ${channel} is not silent`);
    }
  }
});

/** Writes bytes that no box writes into a plan. */
function rubbish(memory: WebAssembly.Memory, next: () => number): void {
  const bad = [Number.NaN, Number.POSITIVE_INFINITY, -1e38, 1e-45, 0, 1e38, -1];
  const lane = () => Array.from({ length: STRIP_PLAN_BYTES / 16 }, () => bad[Math.floor(next() * bad.length)]!);
  writeStripPlan(memory, Math.floor(next() * 2), [lane(), lane(), lane(), lane()]);
}

t.test('M19 of flat groups, one wakes per chunk', async (t) => {
  const rig = stripRig(Array.from({ length: 12 }, () => sine(440, 0.5, 48_000)));
  const groups = new Int32Array(rig.mixer.memory.buffer, STRIP_OFFSET, STRIP_HEADER_BYTES / 4);
  rig.mixer.play(4);
  for (const channel of [0, 4, 8]) rig.set(channel, { eq2Db: -18 });
  const woken = [1, 2, 3].map(() => {
    rig.mixer.play(1);
    return groups[StripWord.RAW_GROUPS];
  });
  t.same(woken, [0b1, 0b11, 0b111]);
});

t.test('M16 raw channels have the strips too, and change over to them and back without a seam', async (t) => {
  const rig = stripRig([sine(440, 0.5, 48_000), sine(1_000, 0.25, 48_000)]);
  const { mixer } = rig;
  const raw: number[] = [];
  const groups = new Int32Array(mixer.memory.buffer, STRIP_OFFSET, STRIP_HEADER_BYTES / 4);
  const take = (periods: number) => {
    for (let period = 0; period < periods; period++) {
      mixer.play(1);
      const position = (mixer.outPosition + 32 - 480) | 0;
      const bytes = mixer.kernel.packNative(1, 1, position, 480, SCRATCH_OFFSET);
      const view = new DataView(mixer.memory.buffer.slice(SCRATCH_OFFSET, SCRATCH_OFFSET + bytes));
      // The newest period; the older ones overlap what was packed before.
      for (let frame = 480 - 128; frame < 480; frame++) raw.push(view.getFloat32(frame * 4));
    }
  };
  take(20);
  rig.set(0, { eq2Hz: 440, eq2Db: -18, eq2Q: 1 });
  take(20);
  t.equal(groups[StripWord.RAW_GROUPS], 1);
  const quiet = Math.max(...raw.slice(-1_000).map(Math.abs));
  t.ok(quiet < 0.0631 && quiet > 0.0629, `18 dB quieter: ${quiet}`);
  rig.set(0, FLAT_STRIP);
  take(RING_PERIODS + 40);
  t.equal(groups[StripWord.RAW_GROUPS], 0, 'and the capture again, long after');
  const steady = 0.5 * 2 * Math.sin((Math.PI * 440) / 48_000);
  const step = raw.slice(1).reduce((most, x, i) => Math.max(most, Math.abs(x - raw[i]!)), 0);
  t.ok(step < steady * 1.02, `largest step ${step} of ${steady}`);
});

t.test('M13 lost sound: no filter rings on into the sound that follows', async (t) => {
  const loop = sine(100, 0.8, 48_000);
  const rig = stripRig([loop]);
  rig.mixer.join(0, plan([0, 1, 1]));
  rig.set(0, { eq1Db: 18, eq1Q: 10, eq1Hz: 100, eq1Shelf: false });
  rig.mixer.play(200);
  t.ok(
    rig.after(0).some((x) => Math.abs(x) > 0.1),
    'it rings',
  );
  loop.fill(0);
  rig.mixer.produce(128 * 125);
  rig.mixer.mix();
  t.ok(
    rig.after(0).every((x) => x === 0),
    'the silence that follows is exact',
  );
});

import t from 'tap';
import { ReductionReader } from '../../../src/audio/input-meters.js';
import { gatedDb, reductionDb } from '../../../src/audio/mixer/dynamics-design.js';
import { StripTable } from '../../../src/audio/strip-table.js';
import { FLAT_STRIP, type StripSettings } from '../../../src/wire/strip.js';
import { noiseLoop, plan, rig } from './rig.js';
import { sine, stripRig } from './strip-rig.js';

const RING = 16_384;
const linear = (db: number): number => 10 ** (db / 20);
const decibels = (gain: number): number => 20 * Math.log10(gain);

/** Equation 4 of Giannoulis, Massberg and Reiss, case by case; it shares no code with the box. */
function curve(level: number, threshold: number, ratio: number, knee: number): number {
  const over = level - threshold;
  if (2 * over < -knee) return level;
  if (2 * Math.abs(over) <= knee && knee > 0) return level + ((1 / ratio - 1) * (over + knee / 2) ** 2) / (2 * knee);
  return threshold + over / ratio;
}

/** A level that is steady for ever. */
const steady = (db: number): Float32Array => new Float32Array(64).fill(linear(db));
/** `low`, then from frame `from` to `to` `high`, then `low` again, over `rings` rings. */
function burst(low: number, high: number, from: number, to: number, rings = 1): Float32Array {
  return Float32Array.from({ length: rings * RING }, (_, i) => linear(i >= from && i < to ? high : low));
}
/** Gain of each frame. */
const gains = (out: Float32Array, loop: Float32Array): Float64Array =>
  Float64Array.from(out, (x, i) => x / loop[i % loop.length]!);

/** Frames from `from` until `passed` is true, with the part of the last frame. */
function framesUntil(values: Float64Array, from: number, level: number): number {
  const rising = values[from]! < level;
  for (let i = from; i < values.length; i++) {
    if (values[i]! >= level !== rising) continue;
    const before = values[i - 1]!;
    return i - 1 - from + (level - before) / (values[i]! - before);
  }
  return Number.NaN;
}

const about = (value: number, wanted: number, part: number): boolean => Math.abs(value / wanted - 1) <= part;

const CURVES = [
  { compDb: -20, compRatio: 3, compKneeDb: 6 },
  { compDb: -30, compRatio: 20, compKneeDb: 0 },
  { compDb: -40, compRatio: 2, compKneeDb: 24 },
  { compDb: -10, compRatio: 1, compKneeDb: 6 },
  { compDb: 0, compRatio: 4, compKneeDb: 12 },
];

t.test('M22 the compressor’s static curve is its formula within 0.1 dB, at both edges of the knee too', async (t) => {
  for (const settings of CURVES) {
    const { compDb, compRatio, compKneeDb } = settings;
    const half = compKneeDb / 2;
    const levels = [-60, -45, -30.5, -18, -9, -3, 0, 6];
    const edges = [-half - 0.2, -half, -half / 2, 0, half / 2, half, half + 0.2, half + 10].map(
      (over) => compDb + over,
    );
    const all = [...levels, ...edges];
    const rig = stripRig(all.map(steady));
    for (let input = 0; input < all.length; input++)
      rig.set(input, { ...settings, compOn: true, compAttackMs: 1, compReleaseMs: 20, compMakeupDb: 4.5 });
    rig.after(0, 2);
    all.forEach((level, input) => {
      const wanted = curve(level, compDb, compRatio, compKneeDb) + 4.5;
      const got = decibels(rig.now(input).at(-1)!);
      if (!(Math.abs(got - wanted) <= 0.1))
        t.fail(`${level} dB with ${JSON.stringify(settings)}: ${got}, not ${wanted}`);
      const drawn = level - reductionDb({ ...FLAT_STRIP, ...settings }, level) + 4.5;
      if (!(Math.abs(drawn - wanted) < 1e-9)) t.fail(`drawn at ${level} dB: ${drawn}, not ${wanted}`);
    });
  }
});

t.test('M22 a sine is turned down as its peak says, within 0.1 dB, and stays a sine', async (t) => {
  const levels = [-26, -20, -14, -8, 0];
  const rig = stripRig(levels.map((db) => sine(1000, linear(db), 48)));
  const settings = { compOn: true, compDb: -20, compRatio: 4, compKneeDb: 6, compAttackMs: 5, compReleaseMs: 400 };
  for (let input = 0; input < levels.length; input++) rig.set(input, settings);
  rig.after(0, 8);
  levels.forEach((level, input) => {
    const sound = rig.now(input);
    const got = decibels(sound.reduce((most, x) => Math.max(most, Math.abs(x)), 0));
    const wanted = curve(level, -20, 4, 6);
    t.ok(Math.abs(got - wanted) <= 0.1, `${level} dB becomes ${got}, wanted ${wanted}`);
  });
  const bass = stripRig([sine(100, linear(-6), 480)]);
  bass.set(0, { compOn: true, compDb: -20, compRatio: 4, compAttackMs: 10, compReleaseMs: 150 });
  const sound = bass.after(0, 6).slice(0, 480 * 34);
  const [first, ...harmonics] = [1, 2, 3, 4, 5, 6, 7].map((n) => partial(sound, 100 * n));
  const distortion = Math.hypot(...harmonics) / first!;
  t.ok(distortion < 0.001, `100 Hz, turned down by 10.5 dB: ${(100 * distortion).toFixed(2)} % harmonics`);
});

/** Amplitude of one frequency. */
function partial(sound: Float32Array, hz: number): number {
  let [real, imaginary] = [0, 0];
  sound.forEach((x, i) => {
    real += x * Math.cos((2 * Math.PI * hz * i) / 48_000);
    imaginary += x * Math.sin((2 * Math.PI * hz * i) / 48_000);
  });
  return (2 * Math.hypot(real, imaginary)) / sound.length;
}

t.test('M22 attack and release of the compressor take their times to 63 %, within 5 %', async (t) => {
  const from = 1_000;
  for (const rate of [44_100, 48_000]) {
    for (const [attackMs, releaseMs] of [
      [0.1, 10],
      [1, 50],
      [5, 10],
      [10, 150],
      [30, 40],
      [100, 1_000],
      [200, 2_000],
    ] as const) {
      const rings = attackMs >= 100 ? 32 : 4;
      const to = (rings / 2) * RING;
      const loop = burst(-70, -10, from, to, rings);
      const rig = stripRig([loop], rate);
      const settings = { compOn: true, compDb: -40, compRatio: 4, compKneeDb: 0 };
      rig.set(0, { ...settings, compAttackMs: attackMs, compReleaseMs: releaseMs });
      rig.record([0], rings);
      const down = gains(rig.record([0], rings)[0]!, loop).map((gain) => -decibels(gain));
      const rest = down[from - 1]!;
      const full = 30 - 30 / 4;
      const attack = framesUntil(down, from - 1, rest + (full - rest) * (1 - Math.exp(-1)));
      t.ok(about(attack, (attackMs * rate) / 1000, 0.05), `attack ${attackMs} ms at ${rate} Hz: ${attack} frames`);
      const release = framesUntil(down, to - 1, down[to - 1]! * Math.exp(-1));
      t.ok(about(release, (releaseMs * rate) / 1000, 0.05), `release ${releaseMs} ms at ${rate} Hz: ${release} frames`);
    }
  }
});

t.test('M22 a release shorter than 1.3 attacks counts as 1.3 attacks', async (t) => {
  const to = 16 * RING;
  const loop = burst(-70, -10, 1_000, to, 20);
  const rig = stripRig([loop]);
  rig.set(0, { compOn: true, compDb: -40, compRatio: 4, compKneeDb: 0, compAttackMs: 100, compReleaseMs: 10 });
  const down = gains(rig.record([0], 20)[0]!, loop).map((gain) => -decibels(gain));
  const release = framesUntil(down, to - 1, down[to - 1]! * Math.exp(-1));
  t.ok(about(release, 130 * 48, 0.05), `${release} frames`);
});

t.test('M21 the lowest string of a bass, just over the threshold, does not make the gate flutter', async (t) => {
  const loop = sine(41, linear(-39.9), 48_000);
  const rig = stripRig([loop]);
  rig.set(0, { gateOn: true, gateDb: -40, gateHoldMs: 10, gateReleaseMs: 10, gateRangeDb: 60 });
  rig.after(0, 3);
  // Whole rings later: the ring begins at this frame of the loop.
  const first = (3 * RING) % loop.length;
  const sound = rig.after(0);
  t.ok(
    sound.every((x, i) => x === loop[(first + i) % loop.length]),
    'every sample passes',
  );
});

t.test('M21 the gate opens at its threshold, holds, and closes, by numbers', async (t) => {
  const [from, to] = [2_000, 5_000];
  const loop = burst(-70, -30, from, to, 3);
  const rig = stripRig([loop]);
  const hold = 4_800;
  const settings = { gateOn: true, gateDb: -30.01, gateRangeDb: 60, gateAttackMs: 2, gateReleaseMs: 50 };
  rig.set(0, { ...settings, gateHoldMs: (1000 * hold) / 48_000 });
  rig.record([0], 3);
  const gain = gains(rig.record([0], 3)[0]!, loop);
  t.ok(Math.abs(decibels(gain[from - 1]!) + 60) < 0.1, `closed by ${decibels(gain[from - 1]!)} dB`);
  t.ok(gain[from]! > 2 * gain[from - 1]!, 'it begins to open with the first loud frame');
  const attack = framesUntil(gain, from - 1, 1 - Math.exp(-1));
  t.ok(about(attack, 96, 0.05), `opening takes ${attack} frames`);
  const open = Array.from(gain.subarray(from + 2_000, to + hold - 1));
  t.ok(
    open.every((x) => x === 1),
    'open, and through its hold, it changes no sample',
  );
  t.ok(gain[to + hold - 1]! < 1, 'it closes with the frame after its hold');
  const release = framesUntil(gain, to + hold - 2, 0.001 + 0.999 * Math.exp(-1));
  t.ok(about(release, 2_400, 0.05), `closing takes ${release} frames`);
});

t.test('M21 an open gate stays open down to 3 dB below its threshold, a closed one stays closed', async (t) => {
  const settings = { gateOn: true, gateDb: -40, gateRangeDb: 20, gateHoldMs: 10, gateReleaseMs: 10 };
  /** After 341 ms of silence, 10 ms of one level, and then for long of another. */
  const endsAt = (first: number, then: number): number => {
    const loop = Float32Array.from({ length: 4 * RING }, (_, i) =>
      i < RING ? 0 : linear(i < RING + 480 ? first : then),
    );
    const rig = stripRig([loop]);
    rig.set(0, settings);
    return decibels(rig.record([0], 4)[0]!.at(-1)! / loop.at(-1)!);
  };
  t.equal(endsAt(-39.9, -42.9), 0, 'it was open, and the level is 2.9 dB below');
  t.ok(Math.abs(endsAt(-39.9, -43.1) + 20) < 0.1, '3.1 dB below it closes');
  t.ok(Math.abs(endsAt(-60, -40.1) + 20) < 0.1, 'it was closed, and the level is 0.1 dB below');
  t.equal(endsAt(-60, -39.9), 0, 'or above');
  t.equal(gatedDb({ ...FLAT_STRIP, ...settings }, -40.1), 20);
  t.equal(gatedDb({ ...FLAT_STRIP, ...settings }, -40), 0);
});

const WORKING: Partial<StripSettings> = {
  gateOn: true,
  gateDb: -35,
  gateRangeDb: 30,
  compOn: true,
  compDb: -30,
  compRatio: 5,
};

t.test('M23 a stereo pair has one gain, that of the louder one, in one group and across two', async (t) => {
  for (const [left, right] of [
    [0, 1],
    [2, 0],
    [3, 4],
    [1, 11],
  ] as const) {
    const loops = Array.from({ length: 12 }, () => steady(-50));
    // The louder side changes.
    loops[left] = Float32Array.from({ length: RING }, (_, i) => linear(i < 6_000 ? -20 : -45) * Math.cos(i / 7));
    loops[right] = Float32Array.from({ length: RING }, (_, i) => linear(i > 9_000 ? -10 : -45) * Math.cos(i / 9));
    const rig = stripRig(loops);
    // Preamps differ, so the trims do too.
    rig.set(left, WORKING, { trimDb: 6, partner: right });
    rig.set(right, { ...WORKING, invert: true }, { trimDb: -3, partner: left });
    rig.after(0, 2);
    const sounds = rig.record([left, right], 1);
    const [a, b] = sounds.map((sound, i) => gains(sound, loops[[left, right][i]!]!));
    let apart = 0;
    for (let i = 0; i < RING; i++) {
      // Close to its zeros a sample does not tell its gain.
      const loud = Math.min(Math.abs(loops[left]![i]!), Math.abs(loops[right]![i]!)) > 1e-4;
      if (loud) apart = Math.max(apart, Math.abs(decibels(a![i]!) - decibels(-b![i]!)));
    }
    t.ok(apart < 0.01, `inputs ${left} and ${right} are ${apart} dB apart at most`);
    t.ok(Math.min(...a!.filter(Number.isFinite)) < 0.5, 'and turned down by much');
  }
});

t.test('M23 an input without a partner is not moved by its neighbours', async (t) => {
  const rig = stripRig([steady(-10), steady(-36), steady(-36), steady(-36), steady(-36)]);
  rig.set(0, WORKING);
  rig.set(1, { ...WORKING, gateOn: false });
  rig.after(0, 3);
  t.ok(Math.abs(decibels(rig.now(1).at(-1)!) + 36) < 0.001);
  t.same(rig.now(2).at(-1), Math.fround(linear(-36)), 'and what is off beside them passes every sample');
});

t.test('M23 thresholds are levels after the trim', async (t) => {
  const rig = stripRig([steady(-32), steady(-20)]);
  const settings = { compOn: true, compDb: -30, compRatio: 5, compKneeDb: 0, gateOn: true, gateDb: -25 };
  rig.set(0, settings, { trimDb: 12, partner: null });
  rig.set(1, settings);
  rig.after(0, 3);
  const [trimmed, plain] = [0, 1].map((input) => decibels(rig.now(input).at(-1)!));
  t.ok(Math.abs(trimmed! + 12 - plain!) < 0.001, `${trimmed} + 12 is ${plain}`);
  t.ok(Math.abs(plain! + 28) < 0.1, 'turned down by 8 dB');
});

t.test('M24 the largest reductions since the last look, in dB; 0 where nothing is on', async (t) => {
  const rig = stripRig([steady(-10), steady(-60), steady(-10)]);
  const reader = new ReductionReader(rig.mixer.memory);
  rig.set(0, { ...WORKING, compKneeDb: 0 });
  rig.set(1, { ...WORKING, gateReleaseMs: 10, gateHoldMs: 10 });
  rig.after(0, 2);
  const { gate, comp } = reader.read(3);
  t.equal(gate[0], 0);
  t.ok(Math.abs(comp[0]! - 16) < 0.1, `20 dB over, 5:1: ${comp[0]}`);
  t.ok(Math.abs(gate[1]! - 30) < 0.1, `closed: ${gate[1]}`);
  t.equal(comp[1], 0);
  t.same([gate[2], comp[2]], [0, 0]);
  t.same(reader.read(3), { gate: [0, 0, 0], comp: [0, 0, 0] }, 'cleared by the look');
  rig.set(0, {});
  rig.set(1, {});
  rig.after(0, 1);
  reader.read(3);
  rig.after(0, 1);
  t.same(reader.read(3), { gate: [0, 0, 0], comp: [0, 0, 0] }, 'and nothing once they are off');
});

t.test('M11 after silence a compressor takes exactly nothing: no denormal is left', async (t) => {
  const loop = sine(440, 0.5, 48_000);
  const rig = stripRig([loop]);
  const reader = new ReductionReader(rig.mixer.memory);
  rig.set(0, { compOn: true, compDb: -40, compReleaseMs: 100 });
  rig.after(0, 1);
  t.ok(reader.read(1).comp[0]! > 10);
  loop.fill(0);
  rig.after(0, 8);
  reader.read(1);
  rig.after(0, 1);
  t.same(reader.read(1).comp, [0]);
});

t.test('M19 a jump of the trim, of a threshold or of the make-up gain moves the sound without a step', async (t) => {
  const amplitude = 0.1;
  const rig = stripRig([sine(997, amplitude, 48_000)]);
  const settings: Partial<StripSettings> = { compOn: true, compDb: -40, compRatio: 8, compAttackMs: 0.1 };
  const steady = amplitude * 2 * Math.sin((Math.PI * 997) / 48_000);
  rig.set(0, settings);
  rig.after(0, 2);
  const jumps: [string, Partial<StripSettings>, number][] = [
    ['trim', settings, 24],
    ['trim', settings, -24],
    ['threshold', { ...settings, compDb: 0 }, 0],
    ['threshold', { ...settings, compDb: -60 }, 0],
    ['make-up', { ...settings, compMakeupDb: 24 }, 0],
    ['off', { ...settings, compOn: false }, 0],
    ['on', { ...settings, compDb: -60, compRatio: 20 }, 0],
  ];
  for (const [name, next, trimDb] of jumps) {
    rig.set(0, next, { trimDb, partner: null });
    const sound = rig.after(0);
    const loudest = sound.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    const step = sound.slice(1).reduce((most, x, i) => Math.max(most, Math.abs(x - sound[i]!)), 0);
    t.ok(step < (1.2 * steady * loudest) / amplitude, `${name}: largest step ${step} at ${loudest}`);
    rig.after(0, 2);
  }
});

t.test('M2 gate and compressor give the same samples, whatever the period', async (t) => {
  const loops = Array.from({ length: 4 }, (_, i) => noiseLoop(5_003 + i, 0.2, i));
  const play = (periodFrames: number): Int16Array => {
    const mixer = rig(loops, { periodFrames });
    const table = new StripTable(mixer.memory, 48_000);
    mixer.join(0, plan([0, 0.5, 0.1], [1, 0.4, 0.2], [2, 0.3, 0.3], [3, 0.2, 0.4]));
    table.set(0, { ...FLAT_STRIP, ...WORKING, hpOn: true }, { trimDb: 3, partner: 2 });
    table.set(2, { ...FLAT_STRIP, ...WORKING, hpOn: true, gateDb: -9, eq2Db: 6 }, { trimDb: 0, partner: 0 });
    return mixer.play(38_400 / periodFrames);
  };
  const wanted = play(128);
  for (const period of [16, 48, 64, 256]) t.same(play(period), wanted, `${period} frames`);
});

import t from 'tap';
import { bell, highPass, highShelf, lowShelf, sectionDb } from '../../../src/audio/mixer/filter-design.js';
import { RING_CAPACITY } from '../../../src/audio/shared/ring-layout.js';
import type { StripSettings } from '../../../src/wire/strip.js';
import { stripRig } from './strip-rig.js';

/**
 * The reference: digital biquads by the formulae of Robert Bristow-Johnson's cookbook, in double precision, and the
 * first-order high-pass. They share no code with the box.
 */
type Biquad = readonly [b0: number, b1: number, b2: number, a0: number, a1: number, a2: number];

function cookbook(kind: 'highPass' | 'bell' | 'low' | 'high', hz: number, q: number, db: number, rate: number): Biquad {
  const w = (2 * Math.PI * hz) / rate;
  const cos = Math.cos(w);
  const alpha = Math.sin(w) / (2 * q);
  const a = 10 ** (db / 40);
  const root = 2 * Math.sqrt(a) * alpha;
  if (kind === 'highPass') return [(1 + cos) / 2, -(1 + cos), (1 + cos) / 2, 1 + alpha, -2 * cos, 1 - alpha];
  if (kind === 'bell') return [1 + alpha * a, -2 * cos, 1 - alpha * a, 1 + alpha / a, -2 * cos, 1 - alpha / a];
  const up = a + 1;
  const down = a - 1;
  if (kind === 'low')
    return [
      a * (up - down * cos + root),
      2 * a * (down - up * cos),
      a * (up - down * cos - root),
      up + down * cos + root,
      -2 * (down + up * cos),
      up + down * cos - root,
    ];
  return [
    a * (up + down * cos + root),
    -2 * a * (down + up * cos),
    a * (up + down * cos - root),
    up - down * cos + root,
    2 * (down - up * cos),
    up - down * cos - root,
  ];
}

function firstOrder(hz: number, rate: number): Biquad {
  const g = Math.tan((Math.PI * hz) / rate);
  return [1, -1, 0, 1 + g, g - 1, 0];
}

function biquadDb([b0, b1, b2, a0, a1, a2]: Biquad, hz: number, rate: number): number {
  const w = (2 * Math.PI * hz) / rate;
  const size = (x: number, y: number, z: number) =>
    (x + y * Math.cos(w) + z * Math.cos(2 * w)) ** 2 + (y * Math.sin(w) + z * Math.sin(2 * w)) ** 2;
  return 10 * Math.log10(size(b0, b1, b2) / size(a0, a1, a2));
}

/** Frequencies of the ring's own period, about six to the octave, 20 Hz … 20 kHz. */
function frequencies(rate: number): { bin: number; hz: number }[] {
  const bins = new Set<number>();
  for (let hz = 20; hz <= 20_000; hz *= 2 ** (1 / 6)) bins.add(Math.ceil((hz * RING_CAPACITY) / rate));
  return [...bins].map((bin) => ({ bin, hz: (bin * rate) / RING_CAPACITY })).filter(({ hz }) => hz <= 20_000);
}

/** The response to one impulse in each ring, in dB, once it repeats. */
function measuredDb(response: Float32Array, bin: number): number {
  let real = 0;
  let imaginary = 0;
  for (let i = 0; i < response.length; i++) {
    const angle = (2 * Math.PI * ((bin * i) % RING_CAPACITY)) / RING_CAPACITY;
    real += response[i]! * Math.cos(angle);
    imaginary += response[i]! * Math.sin(angle);
  }
  return 10 * Math.log10(real * real + imaginary * imaginary);
}

interface Case {
  readonly name: string;
  readonly strip: Partial<StripSettings>;
  readonly formula: (rate: number) => readonly Biquad[];
}

const pass = (hz: number, slope: 12 | 18 | 24): Case => ({
  name: `high-pass ${hz} Hz ${slope} dB`,
  strip: { hpOn: true, hpHz: hz, hpSlope: slope },
  formula: (rate) => {
    const second = (q: number) => cookbook('highPass', hz, q, 0, rate);
    if (slope === 12) return [second(Math.SQRT1_2)];
    if (slope === 18) return [second(1), firstOrder(hz, rate)];
    return [second(0.541196100146), second(1.306562964876)];
  },
});
const band = (hz: number, db: number, q: number): Case => ({
  name: `bell ${hz} Hz ${db} dB Q ${q}`,
  strip: { eq2Hz: hz, eq2Db: db, eq2Q: q },
  formula: (rate) => [cookbook('bell', hz, q, db, rate)],
});
const low = (hz: number, db: number, q: number): Case => ({
  name: `low shelf ${hz} Hz ${db} dB Q ${q}`,
  strip: { eq1Hz: hz, eq1Db: db, eq1Q: q },
  formula: (rate) => [cookbook('low', hz, q, db, rate)],
});
const high = (hz: number, db: number, q: number): Case => ({
  name: `high shelf ${hz} Hz ${db} dB Q ${q}`,
  strip: { eq4Hz: hz, eq4Db: db, eq4Q: q },
  formula: (rate) => [cookbook('high', hz, q, db, rate)],
});
const everything: Case = {
  name: 'everything at once, ends as bells, reversed',
  strip: {
    invert: true,
    hpOn: true,
    hpHz: 90,
    hpSlope: 24,
    eq1Shelf: false,
    eq1Hz: 160,
    eq1Db: -9,
    eq1Q: 2,
    eq2Hz: 450,
    eq2Db: 6,
    eq2Q: 0.8,
    eq3Hz: 3_100,
    eq3Db: -12,
    eq3Q: 4,
    eq4Shelf: false,
    eq4Hz: 11_000,
    eq4Db: 7,
    eq4Q: 0.6,
  },
  formula: (rate) => [
    ...pass(90, 24).formula(rate),
    cookbook('bell', 160, 2, -9, rate),
    cookbook('bell', 450, 0.8, 6, rate),
    cookbook('bell', 3_100, 4, -12, rate),
    cookbook('bell', 11_000, 0.6, 7, rate),
  ],
};
const CASES: readonly Case[] = [
  ...([12, 18, 24] as const).flatMap((slope) => [20, 80, 400].map((hz) => pass(hz, slope))),
  ...[band(20, 18, 10), band(63, -18, 3), band(1_000, 6, 1), band(1_000, -6, 0.3), band(20_000, 18, 0.3)],
  ...[band(12_000, -18, 10), low(20, 18, 0.7), low(100, -18, 0.7), low(2_000, 12, 1.5), low(20_000, -6, 0.3)],
  ...[high(20_000, 18, 0.7), high(8_000, -18, 0.7), high(300, 12, 1.5), high(20, -6, 0.3), everything],
];

/** Below this the ratio is of no use to the ear, and float32 cannot hold it. */
const LEAST_DB = -75;

for (const rate of [44_100, 48_000]) {
  t.test(`M17 every filter has the response of its formula within 0.1 dB at ${rate} Hz`, async (t) => {
    const impulse = new Float32Array(RING_CAPACITY);
    impulse[0] = 0.5;
    const rig = stripRig(
      CASES.map(() => impulse),
      rate,
    );
    CASES.forEach(({ strip }, channel) => {
      rig.set(channel, strip);
    });
    rig.after(0, 12);
    CASES.forEach(({ name, formula }, channel) => {
      const response = rig.after(channel).map((x) => x / 0.5);
      let worst = 0;
      for (const { bin, hz } of frequencies(rate)) {
        const wanted = formula(rate).reduce((sum, biquad) => sum + biquadDb(biquad, hz, rate), 0);
        const got = measuredDb(response, bin);
        if (wanted > LEAST_DB) worst = Math.max(worst, Math.abs(got - wanted));
        else if (got > LEAST_DB + 1) t.fail(`${name}: ${got} dB at ${hz} Hz instead of ${wanted}`);
      }
      t.ok(worst < 0.1, `${name}: at most ${worst.toFixed(4)} dB away`);
    });
  });
}

t.test('M17 the drawn curve is the response of the same filter', async (t) => {
  const rate = 48_000;
  for (const hz of [20, 77, 400, 3_000, 20_000]) {
    const near = (got: number, biquads: readonly Biquad[], name: string) => {
      const wanted = biquads.reduce((sum, biquad) => sum + biquadDb(biquad, hz, rate), 0);
      t.ok(Math.abs(got - wanted) < 1e-6, `${name} at ${hz} Hz: ${got} for ${wanted}`);
    };
    near(sectionDb(bell(900, 9, 2, rate), hz, rate), [cookbook('bell', 900, 2, 9, rate)], 'bell');
    near(sectionDb(lowShelf(200, -9, 0.7, rate), hz, rate), [cookbook('low', 200, 0.7, -9, rate)], 'low shelf');
    near(sectionDb(highShelf(5_000, 9, 0.7, rate), hz, rate), [cookbook('high', 5_000, 0.7, 9, rate)], 'high shelf');
    for (const slope of [12, 18, 24] as const) {
      const got = highPass(100, slope, rate).reduce((sum, section) => sum + sectionDb(section, hz, rate), 0);
      near(got, pass(100, slope).formula(rate), `high-pass ${slope}`);
    }
  }
});

import t from 'tap';
import { chirpValue } from '../../../../src/web/listen/ear/chirps.js';
import { chirpSamples, findChirp } from '../../../../src/web/listen/ear/find-chirp.js';
import { seeded } from '../../../harness/seeded.js';

interface Heard {
  readonly atMs: number;
  /** Of the played level; negative turns the sound upside down. */
  readonly gain?: number;
  /** Root mean square, 1 = full scale. */
  readonly noise?: number;
  /** After the direct sound, ms, and its gain against it. */
  readonly echoes?: readonly (readonly [ms: number, gain: number])[];
  /** How much slower the microphone's clock runs, parts per million. */
  readonly driftPpm?: number;
  readonly seed?: number;
  readonly rate?: number;
  readonly ms?: number;
}

function hear({ atMs, gain = 1, noise = 0, echoes = [], driftPpm = 0, seed = 1, rate = 48_000, ms = 820 }: Heard) {
  const random = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Float32Array.from({ length: Math.round((ms * rate) / 1000) }, (_, i) => {
    const now = ((i * 1000) / rate) * (1 + driftPpm * 1e-6) - atMs;
    let value = gain * chirpValue(now);
    for (const [later, part] of echoes) value += gain * part * chirpValue(now - later);
    return value + noise * normal();
  });
}

const foundMs = (heard: Heard): number | undefined => {
  const rate = heard.rate ?? 48_000;
  const at = findChirp(hear(heard), chirpSamples(rate), rate);
  return at === undefined ? undefined : (at * 1000) / rate;
};

t.test('a chirp is found where it begins, within a twentieth of a millisecond', async (t) => {
  for (const heard of [
    { atMs: 0 },
    { atMs: 1.237 },
    { atMs: 41.6 },
    { atMs: 799 },
    { atMs: 41.6, gain: 0.001 },
    { atMs: 41.6, gain: -0.5 },
    { atMs: 41.6, rate: 44_100 },
    { atMs: 41.6, noise: 0.01 },
    { atMs: 41.6, gain: 0.1, noise: 0.002 },
  ])
    t.ok(Math.abs((foundMs(heard) ?? Number.NaN) - heard.atMs) < 0.05, JSON.stringify(heard));
});

t.test('the direct sound counts, not an echo, even if the echo is louder', async (t) => {
  for (const echoes of [
    [[3, 0.5]],
    [[12, 0.9]],
    [[12, 1.4]],
    [[35, 1.5]],
    [
      [2, 0.4],
      [5, 0.6],
      [11, 0.8],
      [23, 0.5],
    ],
  ] as const)
    t.ok(Math.abs((foundMs({ atMs: 60, echoes }) ?? Number.NaN) - 60) < 0.1, JSON.stringify(echoes));
});

t.test('silence, noise, music and half a chirp are no chirp', async (t) => {
  const chirp = chirpSamples(48_000);
  t.equal(foundMs({ atMs: 0, gain: 0 }), undefined, 'silence');
  for (let seed = 1; seed <= 10; seed++)
    t.equal(foundMs({ atMs: 0, gain: 0, noise: 0.1, seed }), undefined, `noise ${seed}`);
  const tones = Float32Array.from({ length: 39_360 }, (_, i) =>
    [220, 554, 1318, 2637].reduce((sum, hz) => sum + 0.1 * Math.sin((2 * Math.PI * hz * i) / 48_000), 0),
  );
  t.equal(findChirp(tones, chirp, 48_000), undefined, 'tones');
  t.equal(findChirp(new Float32Array(100), chirp, 48_000), undefined, 'a part shorter than a chirp');
  t.equal(findChirp(new Float32Array(0), chirp, 48_000), undefined, 'nothing');
});

t.test('with noise, echoes and clocks that drift, what is found is right within half a millisecond', async (t) => {
  for (let seed = 1; seed <= 40; seed++) {
    const random = seeded(seed * 977);
    const gain = (random() < 0.5 ? -1 : 1) * 10 ** (-2 * random());
    const heard = {
      atMs: 5 + 700 * random(),
      gain,
      noise: Math.abs(gain) * 0.1 * 0.8 * random(),
      echoes: Array.from({ length: 4 }, () => [1 + 40 * random(), 0.5 * (2 * random() - 1)] as const),
      driftPpm: 400 * random() - 200,
      seed,
    };
    const found = foundMs(heard);
    t.ok(found !== undefined && Math.abs(found - heard.atMs) < 0.5, `seed ${seed}: ${found} for ${heard.atMs}`);
  }
});

import t from 'tap';
import {
  CHIRP_MS,
  CHIRPS,
  chirpAt,
  chirpsValue,
  chirpValue,
  musicLevel,
  SPACING_MS,
  WHOLE_MS,
} from '../../../../src/web/listen/ear/chirps.js';

const RATE = 48_000;
const values = (ms: number, of: (ms: number) => number) =>
  Array.from({ length: (ms * RATE) / 1000 }, (_, i) => of((i * 1000) / RATE));

t.test('a chirp is at most −20 dBFS, begins and ends in silence, and has no step', async (t) => {
  const chirp = [0, ...values(CHIRP_MS, chirpValue), 0];
  const loudest = Math.max(...chirp.map(Math.abs));
  t.ok(loudest <= 0.1 && loudest > 0.09, `${loudest}`);
  // A full sine of 6 kHz moves by 0.08 per frame at this level.
  const steps = chirp.slice(1).map((value, i) => Math.abs(value - chirp[i]!));
  t.ok(Math.max(...steps) < 0.08, `${Math.max(...steps)}`);
  for (const ms of [-1, -1e-9, CHIRP_MS, CHIRP_MS + 1, Number.NaN]) t.equal(chirpValue(ms), 0, `${ms} ms`);
});

t.test('six chirps in five seconds, each where it should be, and nothing else', async (t) => {
  t.ok(WHOLE_MS > 4500 && WHOLE_MS < 5500, `${WHOLE_MS}`);
  const all = values(WHOLE_MS + 500, chirpsValue);
  for (let i = 0; i < CHIRPS; i++) {
    const at = (chirpAt(i) * RATE) / 1000;
    const chirp = all.slice(at, at + (CHIRP_MS * RATE) / 1000);
    t.ok(Math.max(...chirp) > 0.09, `chirp ${i}`);
    const rest = all.slice(at + chirp.length, at + (SPACING_MS * RATE) / 1000);
    t.ok(
      rest.every((value) => value === 0),
      `after chirp ${i}`,
    );
  }
  t.ok(all.slice(0, (chirpAt(0) * RATE) / 1000).every((value) => value === 0));
});

t.test('the music fades out, is silent under every chirp, and fades in again', async (t) => {
  for (const [ms, level] of [
    [-5, 1],
    [0, 1],
    [15, 0.5],
    [30, 0],
    [WHOLE_MS - 30, 0],
    [WHOLE_MS - 15, 0.5],
    [WHOLE_MS, 1],
    [WHOLE_MS + 100, 1],
  ] as const)
    t.equal(musicLevel(ms), level, `${ms} ms`);
  for (let i = 0; i < CHIRPS; i++)
    for (const ms of [chirpAt(i), chirpAt(i) + CHIRP_MS]) t.equal(musicLevel(ms), 0, `${ms} ms`);
});

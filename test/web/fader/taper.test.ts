import t from 'tap';
import {
  dbToTravel,
  faderGain,
  formatDb,
  gainToDb,
  gainToTravel,
  MAX_GAIN,
  stepGain,
  travelsWithin,
  travelToDb,
  travelToGain,
} from '../../../src/web/fader/taper.js';

t.test('the ends and the marks of the fader', async (t) => {
  t.equal(travelToDb(0), Number.NEGATIVE_INFINITY);
  t.equal(travelToGain(0), 0);
  t.equal(travelToDb(1), 12);
  t.equal(gainToTravel(0), 0);
  t.equal(gainToTravel(MAX_GAIN), 1);
  for (const [db, travel] of [
    [-60, 0.04],
    [-36, 0.2],
    [-12, 0.5],
    [0, 0.76],
    [12, 1],
  ]) {
    t.ok(Math.abs(dbToTravel(db) - travel) < 1e-12, `${db} dB is at ${travel}`);
    t.ok(Math.abs(travelToDb(travel) - db) < 1e-9, `${travel} is ${db} dB`);
  }
  t.equal(dbToTravel(Number.NaN), 0);
  t.equal(dbToTravel(40), 1);
});

t.test('travel → dB → travel is exact above silence, and rises', async (t) => {
  let last = Number.NEGATIVE_INFINITY;
  for (let travel = 0.04; travel <= 1; travel += 0.001) {
    const db = travelToDb(travel);
    t.ok(db >= last);
    last = db;
    t.ok(Math.abs(dbToTravel(db) - travel) < 1e-9);
  }
});

t.test('gains stay within 0…4 and on tenths of a dB', async (t) => {
  for (let i = 0; i <= 1000; i++) {
    const gain = travelToGain(i / 1000);
    t.ok(gain >= 0 && gain <= MAX_GAIN);
    if (gain > 0) t.ok(Math.abs(gainToDb(gain) * 10 - Math.round(gainToDb(gain) * 10)) < 1e-9);
  }
  t.equal(faderGain(40), MAX_GAIN);
  t.equal(faderGain(0), 1);
});

t.test('levels as they are written', async (t) => {
  for (const [gain, text] of [
    [0, '−∞'],
    [0.0001, '−∞'],
    [0.5, '−6.0'],
    [1, '0.0'],
    [2, '+6.0'],
    [4, '+12.0'],
    [0.9999, '0.0'],
  ] as const)
    t.equal(formatDb(gain), text);
});

t.test('a step moves by so many dB, stops at the ends and comes back out of silence', async (t) => {
  t.equal(formatDb(stepGain(1, 1)), '+1.0');
  t.equal(formatDb(stepGain(1, -0.1)), '−0.1');
  t.equal(stepGain(0, -1), 0);
  t.ok(stepGain(0, 1) > 0);
  t.equal(stepGain(faderGain(-60), -1), 0);
  t.equal(stepGain(4, 1), faderGain(12));
});

t.test('the travels within 6 dB of a level stay within 6 dB, and on the fader', async (t) => {
  for (const db of [-60, -59, -40, -6, 0, 8, 12]) {
    const [from, to] = travelsWithin(faderGain(db), 6);
    t.ok(from >= 0 && from < dbToTravel(db) && to >= dbToTravel(db) && to <= 1, `${db} dB`);
    t.ok(travelToDb(to) - db < 6 + 1e-9);
    if (from > 0) t.ok(db - travelToDb(from) < 6 + 1e-9);
  }
  t.same(travelsWithin(0, 6), [0, dbToTravel(-54)], 'from silence');
});

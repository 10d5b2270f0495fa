import t from 'tap';
import { Ballistics, levelDb, METER_FLOOR_DB, meterHeight } from '../../../src/web/meter/ballistics.js';

t.test('levels and heights at their edges', async (t) => {
  t.equal(levelDb(0), METER_FLOOR_DB);
  t.equal(levelDb(1), 0);
  t.equal(meterHeight(0), 1);
  t.equal(meterHeight(METER_FLOOR_DB), 0);
  t.equal(meterHeight(-30), 0.5);
  t.equal(meterHeight(6), 1);
});

t.test('rises at once, falls steadily, holds its peak', async (t) => {
  const meter = new Ballistics();
  meter.feed(0.5, 0);
  meter.advance(0);
  const top = meter.db;
  t.ok(Math.abs(top - levelDb(0.5)) < 1e-9);
  meter.feed(0, 20);
  meter.advance(100);
  t.ok(meter.db < top && meter.db > METER_FLOOR_DB);
  t.equal(meter.holdDb, top);
  for (let now = 200; now < 6000; now += 16) meter.advance(now);
  t.equal(meter.db, METER_FLOOR_DB);
  t.equal(meter.holdDb, METER_FLOOR_DB);
  t.notOk(meter.advance(6016), 'nothing to draw when nothing moves');
});

t.test('remembers a clip, then forgets it', async (t) => {
  const meter = new Ballistics();
  meter.feed(1, 0);
  t.ok(meter.clipped);
  meter.feed(0, 10);
  for (let now = 0; now < 2400; now += 16) meter.advance(now);
  t.ok(meter.clipped);
  for (let now = 2400; now < 3000; now += 16) meter.advance(now);
  t.notOk(meter.clipped);
});

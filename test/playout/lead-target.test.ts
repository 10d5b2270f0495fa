import t from 'tap';
import { LEAD_BOUNDS } from '../../src/playout/lead-bounds.js';
import { FALL_MS_PER_S, LeadTarget, SPARE_MS } from '../../src/playout/lead-target.js';

t.test('floor and ceiling of each choice', async (t) => {
  t.same(LEAD_BOUNDS, {
    low: { floorMs: 3, ceilingMs: 40 },
    normal: { floorMs: 6, ceilingMs: 80 },
    safe: { floorMs: 25, ceilingMs: 200 },
  });
  for (const bounds of Object.values(LEAD_BOUNDS)) {
    const target = new LeadTarget(bounds);
    t.equal(target.ms, bounds.floorMs);
    target.update(0, 0, 1);
    t.equal(target.ms, bounds.floorMs);
    target.update(1000, 10, 1);
    t.equal(target.ms, bounds.ceilingMs);
  }
});

t.test('it is what is needed, and repair, and 2 ms', async (t) => {
  const target = new LeadTarget(LEAD_BOUNDS.normal);
  target.update(11, 10, 0.05);
  t.equal(target.ms, 11 + 10 + SPARE_MS);
});

t.test('it rises at once and falls by 2.5 ms per second, to what is needed', async (t) => {
  const target = new LeadTarget(LEAD_BOUNDS.normal);
  target.update(30, 0, 0.05);
  t.equal(target.ms, 32);
  target.update(10, 0, 1);
  t.equal(target.ms, 32 - FALL_MS_PER_S);
  for (let i = 0; i < 20; i++) target.update(10, 0, 1);
  t.equal(target.ms, 12);
});

t.test('a new choice counts at once, up or down', async (t) => {
  const target = new LeadTarget(LEAD_BOUNDS.normal);
  target.update(60, 0, 1);
  target.setBounds(LEAD_BOUNDS.low);
  target.update(5, 0, 0);
  t.equal(target.ms, 7);
  target.setBounds(LEAD_BOUNDS.safe);
  target.update(5, 0, 0);
  t.equal(target.ms, 25);
});

t.test('when the fastest packets become later, the target over them is lower, down to the floor', async (t) => {
  const target = new LeadTarget(LEAD_BOUNDS.normal);
  target.update(30, 0, 1);
  target.originFell(10);
  t.equal(target.ms, 22);
  target.originFell(100);
  t.equal(target.ms, 6);
});

import t from 'tap';
import { Pacing } from '../../../src/web/meter/pacing.js';

/** The rest after many drawings of the same cost. */
function settled(costMs: number): number {
  const pacing = new Pacing();
  let rest = 0;
  for (let i = 0; i < 100; i++) rest = pacing.drew(costMs);
  return rest;
}

t.test('cheap pictures come at the pace of the screen', async (t) => {
  for (const costMs of [0, 0.5, 1.5]) t.equal(settled(costMs), 0, `${costMs} ms`);
});

t.test('dear pictures take an eighth of the time, and still come five times a second', async (t) => {
  for (const costMs of [2, 4, 10, 20]) t.ok(Math.abs(settled(costMs) - 7 * costMs) < 1, `${costMs} ms`);
  t.equal(settled(500), 200);
});

t.test('one slow picture does not stop the meters', async (t) => {
  const pacing = new Pacing();
  for (let i = 0; i < 50; i++) pacing.drew(1);
  t.ok(pacing.drew(20) < 40);
});

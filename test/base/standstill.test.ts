import t from 'tap';
import { Standstill } from '../../src/base/standstill.js';

t.test('a rising count has no age; a stalled one gets older with each look', async (t) => {
  const still = new Standstill(100);
  t.equal(still.look(1, 1000), 0);
  t.equal(still.look(2, 1100), 0);
  t.equal(still.look(2, 1200), 100);
  t.equal(still.look(2, 1350), 250);
  t.equal(still.look(3, 1450), 0);
  t.equal(still.look(-5, 1550), 0, 'a count that wraps moves too');
});

t.test('after a process or a machine was stopped and resumed, nothing is blamed', async (t) => {
  const still = new Standstill(100);
  still.look(1, 0);
  t.equal(still.look(1, 60_000), 200, 'a minute counts as two looks');
  t.equal(still.look(2, 60_100), 0);
});

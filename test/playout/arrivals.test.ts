import t from 'tap';
import { Arrivals, selectInPlace } from '../../src/playout/arrivals.js';
import { seeded } from '../harness/seeded.js';

t.test('selection finds the k-th smallest, fuzzed against a sort', async (t) => {
  const random = seeded(4);
  for (let n = 0; n < 500; n++) {
    const values = Float64Array.from({ length: 1 + Math.floor(random() * 60) }, () => Math.floor(random() * 20));
    const k = Math.floor(random() * values.length);
    const expected = values.slice().sort()[k];
    const found = selectInPlace(values, values.length, k);
    if (found !== expected) t.fail(`${found} instead of ${expected}`);
  }
});

t.test('the median leaves late packets out, the spread shows how late they come', async (t) => {
  const arrivals = new Arrivals();
  t.equal(arrivals.ready, false);
  for (let i = 0; i < 2000; i++) arrivals.observe(1000 - (i % 50 === 0 ? 700 : 0), i * 10);
  t.ok(arrivals.ready);
  t.equal(arrivals.median(), 1000);
  t.equal(arrivals.spread(), 700);
});

t.test('of several packets in 10 ms the latest counts', async (t) => {
  const arrivals = new Arrivals();
  for (let i = 0; i < 1000; i++) arrivals.observe(i % 5 === 0 ? 100 : 900, i * 2.5);
  t.equal(arrivals.median(), 100);
});

t.test('after a restart of the median a second of packets is needed again; the spread is kept', async (t) => {
  const arrivals = new Arrivals();
  for (let i = 0; i < 1000; i++) arrivals.observe(1000, i * 10);
  arrivals.restartMedian();
  t.equal(arrivals.ready, false);
  for (let i = 1000; i < 1200; i++) arrivals.observe(0, i * 10);
  t.ok(arrivals.ready);
  t.equal(arrivals.median(), 0);
  t.equal(arrivals.spread(), 1000);
});

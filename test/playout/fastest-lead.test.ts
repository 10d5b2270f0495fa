import t from 'tap';
import { FALL_AFTER_MS, FastestLead } from '../../src/playout/fastest-lead.js';

/** A packet every 5 ms from `fromMs` to `toMs`. */
function feed(fastest: FastestLead, fromMs: number, toMs: number, leadAt: (ms: number) => number): void {
  for (let ms = fromMs; ms < toMs; ms += 5) fastest.observe(leadAt(ms), ms);
}

t.test('it is known from the first packet on, and late packets do not change it', async (t) => {
  const fastest = new FastestLead();
  t.ok(Number.isNaN(fastest.ms));
  fastest.observe(7, 0);
  t.equal(fastest.ms, 7);
  feed(fastest, 5, 10_000, (ms) => (ms % 50 === 0 ? 7 : -30));
  t.equal(fastest.ms, 7);
});

t.test('a rise is followed within half a second; a rise of 0.3 s is not', async (t) => {
  const fastest = new FastestLead();
  feed(fastest, 0, 2000, () => 0);
  feed(fastest, 2000, 2300, () => 40);
  t.equal(fastest.ms, 0);
  feed(fastest, 2300, 4000, () => 0);
  t.equal(fastest.ms, 0);
  feed(fastest, 4000, 4500, () => 40);
  t.equal(fastest.ms, 40);
});

t.test('a fall is followed after 2 s at the earliest, and within the time that is promised', async (t) => {
  const fastest = new FastestLead();
  feed(fastest, 0, 2000, () => 0);
  feed(fastest, 2000, 4000, () => -40);
  t.equal(fastest.ms, 0);
  feed(fastest, 4000, 2000 + FALL_AFTER_MS, () => -40);
  t.equal(fastest.ms, -40);
});

t.test('a second in which the network brings nothing changes nothing', async (t) => {
  const fastest = new FastestLead();
  feed(fastest, 0, 3000, () => 5);
  for (let i = 0; i < 200; i++) fastest.observe(5 - (199 - i) * 5, 4000);
  feed(fastest, 4005, 6000, () => 5);
  t.equal(fastest.ms, 5);
});

t.test('after a reset the next packet counts alone', async (t) => {
  const fastest = new FastestLead();
  feed(fastest, 0, 3000, () => 5);
  fastest.reset();
  t.ok(Number.isNaN(fastest.ms));
  fastest.observe(-900, 3000);
  t.equal(fastest.ms, -900);
});

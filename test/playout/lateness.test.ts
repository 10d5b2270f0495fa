import t from 'tap';
import { Lateness } from '../../src/playout/lateness.js';
import { seeded } from '../harness/seeded.js';

const CEILING = 80;

/** A packet every 5 ms from `fromMs` to `toMs`, each `lateAt` later than the fastest. */
function feed(lateness: Lateness, fromMs: number, toMs: number, lateAt: (ms: number) => number): void {
  for (let ms = fromMs; ms < toMs; ms += 5) lateness.observe(-lateAt(ms), ms, CEILING);
}

t.test('packets that all come as fast need nothing', async (t) => {
  const lateness = new Lateness();
  t.equal(lateness.needed(CEILING), 0);
  feed(lateness, 0, 30_000, () => 0);
  t.equal(lateness.needed(CEILING), 0);
});

t.test('one packet in 200 may be later than what is needed; two may not', async (t) => {
  const rare = new Lateness();
  feed(rare, 0, 20_000, (ms) => (ms % 1000 === 500 ? 30 : 0));
  t.equal(rare.needed(CEILING), 0);
  const often = new Lateness();
  feed(often, 0, 20_000, (ms) => (ms % 500 === 250 ? 30 : 0));
  t.ok(Math.abs(often.needed(CEILING) - 30) <= 0.25, `${often.needed(CEILING)}`);
});

t.test('a late packet is forgotten after 20 s', async (t) => {
  const lateness = new Lateness();
  feed(lateness, 0, 2000, () => 0);
  feed(lateness, 2000, 2400, (ms) => (ms % 50 === 0 ? 0 : 20));
  feed(lateness, 2400, 21_500, () => 0);
  t.ok(Math.abs(lateness.needed(CEILING) - 20) <= 0.25);
  feed(lateness, 21_500, 22_500, () => 0);
  t.equal(lateness.needed(CEILING), 0);
});

t.test('the share of packets that were later than a time', async (t) => {
  const lateness = new Lateness();
  t.equal(lateness.shareLater(0), 0);
  feed(lateness, 0, 20_000, (ms) => (ms % 100 === 50 ? 10 : ms % 20 === 0 ? 0 : 2));
  t.equal(lateness.shareLater(-1), 1);
  t.ok(Math.abs(lateness.shareLater(5) - 0.05) < 0.002, `${lateness.shareLater(5)}`);
  t.ok(Math.abs(lateness.shareLater(1) - 0.75) < 0.01, `${lateness.shareLater(1)}`);
  t.equal(lateness.shareLater(11), 0);
});

t.test('an outage and what it held back need nothing, even ten times in 20 s', async (t) => {
  const lateness = new Lateness();
  feed(lateness, 0, 5000, () => 0);
  for (let from = 5000; from < 15_000; from += 1000) {
    const until = from + 300;
    for (let sent = from; sent < from + 1000; sent += 5) {
      const at = Math.max(sent, until);
      lateness.observe(sent - at, at, CEILING);
    }
  }
  t.equal(lateness.needed(CEILING), 0);
});

t.test(
  'a link that holds everything back again and again, for longer than the ceiling, needs the ceiling',
  async (t) => {
    const lateness = new Lateness();
    const clumps = (from: number, to: number) => {
      for (let sent = from; sent < to; sent += 5)
        lateness.observe(sent - Math.ceil(sent / 100) * 100, Math.ceil(sent / 100) * 100, CEILING);
    };
    clumps(0, 5000);
    t.equal(lateness.needed(CEILING), 0, 'not in the first seconds');
    clumps(5000, 20_000);
    t.equal(lateness.needed(CEILING), CEILING);
  },
);

t.test('a stall that the ceiling covers is needed', async (t) => {
  const lateness = new Lateness();
  for (let sent = 0; sent < 20_000; sent += 5) {
    const at = sent % 2000 < 40 ? sent - (sent % 2000) + 40 : sent;
    lateness.observe(sent - at, at, CEILING);
  }
  t.ok(lateness.needed(CEILING) > 25 && lateness.needed(CEILING) <= 40.25, `${lateness.needed(CEILING)}`);
});

t.test('a network that gets slower for good is reported once, and is no lateness', async (t) => {
  const lateness = new Lateness();
  feed(lateness, 0, 5000, () => 0);
  let fell = 0;
  for (let ms = 5000; ms < 9000; ms += 5) fell += lateness.observe(-30, ms, CEILING);
  t.equal(fell, 30);
  t.equal(lateness.fastestMs, -30);
  t.equal(lateness.needed(CEILING), 0);
});

t.test('clocks that differ by 100 ppm look like at most 0.5 ms of lateness', async (t) => {
  for (const ppm of [100, -100]) {
    const lateness = new Lateness();
    let fell = 0;
    for (let ms = 0; ms < 120_000; ms += 5) fell += lateness.observe(ms * ppm * 1e-6, ms, CEILING);
    t.ok(lateness.needed(CEILING) <= 0.5, `${ppm} ppm: ${lateness.needed(CEILING)} ms`);
    t.equal(fell, 0);
  }
});

t.test('fuzz: what is needed is the quantile of a sorted copy, within the width of a bin', async (t) => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = seeded(seed);
    const lateness = new Lateness();
    const all: number[] = [];
    const mean = 1 + random() * 6;
    for (let i = 0; i < 8000; i++) {
      // Every tenth packet is the fastest, so that the origin is known.
      const late = i % 10 === 0 ? 0 : Math.min(CEILING, -mean * Math.log(1 - random()));
      lateness.observe(-late, i * 5, CEILING);
      all.push(late);
    }
    const last = all.slice(-4000).sort((a, b) => b - a);
    const expected = last[Math.floor(last.length * 0.005)]!;
    t.ok(
      Math.abs(lateness.needed(CEILING) - expected) <= 0.25,
      `seed ${seed}: ${lateness.needed(CEILING)} for ${expected}`,
    );
  }
});

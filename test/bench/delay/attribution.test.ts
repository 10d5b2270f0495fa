import t from 'tap';
import { type Arrival, attribute, type Counters } from './attribution.js';

const RATE = 48_000;
const FRAMES = 240;
const PACKET_MS = 5;

/** A packet every 5 ms, the fastest 1 ms on its way; `change` of the packet at a time. */
function arrivals(seconds: number, change: (atMs: number) => Partial<{ late: number; held: number }>): Arrival[] {
  return Array.from({ length: seconds * 200 }, (_, n) => {
    const { late = 0, held = 0.2 } = change(n * PACKET_MS);
    const receivedMs = n * PACKET_MS + 1 + late;
    return { first: n * FRAMES, receivedMs, takenMs: receivedMs + held, repaired: false };
  });
}

function counters(gapAtS: number, deviceGaps: number): Counters[] {
  return [1, 2, 3, 4].map((second) => ({
    atMs: second * 1000,
    underruns: second > gapAtS ? 1 : 0,
    losses: 0,
    deviceGaps: second > gapAtS ? deviceGaps : 0,
    targetMs: 13,
    fillMs: 13,
  }));
}

const NONE = { ours: 0, late: 0, page: 0, slip: 0 };

t.test('a gap is ours unless its own second explains it', async (t) => {
  const of = (change: (atMs: number) => object, deviceGaps = 0, slips: number[] = []) =>
    attribute(arrivals(4, change), counters(2, deviceGaps), slips, RATE, FRAMES, 0);
  t.same(
    of(() => ({})),
    { ...NONE, ours: 1 },
  );
  t.same(
    of((atMs) => (atMs === 2500 ? { late: 9 } : {})),
    { ...NONE, late: 1 },
    'a packet later than the lead',
  );
  t.same(
    of((atMs) => (atMs === 2500 ? { late: 7 } : {})),
    { ...NONE, ours: 1 },
    'the lead covers 8 ms',
  );
  t.same(
    of((atMs) => (atMs === 1500 ? { late: 9 } : {})),
    { ...NONE, ours: 1 },
    'at another time',
  );
  t.same(
    of((atMs) => (atMs === 2500 ? { late: 5, held: 4 } : {})),
    { ...NONE, page: 1 },
    'the worker stood still',
  );
  t.same(
    of(() => ({}), 1),
    { ...NONE, page: 1 },
    'the page stood still',
  );
  t.same(
    of(() => ({}), 0, [2400]),
    { ...NONE, slip: 1 },
  );
  t.same(
    of(() => ({}), 0, [1400]),
    { ...NONE, ours: 1 },
  );
});

t.test('one cause explains one gap, and packets that are late together are one cause', async (t) => {
  const many = counters(2, 0).map((each) => ({ ...each, underruns: 3 * each.underruns }));
  const late = (atMs: number) => (atMs >= 2500 && atMs < 2520 ? { late: 20 } : {});
  t.same(attribute(arrivals(4, late), many, [], RATE, FRAMES, 0), { ...NONE, late: 1, ours: 2 });
});

t.test('without a gap nothing is attributed', async (t) => {
  const none = counters(9, 0);
  t.same(
    attribute(
      arrivals(4, () => ({ late: 9 })),
      none,
      [2400],
      RATE,
      FRAMES,
      0,
    ),
    NONE,
  );
});

import t from 'tap';
import { RecentTrouble } from '../../../src/web/engineer/recent-trouble.js';
import { listener } from './listener.js';

const at = (second: number, dropped: number, underruns: number, concealedMs: number) => ({
  ...listener,
  dropped,
  forMs: 1000 * second,
  report: { underruns, concealedMs },
});

t.test('only what is new counts, and it fades', async (t) => {
  const recent = new RecentTrouble();
  const note = (...reading: Parameters<typeof at>) => recent.note([at(...reading)]).get('anna');
  t.same(note(1, 400, 30, 900), { lost: 0, dropouts: 0, madeUp: 0 }, 'what was before nobody looked is not recent');
  const bad = note(2, 410, 32, 1400);
  t.same(bad?.lost, 10);
  t.same(bad?.dropouts, 2);
  t.ok(Math.abs(bad!.madeUp - 0.5 * 0.15) < 1e-9, `half a second of a second: ${bad?.madeUp}`);
  for (let second = 3; second < 40; second++) note(second, 410, 32, 1400);
  const later = note(40, 410, 32, 1400)!;
  t.ok(later.lost < 0.1 && later.dropouts < 0.1 && later.madeUp < 0.001, 'it is forgotten');
});

t.test('a listener that came anew counts from 0, and a listener that left is forgotten', async (t) => {
  const recent = new RecentTrouble();
  recent.note([at(10, 5, 5, 5)]);
  t.same(recent.note([at(1, 90, 90, 900)]).get('anna'), { lost: 0, dropouts: 0, madeUp: 0 });
  t.equal(recent.note([]).size, 0);
  const { device: _, ...nameless } = at(2, 99, 0, 0);
  t.equal(recent.note([nameless]).size, 0, 'nor one without a name');
});

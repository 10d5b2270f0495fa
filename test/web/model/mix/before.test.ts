import t from 'tap';
import { changesBack, missing } from '../../../../src/web/model/mix/before.js';
import type { HistoryEntry } from '../../../../src/wire/messages.js';

const entry = (at: number, ch: number, from: number, to: number): HistoryEntry => ({
  n: at,
  rev: at,
  at,
  by: 'anna',
  name: 'Anna',
  role: 'musician',
  source: 'web',
  why: 'set',
  changes: [{ p: 'gain', ch, from, to }],
  undone: false,
});
const now = (levels: Readonly<Record<string, number>>) => (key: string) => levels[key];

t.test('the way back leads to before the newest changes, which end at a pause', async (t) => {
  const entries = [entry(100_000, 2, 0.3, 0.9), entry(95_000, 1, 0.5, 0.7), entry(50_000, 1, 0.1, 0.5)];
  t.same(changesBack(entries, now({ 'gain:1': 0.7, 'gain:2': 0.9 })), [
    { p: 'gain', ch: 2, v: 0.3 },
    { p: 'gain', ch: 1, v: 0.5 },
  ]);
});

t.test('changes that came to nothing take those before them along; none is left without a history', async (t) => {
  const entries = [entry(100_000, 1, 0.7, 0.5), entry(99_000, 1, 0.5, 0.7), entry(50_000, 1, 0.1, 0.5)];
  t.same(changesBack(entries, now({ 'gain:1': 0.5 })), [{ p: 'gain', ch: 1, v: 0.1 }]);
  t.same(changesBack([], now({})), []);
});

t.test('an input that is not there any more is left out', async (t) => {
  t.same(changesBack([entry(1, 9, 0.2, 0.4)], now({ 'gain:1': 0.5 })), []);
  t.same(
    missing(
      [
        ['master', 1],
        ['gain:1', 0.5],
      ],
      now({ master: 0.8, 'gain:1': 0.5 }),
    ),
    [{ p: 'master', v: 1 }],
  );
});

import t from 'tap';
import { canTakeBack, madeBy, withEntries } from '../../../../src/web/model/mix/history-entries.js';
import type { HistoryEntry } from '../../../../src/wire/messages.js';

const entry = (n: number, more: Partial<HistoryEntry> = {}): HistoryEntry => ({
  n,
  rev: 100 + n,
  at: 0,
  by: 'desk',
  name: 'Marta',
  role: 'engineer',
  source: 'web',
  why: 'set',
  changes: [{ p: 'gain', ch: 0, from: 0.5, to: 1 }],
  undone: false,
  ...more,
});

t.test('the entries of a movement are that person’s, newest first, and only those that can be undone', async (t) => {
  const entries = [
    entry(5, { why: 'undo' }),
    entry(4),
    entry(3, { by: 'web-1' }),
    entry(2, { undone: true }),
    entry(1),
    entry(0),
  ];
  t.same(madeBy(entries, 'desk', new Set([101, 102, 103, 104, 105])), [4, 1]);
  t.same(madeBy(entries, 'desk', new Set([99])), [], 'a change that is in no entry undoes nothing');
});

t.test('a value that somebody has moved since cannot be undone', async (t) => {
  t.ok(canTakeBack(entry(1), () => 1));
  t.notOk(canTakeBack(entry(1), () => 0.7));
  t.notOk(canTakeBack(entry(1, { undone: true }), () => 1));
});

t.test('an entry that became undone keeps its place', async (t) => {
  const known = [entry(2), entry(1), entry(0)];
  const now = withEntries(known, [entry(3, { why: 'undo' }), entry(1, { undone: true })], 3);
  t.same(
    now.map(({ n, undone }) => [n, undone]),
    [
      [3, false],
      [2, false],
      [1, true],
    ],
  );
});

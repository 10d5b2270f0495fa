import t from 'tap';
import { loadedPreset } from '../../../../src/web/model/mix/loaded-preset.js';
import type { HistoryEntry } from '../../../../src/wire/messages.js';

let count = 0;
const entry = (changes: HistoryEntry['changes'], more: Partial<HistoryEntry> = {}): HistoryEntry => ({
  n: ++count,
  rev: count,
  at: count,
  by: 'anna',
  name: 'Anna',
  role: 'musician',
  source: 'web',
  why: 'set',
  changes,
  undone: false,
  ...more,
});
const gain = (ch: number, from: number, to: number) => ({ p: 'gain', ch, from, to }) as const;
const preset = (id: string, values: Readonly<Record<string, number>>, song: string | null = null) => ({
  preset: { id, name: id, song, locked: false, at: 0, rev: 0 },
  values: new Map(Object.entries(values)),
});
const presets = [preset('soft', { 'gain:0': 0.2, 'gain:1': 0.2 }), preset('loud', { 'gain:0': 1, 'gain:1': 1 })];
/** What it says in two words. */
const found = (
  entries: readonly HistoryEntry[],
  now: Readonly<Record<string, number>>,
  song?: string,
  of: Parameters<typeof loadedPreset>[0] = presets,
) => {
  const loaded = loadedPreset(of, entries, Object.entries(now), song);
  return loaded && `${loaded.preset.id}${loaded.changed ? ' changed' : ''}`;
};

t.test(
  'a mix equal to a preset is that preset; a value moved since says changed; moved back, it does not',
  async (t) => {
    t.equal(found([], { 'gain:0': 1, 'gain:1': 1 }), 'loud');
    const moved = entry([gain(1, 1, 0.5)]);
    t.equal(found([moved], { 'gain:0': 1, 'gain:1': 0.5 }), 'loud changed');
    t.equal(found([entry([gain(1, 0.5, 1)]), moved], { 'gain:0': 1, 'gain:1': 1 }), 'loud');
  },
);

t.test('the newest state that equals a preset counts, however many came before', async (t) => {
  const recall = entry([gain(0, 0.2, 1), gain(1, 0.2, 1)], { why: 'preset' });
  t.equal(found([entry([gain(0, 1, 0.9)]), recall], { 'gain:0': 0.9, 'gain:1': 1 }), 'loud changed');
});

t.test('a recall that was undone does not count, nor does its undo', async (t) => {
  const mine = entry([gain(0, 0.2, 0.3)]);
  const recall = entry([gain(0, 0.3, 1), gain(1, 0.2, 1)], { why: 'preset', undone: true });
  const undo = entry([gain(0, 1, 0.3), gain(1, 1, 0.2)], { why: 'undo' });
  t.equal(found([undo, recall, mine], { 'gain:0': 0.3, 'gain:1': 0.2 }), 'soft changed');
});

t.test('of equal presets the present song’s counts, otherwise the one saved last', async (t) => {
  const twins = [preset('one', { 'gain:0': 1 }, 'song-1'), preset('two', { 'gain:0': 1 }, 'song-2')];
  t.equal(found([], { 'gain:0': 1 }, 'song-1', twins), 'one');
  t.equal(found([], { 'gain:0': 1 }, 'song-9', twins), 'two');
  t.equal(found([], { 'gain:0': 1 }, undefined, twins), 'two');
});

t.test(
  'nothing is claimed where no state equals a preset; inputs that only one of both has do not count',
  async (t) => {
    t.equal(found([entry([gain(0, 0.4, 0.5)])], { 'gain:0': 0.5, 'gain:1': 1 }), undefined);
    t.equal(found([], {}, undefined, []), undefined);
    t.equal(found([], { 'gain:0': 1, 'gain:1': 1, 'gain:2': 0.7 }), 'loud');
    t.equal(found([entry([gain(7, 0, 1)])], { 'gain:0': 1 }), 'loud');
  },
);

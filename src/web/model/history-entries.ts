/** What can be taken back of a mix's history. Pure. */
import type { Value } from '../sync/wire.js';
import type { HistoryEntry } from './types.js';

/** Undo and redo themselves are not undone by undo. */
const undoable = (entry: HistoryEntry): boolean => !entry.undone && entry.why !== 'undo' && entry.why !== 'redo';

/**
 * Numbers of the entries that the changes `revs` of one person are in, newest first; only those that can be taken
 * back.
 */
export function madeBy(entries: readonly HistoryEntry[], by: string, revs: ReadonlySet<number>): readonly number[] {
  return entries
    .filter((entry) => undoable(entry) && entry.by === by && revs.has(entry.rev))
    .map(({ n }) => n)
    .sort((a, b) => b - a);
}

/** Whether taking it back would change anything: a value somebody moved since stays as it is. `now` is the mix. */
export function canTakeBack(entry: HistoryEntry, now: (p: string, ch: number | undefined) => Value): boolean {
  return undoable(entry) && entry.changes.some(({ p, ch, to }) => now(p, ch) === to);
}

/** The history after a message: it brings entries that are new or have become undone. */
export function withEntries(
  known: readonly HistoryEntry[],
  brought: readonly HistoryEntry[],
  kept: number,
): readonly HistoryEntry[] {
  const fresh = new Set(brought.map(({ n }) => n));
  return [...brought, ...known.filter(({ n }) => !fresh.has(n))].sort((a, b) => b.n - a.n).slice(0, kept);
}

/** Which entries of a mix's history can be undone. Pure. */

import type { HistoryEntry } from '../../../wire/messages.js';
import type { ParameterValue } from '../../../wire/mix.js';

/** Whether its changes count and can be undone: neither do those of an entry that was undone, nor those of the undo. */
export const isInForce = (entry: HistoryEntry): boolean =>
  !entry.undone && entry.why !== 'undo' && entry.why !== 'redo';

/** Numbers of one person's entries that belong to the changes `revs`, newest first; only those that can be undone. */
export function madeBy(entries: readonly HistoryEntry[], by: string, revs: ReadonlySet<number>): readonly number[] {
  return entries
    .filter((entry) => isInForce(entry) && entry.by === by && revs.has(entry.rev))
    .map(({ n }) => n)
    .sort((a, b) => b - a);
}

/** Whether undo would change anything: a value that moved again since stays as it is. `now` reads the mix. */
export function canTakeBack(entry: HistoryEntry, now: (p: string, ch: number | undefined) => ParameterValue): boolean {
  return isInForce(entry) && entry.changes.some(({ p, ch, to }) => now(p, ch) === to);
}

/** Merges a message into the history: it brings entries that are new or have become undone. */
export function withEntries(
  known: readonly HistoryEntry[],
  brought: readonly HistoryEntry[],
  kept: number,
): readonly HistoryEntry[] {
  const fresh = new Set(brought.map(({ n }) => n));
  return [...brought, ...known.filter(({ n }) => !fresh.has(n))].sort((a, b) => b.n - a.n).slice(0, kept);
}

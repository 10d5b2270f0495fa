/** What a mix was before: the values that the newest changes replaced, from its history. Pure. */
import type { HistoryEntry } from '../../../wire/messages.js';
import type { Change, ParameterValue } from '../../../wire/mix.js';
import { changeOf, type Key, keyOf } from '../../sync/keys.js';

/** A pause this long between two changes begins something new, ms. */
const PAUSE_MS = 30_000;

/** The present value of a parameter; undefined for an input that is not there now. */
export type Now = (key: Key) => ParameterValue | undefined;

/** The changes of `then` that the mix does not have now. */
export function missing(then: Iterable<readonly [Key, ParameterValue]>, now: Now): readonly Change[] {
  return [...then]
    .filter(([key, v]) => {
      const present = now(key);
      return present !== undefined && present !== v;
    })
    .map(([key, v]) => changeOf(key, v));
}

/**
 * The changes that lead back to before the newest ones, which end at the first pause. Where those came to nothing,
 * the ones before them count too. `entries`: newest first, of everybody.
 */
export function changesBack(entries: readonly HistoryEntry[], now: Now): readonly Change[] {
  const before = new Map<Key, ParameterValue>();
  for (const [i, entry] of entries.entries()) {
    for (const change of entry.changes) before.set(keyOf(change), change.from);
    const next = entries[i + 1];
    if (next !== undefined && entry.at - next.at < PAUSE_MS) continue;
    const back = missing(before, now);
    if (back.length > 0) return back;
  }
  return [];
}

/**
 * The history of a mix (who changed what and when, from which value to which) and undo. Entries live in a ring of
 * HISTORY_SLOTS rows per mix. They are overwritten in place, so the store never deletes in bulk. Pure over a draft.
 */

import { ControlError } from '../../wire/errors.js';
import type { HistoryEntry } from '../../wire/messages.js';
import type { HistoryChange } from '../../wire/mix.js';
import type { Draft } from '../state/draft.js';
import type { HistoryRecord, Reader } from '../state/state.js';
import { presentValue } from './mix-command.js';
import { authorsFor } from './shared.js';

/** Entries kept for each mix; the requirement is at least 200. */
export const HISTORY_SLOTS = 256;
/**
 * Bounds of the history topic's first message: at most so many entries, and no further entry after so many changes. A
 * phone can take a message of this size at once.
 */
export const TOLD_ENTRIES = 60;
export const TOLD_CHANGES = 2000;
/** Longest pause between two commands of one gesture (a fader drag), ms of the box's age. */
const GESTURE_MS = 10_000;

const slotId = (uuid: string, n: number) => `${uuid}/${n % HISTORY_SLOTS}`;

/** Entries of one mix, newest first. */
export function* entries(reader: Reader, uuid: string): IterableIterator<HistoryRecord> {
  const next = reader.get('trail', uuid)?.next ?? 0;
  for (let n = next - 1; n >= 0 && n >= next - HISTORY_SLOTS; n--) {
    const entry = reader.get('history', slotId(uuid, n));
    // After a repair of the store a slot may hold an older entry, which does not belong here.
    if (entry?.n === n) yield entry;
  }
}

/** Records what a command changed. Commands of one gesture become one entry, from the first value to the last. */
export function record(
  draft: Draft,
  uuid: string,
  changes: readonly HistoryChange[],
  why: string,
  gesture: string | null,
): void {
  if (changes.length === 0) return;
  const { uuid: by, name, role, source } = draft.actor;
  const next = draft.get('trail', uuid)?.next ?? 0;
  const last = next > 0 ? draft.get('history', slotId(uuid, next - 1)) : undefined;
  if (gesture !== null && last && last.n === next - 1 && continues(last, gesture, by, draft.age)) {
    draft.put('history', slotId(uuid, last.n), {
      ...last,
      at: draft.at,
      age: draft.age,
      rev: draft.rev,
      changes: merge(last.changes, changes),
    });
    return;
  }
  draft.put('history', slotId(uuid, next), {
    n: next,
    rev: draft.rev,
    at: draft.at,
    by,
    name,
    role: role === 'box' ? 'engineer' : role,
    source,
    why,
    gesture,
    changes,
    undone: 0,
    undoneBy: null,
    age: draft.age,
  });
  draft.put('trail', uuid, { next: next + 1 });
}

function continues(last: HistoryRecord, gesture: string, by: string, age: number): boolean {
  return last.gesture === gesture && last.by === by && last.undone === 0 && age - (last.age ?? 0) <= GESTURE_MS;
}

function merge(earlier: readonly HistoryChange[], later: readonly HistoryChange[]): HistoryChange[] {
  const merged = new Map(earlier.map((change) => [`${change.p}/${change.ch}`, change]));
  for (const change of later) {
    const key = `${change.p}/${change.ch}`;
    const first = merged.get(key);
    merged.set(key, first ? { ...change, from: first.from } : change);
  }
  return [...merged.values()];
}

/** Undo never takes back an undo or a redo; redo does the former. */
const undoable = (entry: HistoryRecord) => entry.why !== 'undo' && entry.why !== 'redo';

/** The changes whose value is still as the entry left it (`to`), or as its undo left it (`from`). */
function stillInForce(reader: Reader, uuid: string, entry: HistoryRecord, side: 'from' | 'to'): HistoryChange[] {
  const mix = reader.get('mix', uuid)?.mix;
  return mix ? entry.changes.filter((change) => presentValue(mix, change) === change[side]) : [];
}

export interface Step {
  readonly entry: HistoryRecord;
  readonly changes: readonly HistoryChange[];
}

/**
 * The step that `by` would undo. With `n` it is that entry, of any author; without, the newest of their own entries
 * that is still in force. Devices that share the mix count as one. Values that somebody changed since are left alone.
 */
export function undoStep(reader: Reader, uuid: string, by: string, n?: number): Step {
  const authors = authorsFor(reader, uuid, by);
  for (const entry of entries(reader, uuid)) {
    if (entry.undone > 0 || !undoable(entry) || (n === undefined ? !authors.has(entry.by) : entry.n !== n)) continue;
    const changes = stillInForce(reader, uuid, entry, 'to');
    if (changes.length > 0) return { entry, changes };
    if (n !== undefined) throw new ControlError('superseded', 'somebody has changed these values since');
  }
  throw new ControlError('nothing_to_undo', 'no change of yours is still in force');
}

/** The step that `by` would redo: their last undo that nobody has changed since. */
export function redoStep(reader: Reader, uuid: string, by: string): Step {
  const authors = authorsFor(reader, uuid, by);
  const undone = [...entries(reader, uuid)].filter((entry) => entry.undone > 0 && authors.has(entry.undoneBy ?? ''));
  undone.sort((a, b) => b.undone - a.undone);
  for (const entry of undone) {
    const changes = stillInForce(reader, uuid, entry, 'from');
    if (changes.length > 0) return { entry, changes };
  }
  throw new ControlError('nothing_to_redo', 'nothing that you undid can be redone now');
}

/** Marks an entry as undone (at this draft's revision), or as in force again. */
export function mark(draft: Draft, uuid: string, entry: HistoryRecord, undone: boolean): void {
  draft.put('history', slotId(uuid, entry.n), {
    ...entry,
    undone: undone ? draft.rev : 0,
    undoneBy: undone ? draft.actor.uuid : null,
  });
}

const possible = (step: () => Step): boolean => {
  try {
    step();
    return true;
  } catch {
    return false;
  }
};

export const canUndo = (reader: Reader, uuid: string, by: string): boolean =>
  possible(() => undoStep(reader, uuid, by));
export const canRedo = (reader: Reader, uuid: string, by: string): boolean =>
  possible(() => redoStep(reader, uuid, by));

/** An entry as clients see it. */
export function historyView(entry: HistoryRecord): HistoryEntry {
  const { n, rev, at, by, name, role, source, why, changes, undone } = entry;
  return { n, rev, at, by, name, role, source, why, changes, undone: undone > 0 };
}

/** The newest entries of a mix, for the topic's first message. HTTP serves the older ones. */
export function newestEntries(reader: Reader, uuid: string): HistoryRecord[] {
  const newest: HistoryRecord[] = [];
  let changes = 0;
  for (const entry of entries(reader, uuid)) {
    if (newest.length === TOLD_ENTRIES || changes >= TOLD_CHANGES) break;
    newest.push(entry);
    changes += entry.changes.length;
  }
  return newest;
}

/** Removes the whole history of a mix. */
export function forget(draft: Draft, uuid: string): void {
  for (const entry of entries(draft, uuid)) draft.remove('history', slotId(uuid, entry.n));
  draft.remove('trail', uuid);
}

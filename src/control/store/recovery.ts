/**
 * Opens the store at the start, after a child process has probed it (`open-store.ts`). Damage never stops the box. A
 * store that does not open is moved aside and replaced by the newest good copy. Single torn records are taken from that
 * copy. If the disk cannot be written, this run keeps its changes in memory.
 */

import { copyFileSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { NoteCode } from '../../wire/note-codes.js';
import type { Key } from '../state/state.js';
import { moveAside } from './aside.js';
import { copies } from './backups.js';
import { LmdbStore } from './lmdb-store.js';
import { makeFolder } from './make-folder.js';
import { MemoryStore } from './memory-store.js';
import { type ProbeResult, probe } from './probe.js';
import type { Store } from './store.js';
import { asStoreError, StoreError } from './store.js';

export interface Opened {
  readonly store: Store;
  readonly rows: Iterable<[Key, unknown]>;
  /** What happened: one line each, for the log and the engineer. */
  readonly notes: readonly { readonly code: NoteCode; readonly message: string }[];
  /** True if older data replaced lost data: clients must drop what they remember. */
  readonly recovered: boolean;
  /** Records to write again, or to remove if nothing replaced them. */
  readonly rewrite: readonly Key[];
}

/** @param probed what the child found in the store; undefined if there is no store file. */
export async function recover(dataDir: string, probed: ProbeResult | undefined): Promise<Opened> {
  const folder = join(dataDir, 'store');
  const kept = copies(join(dataDir, 'backups'));
  if (!probed && kept.length === 0) {
    // A file in the folder's place is not a store. A folder without a store file was never written.
    if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === false)
      return restored(folder, kept, 'the store is no folder');
    return fresh(folder);
  }
  const found = probed ?? { state: 'damaged' as const, reason: 'its file is missing' };
  // LMDB takes an emptied file for a new store. If there are copies, it was not new.
  const emptied = found.state === 'good' && found.rows === 0 && kept.length > 0;
  if (emptied) return restored(folder, kept, 'the store is empty');
  if (found.state === 'good') return { ...open(folder, []), rows: handedOver(found.told) };
  if (found.state === 'torn') return mended(folder, found.bad, kept);
  // Most stores are good. None may be moved aside only because the child did not start.
  if (found.unlooked) return open(folder, []);
  // A disk that cannot be written is no damage: the child only failed to open for writing.
  if (probed && (await probe(folder, { readOnly: true })).state === 'good') return open(folder, []);
  return restored(folder, kept, `the store is damaged (${found.reason})`);
}

/** Yields every record and empties the list: `Opened` stays referenced while the box runs. */
function* handedOver(rows: [Key, unknown][]): Iterable<[Key, unknown]> {
  yield* rows;
  rows.length = 0;
}

function fresh(folder: string): Opened {
  try {
    return { store: LmdbStore.open(folder), rows: [], notes: [], recovered: false, rewrite: [] };
  } catch (error) {
    return inMemory([], asStoreError(error), []);
  }
}

function inMemory(rows: [Key, unknown][], trouble: StoreError, notes: Opened['notes']): Opened {
  const message = `${trouble.message}: changes of this run are kept in memory only`;
  return {
    store: new MemoryStore(rows, new StoreError(trouble.code, trouble.message)),
    rows,
    notes: [...notes, { code: trouble.code, message }],
    recovered: false,
    rewrite: [],
  };
}

function open(folder: string, notes: Opened['notes'], recovered = false): Opened {
  try {
    const store = LmdbStore.open(folder);
    return { store, rows: store.load(), notes, recovered, rewrite: [] };
  } catch (error) {
    const trouble = asStoreError(error);
    try {
      const store = LmdbStore.open(folder, { readOnly: true });
      return {
        store,
        rows: store.load(),
        notes: [
          ...notes,
          { code: trouble.code, message: `${trouble.message}: changes of this run are kept in memory only` },
        ],
        recovered,
        rewrite: [],
      };
    } catch {
      return inMemory([], trouble, notes);
    }
  }
}

/** Opens a store with torn records, which come from the newest good copy. */
async function mended(folder: string, bad: readonly Key[], kept: readonly string[]): Promise<Opened> {
  const rows = new Map(allRows(folder));
  const copy = await newestGood(kept);
  const older = new Map(copy ? allRows(copy) : []);
  let found = 0;
  for (const key of bad) {
    const value = older.get(key);
    if (value !== undefined) found++;
    rows.set(key, value);
  }
  const opened = open(
    folder,
    [
      {
        code: 'store_torn',
        message: `${bad.length} records of the store were damaged; ${found} were taken from the newest good copy`,
      },
    ],
    true,
  );
  return { ...opened, rewrite: bad, rows: [...rows].filter(([, value]) => value !== undefined) };
}

/** Every record of a store, read into memory. */
function allRows(folder: string): [Key, unknown][] {
  const store = LmdbStore.open(folder, { readOnly: true });
  const rows = [...store.load()];
  void store.close();
  return rows;
}

async function newestGood(kept: readonly string[]): Promise<string | undefined> {
  for (const copy of kept) if ((await probe(copy, { readOnly: true })).state === 'good') return copy;
  return undefined;
}

/** Moves the store aside and puts the newest good copy, or nothing, in its place. */
async function restored(folder: string, kept: readonly string[], why: string): Promise<Opened> {
  const copy = await newestGood(kept);
  const from = copy
    ? `the copy of ${copy.split('/').at(-1)} was opened`
    : 'there is no good copy; the box starts empty';
  const notes: Opened['notes'] = [{ code: 'store_damaged', message: `${why}; it was moved aside and ${from}` }];
  try {
    if (lstatSync(folder, { throwIfNoEntry: false })) moveAside(folder, 'damaged-');
    if (copy) {
      makeFolder(folder);
      copyFileSync(join(copy, 'data.mdb'), join(folder, 'data.mdb'));
    }
  } catch (error) {
    return { ...inMemory(copy ? allRows(copy) : [], asStoreError(error), notes), recovered: true };
  }
  return open(folder, notes, true);
}

/**
 * The store on disk: LMDB, one key per record. Main thread only.
 *
 * `overlappingSync` is off: only then does a commit's promise mean that data and meta page are on disk. One `batch` is one
 * transaction. Turn batching is off because with it a full disk rejects a promise nobody holds, which ends the process; and
 * transactions with a callback never settle then. Flags of an existing store must never change: mixing sync modes damages it.
 */
import { setTimeout } from 'node:timers/promises';
import type { RootDatabase } from 'lmdb';
import { open } from 'lmdb';
import type { Key } from '../state.js';
import { makeFolder } from './make-folder.js';
import { decodeRow, encodeRow, rowText } from './rows.js';
import type { Batch, Store } from './store.js';
import { asStoreError, StoreError } from './store.js';

/** LMDB says a little later, if at all, why a commit failed. */
const REASON_LIMIT_MS = 200;

export class LmdbStore implements Store {
  readonly #db: RootDatabase<Buffer, Key>;
  readonly #readOnly: boolean;

  private constructor(db: RootDatabase<Buffer, Key>, readOnly: boolean) {
    this.#db = db;
    this.#readOnly = readOnly;
  }

  /** Opens or makes the store in `folder`. A read-only one loads and refuses every commit. Throws what LMDB throws. */
  static open(folder: string, options: { readOnly?: boolean } = {}): LmdbStore {
    const readOnly = options.readOnly === true;
    if (!readOnly) makeFolder(folder);
    const db = open<Buffer, Key>({
      path: folder,
      encoding: 'binary',
      overlappingSync: false,
      eventTurnBatching: false,
      noSubdir: false,
      readOnly,
      cache: false,
    });
    return new LmdbStore(db, readOnly);
  }

  *load(): Iterable<[Key, unknown]> {
    for (const { key, value } of this.#db.getRange({ snapshot: true }))
      yield [String(key), decodeRow(String(key), value)];
  }

  /** Every record's JSON as it is stored, undefined where it is not what was written. */
  *texts(): Iterable<[Key, string | undefined]> {
    for (const { key, value } of this.#db.getRange({ snapshot: true }))
      yield [String(key), rowText(String(key), value)];
  }

  /** Rows that LMDB's own book-keeping says there are. */
  count(): number {
    return (this.#db.getStats() as { entryCount: number }).entryCount;
  }

  async commit(batch: Batch): Promise<void> {
    if (this.#readOnly) throw new StoreError('read_only', 'the data disk is read-only');
    // Encoded before the batch begins: nothing may throw inside it.
    const rows = [...batch].map(([key, value]) => ({
      key,
      row: value === undefined ? undefined : encodeRow(key, value),
    }));
    try {
      await this.#db.batch(() => {
        for (const { key, row } of rows) {
          if (row) void this.#db.put(key, row);
          else void this.#db.remove(key);
        }
      });
    } catch (error) {
      // A failed commit also rejects a second promise hung on the error; unheard, it would end the process.
      const { commitError } = error as { commitError?: Promise<unknown> };
      const reason =
        commitError &&
        (await Promise.race([commitError.catch((inner: unknown) => inner), setTimeout(REASON_LIMIT_MS)]));
      throw asStoreError(reason ?? error);
    }
  }

  async backup(folder: string): Promise<void> {
    await this.#db.backup(folder, true);
  }

  async close(): Promise<void> {
    await this.#db.close();
  }
}

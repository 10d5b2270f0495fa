/**
 * The store on disk: LMDB, one key per record. Main thread only.
 *
 * `overlappingSync` is off: only then does a commit's promise mean that data and meta page are on disk. One `batch`
 * is one transaction. Turn batching is off because with it a full disk rejects a promise nobody holds, which ends the
 * process; and transactions with a callback never settle then. Flags of an existing store must never change: mixing
 * sync modes damages it.
 *
 * Before a commit the disk is asked whether it can be written, and for its room: where a write fails, lmdb 3.5.6
 * prints a line into a buffer that is too short for large files, and spoils the heap of the process. Before and
 * after, the file is looked up by its path: LMDB goes on writing a file that was deleted, and calls it done.
 */
import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
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
/** A disk with less room than this is full, bytes. */
const LEAST_ROOM = 128 * 1024;
/** Pages that one changed record may touch: its own, and those of the tree above it. */
const PAGES_PER_ROW = 4;
const PAGE = 4096;

export class LmdbStore implements Store {
  readonly #db: RootDatabase<Buffer, Key>;
  readonly #readOnly: boolean;
  readonly #file: string;
  readonly #identity: string | undefined;

  private constructor(db: RootDatabase<Buffer, Key>, folder: string, readOnly: boolean) {
    this.#db = db;
    this.#readOnly = readOnly;
    this.#file = join(folder, 'data.mdb');
    this.#identity = this.#found();
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
    return new LmdbStore(db, folder, readOnly);
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
    this.#checkPlace();
    this.#checkWritable();
    this.#checkRoom(
      rows.length,
      rows.reduce((bytes, { row }) => bytes + (row?.length ?? 0), 0),
    );
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
      this.#checkPlace();
      const failure = asStoreError(reason ?? error);
      // To LMDB it is an input/output error where the disk took a part of a write, and where its file system gave up
      // writing.
      if (failure.code === 'write_failed') {
        this.#checkRoom(rows.length, LEAST_ROOM);
        this.#checkWritable();
      }
      throw failure;
    }
    this.#checkPlace();
  }

  /** Device and inode of the file at the store's path; undefined where there is none. */
  #found(): string | undefined {
    try {
      const { dev, ino } = statSync(this.#file, { bigint: true });
      return `${dev}-${ino}`;
    } catch {
      return undefined;
    }
  }

  /** What is written must be found again at the next start. */
  #checkPlace(): void {
    if (this.#found() !== this.#identity)
      throw new StoreError('gone', 'the data folder was taken away, or something else was put in its place');
  }

  /**
   * Throws `disk_full` where `rows` records of `bytes` in all may not fit. The tree's pages that they touch are never
   * more than all there are.
   */
  #checkRoom(rows: number, bytes: number): void {
    let room: number;
    let pages: number;
    try {
      const { bavail, bsize } = statfsSync(this.#file);
      room = bavail * bsize;
      pages = Math.min(rows * PAGES_PER_ROW * PAGE, statSync(this.#file).size);
    } catch {
      // Gone since it was looked up: the commit will see that.
      return;
    }
    if (room < LEAST_ROOM + pages + 2 * bytes) throw new StoreError('disk_full', 'the data disk is full');
  }

  /** Throws `read_only` where the disk has become so. */
  #checkWritable(): void {
    try {
      accessSync(this.#file, constants.W_OK);
    } catch (error) {
      throw asStoreError(error);
    }
  }

  async backup(folder: string): Promise<void> {
    await this.#db.backup(folder, true);
  }

  async close(): Promise<void> {
    await this.#db.close();
  }
}

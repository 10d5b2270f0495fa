/**
 * The store on disk: LMDB, one key per record. Main thread only.
 *
 * `overlappingSync` is off: only then does a commit's promise mean that data and meta page are on disk. One `batch` is
 * one transaction. Turn batching is off, because with it a full disk rejects a promise that nobody holds, which ends
 * the process. Transactions with a callback would never settle either. The flags of an existing store must never
 * change, because mixed sync modes damage it.
 *
 * Each commit first checks that the disk is writable and has room. If a write fails, lmdb 3.5.6 prints a line into a
 * buffer that is too short for large files. That corrupts the heap of the process. Before and after a commit, the file
 * is looked up by its path: LMDB goes on writing to a deleted file and reports success.
 */
import { constants, statfsSync, statSync } from 'node:fs';
import { type FileHandle, open as openFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { RootDatabase } from 'lmdb';
import { open } from 'lmdb';
import type { Key } from '../state/state.js';
import { makeFolder } from './make-folder.js';
import { decodeRow, encodeRow, rowText } from './rows.js';
import type { Batch, Store } from './store.js';
import { asStoreError, StoreError } from './store.js';

/** LMDB gives the reason of a failed commit a little later, or never. ms. */
const REASON_LIMIT_MS = 200;
/** A disk with less room than this counts as full, bytes. */
const LEAST_ROOM = 128 * 1024;
/** Pages that one changed record may touch: its own, and the pages above it in the tree. */
const PAGES_PER_ROW = 4;
const PAGE = 4096;
/**
 * Address space for the file, bytes: many times what evenings fill. When a file outgrows its map, LMDB maps it anew and
 * keeps the old map too, so its pages count twice. By default the map begins with 128 KiB.
 */
const MAP_BYTES = 256 * 1024 * 1024;

export class LmdbStore implements Store {
  readonly #db: RootDatabase<Buffer, Key>;
  readonly #readOnly: boolean;
  readonly #file: string;
  readonly #scratch: string;
  readonly #identity: string | undefined;

  private constructor(db: RootDatabase<Buffer, Key>, folder: string, readOnly: boolean) {
    this.#db = db;
    this.#readOnly = readOnly;
    this.#file = join(folder, 'data.mdb');
    this.#scratch = join(folder, 'write-check');
    this.#identity = this.#found();
  }

  /** Opens or makes the store in `folder`. A read-only store refuses every commit. Throws LMDB's error. */
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
      mapSize: MAP_BYTES,
    });
    return new LmdbStore(db, folder, readOnly);
  }

  *load(): Iterable<[Key, unknown]> {
    for (const { key, value } of this.#db.getRange({ snapshot: true }))
      yield [String(key), decodeRow(String(key), value)];
  }

  /** The stored JSON of every record, or undefined if its checksum is wrong. */
  *texts(): Iterable<[Key, string | undefined]> {
    for (const { key, value } of this.#db.getRange({ snapshot: true }))
      yield [String(key), rowText(String(key), value)];
  }

  /** The number of rows by LMDB's own statistics. */
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
    await this.#checkWritable();
    this.#checkPlace();
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
      // The error carries a second promise that rejects too. Unhandled, it would end the process.
      const { commitError } = error as { commitError?: Promise<unknown> };
      const reason =
        commitError &&
        (await Promise.race([commitError.catch((inner: unknown) => inner), setTimeout(REASON_LIMIT_MS)]));
      this.#checkPlace();
      const failure = asStoreError(reason ?? error);
      // LMDB reports an I/O error when the disk took only part of a write, and when the file system became read-only.
      // Find out which.
      if (failure.code === 'write_failed') {
        this.#checkRoom(rows.length, LEAST_ROOM);
        await this.#checkWritable();
      }
      throw failure;
    }
    this.#checkPlace();
  }

  /** Device and inode of the file at the store's path; undefined if there is none. */
  #found(): string | undefined {
    try {
      const { dev, ino } = statSync(this.#file, { bigint: true });
      return `${dev}-${ino}`;
    } catch {
      return undefined;
    }
  }

  /** Throws `gone` if the store's path no longer leads to its file: the next start would not find it. */
  #checkPlace(): void {
    if (this.#found() !== this.#identity) throw new StoreError('gone', 'the data folder was removed or replaced');
  }

  /**
   * Throws `disk_full` if `rows` records with `bytes` in all may not fit. They touch at most all
   * pages of the file.
   */
  #checkRoom(rows: number, bytes: number): void {
    let room: number;
    let pages: number;
    try {
      const { bavail, bsize } = statfsSync(this.#file);
      room = bavail * bsize;
      pages = Math.min(rows * PAGES_PER_ROW * PAGE, statSync(this.#file).size);
    } catch {
      // The file is gone since the last look; the commit will see that.
      return;
    }
    if (room < LEAST_ROOM + pages + 2 * bytes) throw new StoreError('disk_full', 'the data disk is full');
  }

  /**
   * Writes one byte beside the store. Throws the reason if that fails, such as `read_only`. Only a write shows it:
   * since Linux 6.12 a file system that stopped after an error still looks writable. The main thread does not wait for
   * a slow card.
   */
  async #checkWritable(): Promise<void> {
    let file: FileHandle | undefined;
    try {
      file = await openFile(this.#scratch, constants.O_WRONLY | constants.O_CREAT);
      await file.write('\n', 0);
    } catch (error) {
      throw asStoreError(error);
    } finally {
      await file?.close();
    }
  }

  async backup(folder: string): Promise<void> {
    await this.#db.backup(folder, true);
  }

  async close(): Promise<void> {
    await this.#db.close();
  }
}

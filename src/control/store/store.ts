/**
 * The interface of a store, and its typed failure. Pure. `test/control/store/store-contract.ts` tests every
 * implementation.
 */
import type { StoreTrouble } from '../../wire/note-codes.js';
import type { Key } from '../state/state.js';

export class StoreError extends Error {
  readonly code: StoreTrouble;
  constructor(code: StoreTrouble, message: string) {
    super(message);
    this.name = 'StoreError';
    this.code = code;
  }
}

/** Rows to write; `undefined` removes. */
export type Batch = ReadonlyMap<Key, unknown>;

export interface Store {
  /** Yields every row as stored. Values are data from outside: the caller checks them. */
  load(): Iterable<[Key, unknown]>;
  /** Writes all or nothing. On disk when it resolves. Rejects with a StoreError. Calls must not overlap. */
  commit(batch: Batch): Promise<void>;
  /** Copies the store into an existing empty folder, while the store is in use. The copy opens by itself. */
  backup(folder: string): Promise<void>;
  close(): Promise<void>;
}

/** Turns an error of the file system or of LMDB into a StoreError. */
export function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { message = String(error), code } = (error ?? {}) as { message?: string; code?: unknown };
  const cause = String((error as { cause?: unknown })?.cause ?? '');
  const text = `${message} ${cause}`;
  if (code === 28 || code === 'ENOSPC' || code === -30792 || /no space|ENOSPC|MAP_FULL|EDQUOT|disk quota/i.test(text))
    return new StoreError('disk_full', 'the data disk is full');
  if (
    code === 30 ||
    code === 'EROFS' ||
    code === 13 ||
    code === 'EACCES' ||
    /read-only|EROFS|permission denied/i.test(text)
  ) {
    return new StoreError('read_only', 'the data disk is read-only');
  }
  return new StoreError('write_failed', `the disk refused the write: ${message}`);
}

/**
 * Where the records are kept. Pure: types and the typed failure. Every implementation passes
 * `test/control/store/store-contract.ts`.
 */
import type { Key } from '../state.js';

/** Why a store could not write; the same codes that people are told. */
export type StoreTrouble = 'disk_full' | 'read_only' | 'gone' | 'slow' | 'write_failed';

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
  /** Every row, as it was written. Values are outside data: the caller checks them. */
  load(): Iterable<[Key, unknown]>;
  /** All or nothing; on disk when it resolves. Rejects with a StoreError. Calls do not overlap. */
  commit(batch: Batch): Promise<void>;
  /** A copy that opens by itself, into an existing empty folder, while the store goes on. */
  backup(folder: string): Promise<void>;
  close(): Promise<void>;
}

/** The failure behind an error of the file system or of LMDB. */
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

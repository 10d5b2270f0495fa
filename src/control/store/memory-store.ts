/** A store in memory, for tests and for a box without a usable data folder. Pure. */
import type { Key } from '../state/state.js';
import type { Batch, Store } from './store.js';
import { StoreError } from './store.js';

export class MemoryStore implements Store {
  readonly #rows = new Map<Key, string>();
  /** If set, every commit fails with it, as on a full or read-only disk. */
  trouble: StoreError | undefined;

  constructor(rows: Iterable<[Key, unknown]> = [], trouble?: StoreError) {
    for (const [key, value] of rows) this.#rows.set(key, JSON.stringify(value));
    this.trouble = trouble;
  }

  *load(): Iterable<[Key, unknown]> {
    for (const [key, text] of this.#rows) yield [key, JSON.parse(text)];
  }

  async commit(batch: Batch): Promise<void> {
    if (this.trouble) throw this.trouble;
    for (const [key, value] of batch) {
      if (value === undefined) this.#rows.delete(key);
      else this.#rows.set(key, JSON.stringify(value));
    }
  }

  async backup(): Promise<void> {
    throw new StoreError('read_only', 'this store keeps nothing on disk');
  }

  async close(): Promise<void> {}
}

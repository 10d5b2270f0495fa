/**
 * A store that survives the loss of its folder. If the folder is deleted, unmounted or replaced while the box runs,
 * the store is made again in its place. It is filled from memory, as soon as possible. Main thread.
 */

import { lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TellNote } from '../../wire/note-codes.js';
import type { Key } from '../state/state.js';
import { moveAside } from './aside.js';
import { LmdbStore } from './lmdb-store.js';
import type { Batch, Store } from './store.js';
import { asStoreError, StoreError } from './store.js';

export interface StandingStoreParts {
  /** The store's folder. */
  readonly folder: string;
  /** Every record as it is now. */
  readonly everything: () => Iterable<[Key, unknown]>;
  readonly note: TellNote;
  /** Called once the store was made again and holds everything. */
  readonly onMadeAnew: () => void;
}

/** How long closing a lost store may take, ms. */
const CLOSE_LIMIT_MS = 500;

export class StandingStore implements Store {
  readonly #parts: StandingStoreParts;
  /** Undefined after the store was lost, until it is made again. */
  #store: Store | undefined;

  constructor(store: Store, parts: StandingStoreParts) {
    this.#store = store;
    this.#parts = parts;
  }

  load(): Iterable<[Key, unknown]> {
    return this.#store?.load() ?? [];
  }

  async commit(batch: Batch): Promise<void> {
    try {
      if (this.#store) return await this.#store.commit(batch);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'gone') throw error;
      await this.#leave();
    }
    await this.#makeAnew();
  }

  async backup(folder: string): Promise<void> {
    if (!this.#store) throw new StoreError('gone', 'the data folder was removed');
    await this.#store.backup(folder);
  }

  async close(): Promise<void> {
    await this.#store?.close();
  }

  async #leave(): Promise<void> {
    const lost = this.#store;
    this.#store = undefined;
    await Promise.race([lost?.close().catch(() => undefined), sleep(CLOSE_LIMIT_MS, undefined, { ref: false })]);
  }

  /** Makes the store again. Writes everything, which includes the batches that were not written. */
  async #makeAnew(): Promise<void> {
    const { folder, everything, note, onMadeAnew } = this.#parts;
    let aside = '';
    let fresh: LmdbStore;
    try {
      if (lstatSync(join(folder, 'data.mdb'), { throwIfNoEntry: false }))
        aside = `; what was there was moved to ${basename(moveAside(folder, 'damaged-'))}`;
      fresh = LmdbStore.open(folder);
    } catch (error) {
      const { code, message } = asStoreError(error);
      // `permission denied` or `read-only` here means that the folder's disk was removed.
      throw new StoreError(code === 'disk_full' ? code : 'gone', `the data folder was removed: ${message}`);
    }
    try {
      await fresh.commit(new Map(everything()));
    } catch (error) {
      await fresh.close();
      throw error;
    }
    this.#store = fresh;
    note('store_made_anew', `the data folder was removed; the box made it again with everything it knows${aside}`);
    onMadeAnew();
  }
}

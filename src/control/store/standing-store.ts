/**
 * A store that stands its ground: where its folder is deleted, unmounted or replaced under the running box, it is
 * made anew at the same place, from what is in memory, as soon as that can be. Main thread.
 */

import { lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TellNote } from '../note-codes.js';
import type { Key } from '../state.js';
import { moveAside } from './aside.js';
import { LmdbStore } from './lmdb-store.js';
import type { Batch, Store } from './store.js';
import { asStoreError, StoreError } from './store.js';

export interface StandingStoreParts {
  /** Where it lies. */
  readonly folder: string;
  /** Every record as it is now. */
  readonly everything: () => Iterable<[Key, unknown]>;
  readonly note: TellNote;
  /** It was made anew, and holds everything. */
  readonly onMadeAnew: () => void;
}

/** How long closing a store may take whose file is gone, ms. */
const CLOSE_LIMIT_MS = 500;

export class StandingStore implements Store {
  readonly #parts: StandingStoreParts;
  /** Undefined between the loss of one and the making of the next. */
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
    if (!this.#store) throw new StoreError('gone', 'the data folder was taken away');
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

  /** The state holds every batch that was to be written, so everything is written. */
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
      // A folder that cannot be made says `permission denied` or `read-only`: its disk is what was taken away.
      throw new StoreError(code === 'disk_full' ? code : 'gone', `the data folder was taken away: ${message}`);
    }
    try {
      await fresh.commit(new Map(everything()));
    } catch (error) {
      await fresh.close();
      throw error;
    }
    this.#store = fresh;
    note('store_made_anew', `the data folder was taken away; it was made anew with everything the box knows${aside}`);
    onMadeAnew();
  }
}

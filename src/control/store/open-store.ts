/**
 * The first step of opening the store: a child process looks through it. Started before the database's own code is
 * loaded, which takes a third as long as the child's work, and is waited for only after.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MemoryStore } from './memory-store.js';
import { type ProbeResult, probe } from './probe.js';
import type { Opened } from './recovery.js';
import { asStoreError } from './store.js';

/**
 * Most of it is a child's work: whoever starts the box has something to do meanwhile. Never rejects: in the worst
 * case the box begins empty, in memory.
 */
export async function openStore(dataDir: string): Promise<Opened> {
  const folder = join(dataDir, 'store');
  const probing = existsSync(join(folder, 'data.mdb')) ? looked(folder) : undefined;
  const { recover } = await import('./recovery.js');
  try {
    return await recover(dataDir, await probing);
  } catch (error) {
    const trouble = asStoreError(error);
    const message = `the store cannot be opened (${trouble.message}): the box starts empty, and changes of this run are kept in memory only`;
    return {
      store: new MemoryStore([], trouble),
      rows: [],
      notes: [{ code: 'store_damaged', message }],
      recovered: true,
      rewrite: [],
    };
  }
}

/** The list of readers beside the data is of no worth once nobody reads; junk in its place must not cost the data. */
async function looked(folder: string): Promise<ProbeResult> {
  const first = await probe(folder, { tell: true });
  const readers = join(folder, 'lock.mdb');
  if (first.state !== 'damaged' || first.unlooked || !existsSync(readers)) return first;
  try {
    rmSync(readers, { recursive: true });
  } catch {
    // A disk that cannot be written.
    return first;
  }
  return probe(folder, { tell: true });
}

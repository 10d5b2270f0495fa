/**
 * The first step of opening the store: a child process walks it. The child starts before this process loads the
 * database's code, and is awaited afterwards. The loading takes a third as long as the child's work.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MemoryStore } from './memory-store.js';
import { type ProbeResult, probe } from './probe.js';
import type { Opened } from './recovery.js';
import { asStoreError } from './store.js';

/**
 * Opens the store. A child process does most of the work, so the caller can do other things meanwhile. Never rejects:
 * in the worst case the box begins empty, in memory.
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

/** Probes the store. If that fails, tries again without `lock.mdb`: junk there must not cost the data. */
async function looked(folder: string): Promise<ProbeResult> {
  const first = await probe(folder, { tell: true });
  const readers = join(folder, 'lock.mdb');
  if (first.state !== 'damaged' || first.unlooked || !existsSync(readers)) return first;
  try {
    rmSync(readers, { recursive: true });
  } catch {
    // The disk cannot be written.
    return first;
  }
  return probe(folder, { tell: true });
}

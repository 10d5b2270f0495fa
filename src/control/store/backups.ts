/**
 * Copies of the store, kept in rotation in `backups/` of the data folder. A copy counts only after it was opened and walked by the
 * probe; it is made beside, synced, and renamed into place, so a half-made one is never taken for good.
 */
import { existsSync, readdirSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './make-folder.js';
import { probe } from './probe.js';
import type { Store } from './store.js';

export const KEPT_COPIES = 5;
const PARTIAL = '.partial';

/** Folders of finished copies, newest first. */
export function copies(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter(
    (name) => !name.startsWith('.') && existsSync(join(folder, name, 'data.mdb')),
  );
  return names
    .sort()
    .reverse()
    .map((name) => join(folder, name));
}

/** Makes one copy and drops those beyond KEPT_COPIES. Resolves to its folder; rejects without leaving anything behind. */
export async function makeCopy(store: Store, folder: string, now: number): Promise<string> {
  const partial = join(folder, PARTIAL);
  rmSync(partial, { recursive: true, force: true });
  makeFolder(partial);
  try {
    await store.backup(partial);
    const found = await probe(partial, { readOnly: true, background: true });
    if (found.state !== 'good')
      throw new Error(`the copy does not open: ${found.state === 'damaged' ? found.reason : 'torn records'}`);
    await sync(join(partial, 'data.mdb'));
    rmSync(join(partial, 'lock.mdb'), { force: true });
    const place = join(folder, new Date(now).toISOString().replace(/[:.]/g, '-'));
    renameSync(partial, place);
    await sync(folder);
    for (const old of copies(folder).slice(KEPT_COPIES)) rmSync(old, { recursive: true, force: true });
    return place;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

/** Whether the disk has room for a copy and as much again. */
export function hasRoom(storeFolder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(storeFolder);
    return bavail * bsize > 2 * statSync(join(storeFolder, 'data.mdb')).size;
  } catch {
    return false;
  }
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

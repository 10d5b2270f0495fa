/**
 * Copies of the store, kept in rotation in `backups/` of the data folder. A copy counts only after it was opened and
 * walked by the probe; it is made beside, synced, and renamed into place, so a half-made one is never taken for good.
 *
 * A copy's name begins with a number that only rises: the newest is the one made last, whatever the clock said then.
 * The date after it is for people. Copies of earlier software have a date alone, and are older than every numbered
 * one.
 */
import { existsSync, lstatSync, readdirSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { moveAside } from './aside.js';
import { makeFolder } from './make-folder.js';
import { probe } from './probe.js';
import type { Store } from './store.js';

export const KEPT_COPIES = 5;
const PARTIAL = '.partial';
const NUMBERED = /^(\d{6,15})-/;
const DATED = /^\d{4,6}-\d\d-\d\dT/;

/** Number of a copy; 0 = it has none. */
const numberOf = (name: string): number => (DATED.test(name) ? 0 : Number(NUMBERED.exec(name)?.[1] ?? 0));

/** Folders of finished copies, newest first; none where the folder cannot be read. */
export function copies(folder: string): string[] {
  const names = entries(folder).filter((name) => !name.startsWith('.') && existsSync(join(folder, name, 'data.mdb')));
  return names.sort((a, b) => numberOf(b) - numberOf(a) || (a < b ? 1 : -1)).map((name) => join(folder, name));
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/**
 * Makes one copy and drops those beyond KEPT_COPIES. Resolves to its folder; rejects without leaving anything behind.
 */
export async function makeCopy(store: Store, folder: string, now: number): Promise<string> {
  const partial = join(folder, PARTIAL);
  clearPlace(folder);
  rmSync(partial, { recursive: true, force: true });
  makeFolder(partial);
  try {
    await store.backup(partial);
    const found = await probe(partial, { readOnly: true, background: true });
    if (found.state !== 'good')
      throw new Error(`the copy does not open: ${found.state === 'damaged' ? found.reason : 'torn records'}`);
    await sync(join(partial, 'data.mdb'));
    rmSync(join(partial, 'lock.mdb'), { force: true });
    const number = 1 + entries(folder).reduce((last, name) => Math.max(last, numberOf(name)), 0);
    const date = new Date(now).toISOString().replace(/[:.]/g, '-');
    const place = join(folder, `${String(number).padStart(6, '0')}-${date}`);
    renameSync(partial, place);
    await sync(folder);
    // What somebody else put there is theirs to remove.
    const ours = copies(folder).filter((copy) => DATED.test(basename(copy)) || NUMBERED.test(basename(copy)));
    for (const old of ours.slice(KEPT_COPIES)) rmSync(old, { recursive: true, force: true });
    return place;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

/** A file in the place of the folder would keep every copy from being made. */
function clearPlace(folder: string): void {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found && !found.isDirectory() && !found.isSymbolicLink()) moveAside(folder, `${basename(folder)}.damaged-`);
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

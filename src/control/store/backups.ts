/**
 * Copies of the store, kept in rotation in `backups/` of the data folder. A copy is made under another name, walked by
 * the probe, synced, and renamed into place. So an unfinished copy never counts.
 *
 * A copy's name begins with a number that only rises, because clocks can step back: the highest number is the newest.
 * The date after it is for people. Copies of earlier software have only a date, and count as older than numbered ones.
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

/** The number of a copy; 0 = none. */
const numberOf = (name: string): number => (DATED.test(name) ? 0 : Number(NUMBERED.exec(name)?.[1] ?? 0));

/** Folders of finished copies, newest first. Empty if the folder cannot be read. */
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
 * Makes one copy and removes those beyond KEPT_COPIES. Resolves to its folder. If it rejects, it leaves nothing behind.
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
    // Only our own copies are removed, not what other people put there.
    const ours = copies(folder).filter((copy) => DATED.test(basename(copy)) || NUMBERED.test(basename(copy)));
    for (const old of ours.slice(KEPT_COPIES)) rmSync(old, { recursive: true, force: true });
    return place;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

/** Moves aside a file in the folder's place, which would prevent every copy. */
function clearPlace(folder: string): void {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found && !found.isDirectory() && !found.isSymbolicLink()) moveAside(folder, `${basename(folder)}.damaged-`);
}

/** Whether the disk has room for twice the size of a copy. */
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

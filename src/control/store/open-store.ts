/**
 * The first step of opening the store: a child process looks through it. Started before the database's own code is loaded, which takes
 * a third as long as the child's work, and is waited for only after.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { probe } from './probe.js';
import type { Opened } from './recovery.js';

/** Most of it is a child's work: whoever starts the box has something to do meanwhile. */
export async function openStore(dataDir: string): Promise<Opened> {
  const folder = join(dataDir, 'store');
  const probing = existsSync(join(folder, 'data.mdb')) ? probe(folder, { tell: true }) : undefined;
  const { recover } = await import('./recovery.js');
  return recover(dataDir, await probing);
}

/**
 * Opens a store in a process of its own and walks every record: a damaged page can crash whoever opens it. Writes one line of JSON.
 * Not imported by anybody; started by `probe.ts`.
 */
import { LmdbStore } from './lmdb-store.js';
import { asStoreError } from './store.js';

const folder = process.argv[2] ?? '';
const store = LmdbStore.open(folder, { readOnly: process.argv[3] === 'read-only' });
const bad: string[] = [];
let rows = 0;
for (const [key, value] of store.load()) {
  rows++;
  if (value === undefined) bad.push(key);
}
if (rows !== store.count()) throw new Error(`${rows} records of ${store.count()}`);
if (process.argv[3] !== 'read-only') {
  // The list of free pages is only looked at by writers. A disk that cannot be written is no damage.
  try {
    await store.commit(new Map([['probe/box', { at: Date.now() }]]));
    await store.commit(new Map([['probe/box', undefined]]));
  } catch (error) {
    if (asStoreError(error).code === 'write_failed') throw error;
  }
}
await store.close();
process.stdout.write(`${JSON.stringify({ rows, bad: bad.filter((key) => key !== 'probe/box') })}\n`);

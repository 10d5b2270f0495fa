/**
 * Opens a store in a process of its own and walks every record, because a damaged page can crash the process that reads
 * it. With the flag `tell` it prints the records, one per line. Its last line is JSON. Only `probe.ts` starts it.
 */
import { LmdbStore } from './lmdb-store.js';
import { toldRow } from './rows.js';
import { asStoreError } from './store.js';

/** Characters printed at once. */
const CHUNK = 65_536;
/** Written and removed again, as a test. An interrupted probe leaves it behind. */
const TRIAL = 'probe/box';

const folder = process.argv[2] ?? '';
const flags = process.argv.slice(3);
const readOnly = flags.includes('read-only');
const tell = flags.includes('tell');
const store = LmdbStore.open(folder, { readOnly });
const bad: string[] = [];
let rows = 0;
let text = '';
for (const [key, json] of store.texts()) {
  rows++;
  if (key === TRIAL) continue;
  if (json === undefined) bad.push(key);
  else if (tell) {
    text += toldRow(key, json);
    if (text.length < CHUNK) continue;
    process.stdout.write(text);
    text = '';
  }
}
if (rows !== store.count()) throw new Error(`${rows} records of ${store.count()}`);
if (!readOnly) {
  // Only writers look at the list of free pages, so write once. A disk that cannot be written is no damage.
  try {
    await store.commit(new Map([[TRIAL, { at: Date.now() }]]));
    await store.commit(new Map([[TRIAL, undefined]]));
  } catch (error) {
    if (asStoreError(error).code === 'write_failed') throw error;
  }
}
await store.close();
process.stdout.write(`${text}${JSON.stringify({ rows, bad })}\n`);

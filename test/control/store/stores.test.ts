import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { LmdbStore } from '../../../src/control/store/lmdb-store.js';
import { MemoryStore } from '../../../src/control/store/memory-store.js';
import { decodeRow, encodeRow } from '../../../src/control/store/rows.js';
import { newFolder } from '../support/box.js';
import { storeContract } from './store-contract.js';

const folder = newFolder();
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'store');

await storeContract({ name: 'memory', open: async () => new MemoryStore() });
await storeContract({ name: 'LMDB', open: async () => LmdbStore.open(path), reopen: async () => LmdbStore.open(path) });

t.test('a copy made while the store goes on opens by itself', async (t) => {
  const store = LmdbStore.open(path);
  const copy = join(folder, 'copy');
  mkdirSync(copy);
  await store.backup(copy);
  await store.commit(new Map([['mix/b', { v: 3 }]]));
  await store.close();
  const opened = LmdbStore.open(copy, { readOnly: true });
  t.same(Object.fromEntries(opened.load())['mix/b'], { v: 2 });
  await t.rejects(opened.commit(new Map([['x/y', 1]])), { code: 'read_only' });
  await opened.close();
});

t.test('a flipped bit anywhere in a record is seen', async (t) => {
  const row = encodeRow('mix/a', { gain: 0.5 });
  t.same(decodeRow('mix/a', row), { gain: 0.5 });
  t.equal(decodeRow('mix/b', row), undefined, 'nor may it lie under another key');
  for (let bit = 0; bit < row.length * 8; bit++) {
    const torn = Buffer.from(row);
    torn[bit >> 3]! ^= 1 << (bit & 7);
    if (decodeRow('mix/a', torn) !== undefined) t.fail(`bit ${bit} was not seen`);
  }
});

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { LmdbStore } from '../../../src/control/store/lmdb-store.js';
import { MemoryStore } from '../../../src/control/store/memory-store.js';
import { probe } from '../../../src/control/store/probe.js';
import { decodeRow, encodeRow, parseTold, rowText, toldRow } from '../../../src/control/store/rows.js';
import { newFolder } from '../support/box.js';
import { storeContract } from './store-contract.js';

const folder = newFolder();
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'store');

await storeContract({ name: 'memory', open: async () => new MemoryStore() });
await storeContract({ name: 'LMDB', open: async () => LmdbStore.open(path), reopen: async () => LmdbStore.open(path) });

t.test('R24 a copy made while the store is in use opens by itself', async (t) => {
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

t.test('a store that grows lies in memory once', { skip: !existsSync('/proc/self/maps') }, async (t) => {
  const folder = join(t.testdir(), 'store');
  const maps = () =>
    readFileSync('/proc/self/maps', 'utf8')
      .split('\n')
      .filter((line) => line.includes(folder));
  const ofData = () => maps().filter((line) => line.endsWith('data.mdb')).length;
  const store = LmdbStore.open(folder);
  for (let i = 0; i < 8; i++) await store.commit(new Map([[`mix/${i}`, 'x'.repeat(500_000)]]));
  t.equal(ofData(), 1);
  await store.close();
  t.equal(ofData(), 0);
});

t.test('R22 a flipped bit anywhere in a record is seen', async (t) => {
  const row = encodeRow('mix/a', { gain: 0.5 });
  t.same(decodeRow('mix/a', row), { gain: 0.5 });
  t.equal(decodeRow('mix/b', row), undefined, 'nor may it lie under another key');
  for (let bit = 0; bit < row.length * 8; bit++) {
    const torn = Buffer.from(row);
    torn[bit >> 3]! ^= 1 << (bit & 7);
    if (decodeRow('mix/a', torn) !== undefined) t.fail(`bit ${bit} was not seen`);
  }
});

t.test('R22 the child reports of a record what the store would have given', async (t) => {
  const values = [{ gain: 0.5 }, { text: 'tab\t, line\n, quote ", ñ, 🎤' }, null, 0, '', [1, 'two', null]];
  for (const value of values) {
    const json = rowText('mix/a', encodeRow('mix/a', value))!;
    const line = toldRow('mix/a', json);
    t.equal(line.indexOf('\n'), line.length - 1, 'one line');
    t.same(parseTold(line.slice(0, -1)), ['mix/a', value]);
  }
  t.same(parseTold('mix/a\t{"gain":'), ['mix/a', undefined], 'what is no JSON is reported as torn');
  t.same(parseTold('no tab'), ['no tab', undefined]);
});

t.test(
  'R22 a store looked through by a child gives the records it gives itself, and the trial record to nobody',
  async (t) => {
    const folder = join(t.testdir(), 'store');
    const store = LmdbStore.open(folder);
    const rows = Array.from({ length: 3000 }, (_, i): [string, unknown] => [
      `mix/${i}`,
      { i, text: 'ñ'.repeat(i % 200) },
    ]);
    await store.commit(new Map([...rows, ['probe/box', { at: 1 }]]));
    await store.close();
    const result = await probe(folder, { tell: true });
    t.equal(result.state, 'good');
    if (result.state !== 'good') return;
    const again = LmdbStore.open(folder, { readOnly: true });
    t.same(Object.fromEntries(result.told), Object.fromEntries(again.load()));
    t.equal(result.told.length, rows.length);
    await again.close();
    const quiet = await probe(folder);
    t.match(quiet, { state: 'good', rows: rows.length, told: [] });
  },
);

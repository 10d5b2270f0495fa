/** Copies of the store in rotation, whatever the clock says and whatever else is in their folder. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import t from 'tap';
import { moveAside } from '../../../src/control/store/aside.js';
import { copies, KEPT_COPIES, makeCopy } from '../../../src/control/store/backups.js';
import { LmdbStore } from '../../../src/control/store/lmdb-store.js';

const YEAR = 365 * 24 * 3_600_000;

/** A copy as earlier software named it: a date alone. */
async function dated(store: LmdbStore, folder: string, year: number, day: number): Promise<string> {
  const place = join(folder, `${year}-01-0${day}T20-00-00-000Z`);
  mkdirSync(place, { recursive: true });
  await store.backup(place);
  return place;
}

t.test('five copies dated next year do not stand in the way of tonight’s', async (t) => {
  const dir = t.testdir();
  const folder = join(dir, 'backups');
  const store = LmdbStore.open(join(dir, 'store'));
  t.teardown(() => store.close());
  for (let day = 1; day <= 5; day++) await dated(store, folder, 2099, day);
  await store.commit(new Map([['mix/a', { v: 'tonight' }]]));
  const place = await makeCopy(store, folder, Date.now());
  t.equal(copies(folder)[0], place, 'the newest is the one made last');
  t.equal(copies(folder).length, KEPT_COPIES);
  t.notOk(existsSync(join(folder, '2099-01-01T20-00-00-000Z')), 'the oldest made way');
});

t.test('the clock moves a year back and forth: the newest copy is the one made last', async (t) => {
  const dir = t.testdir();
  const folder = join(dir, 'backups');
  const store = LmdbStore.open(join(dir, 'store'));
  t.teardown(() => store.close());
  const made: string[] = [];
  for (const step of [0, YEAR, -YEAR, 2 * YEAR, 0, -YEAR, 0])
    made.unshift(await makeCopy(store, folder, Date.UTC(2026, 5, 1) + step));
  t.same(copies(folder), made.slice(0, KEPT_COPIES));
});

t.test('other files there are left alone, and a file in place of the folder is moved aside', async (t) => {
  const dir = t.testdir();
  const folder = join(dir, 'backups');
  const store = LmdbStore.open(join(dir, 'store'));
  t.teardown(() => store.close());
  writeFileSync(folder, 'in the way');
  t.same(copies(folder), []);
  const mine = await dated(store, join(dir, 'x'), 2026, 1);
  t.ok(await makeCopy(store, folder, 0));
  t.equal(readFileSync(join(dir, 'backups.damaged-1'), 'utf8'), 'in the way');
  mkdirSync(join(folder, 'before the festival'));
  await store.backup(join(folder, 'before the festival'));
  mkdirSync(join(folder, '99999999999999999999-x'));
  for (let i = 0; i < 7; i++) await makeCopy(store, folder, 0);
  t.ok(existsSync(join(folder, 'before the festival')));
  t.equal(copies(folder).length, KEPT_COPIES + 1);
  t.match(basename(copies(folder)[0]!), /^000008-/);
  t.ok(mine);
});

t.test('files moved aside are numbered, and only the last three are kept', async (t) => {
  const dir = t.testdir({ 'damaged-1764430000000': 'by date', 'damaged-x': 'not ours' });
  for (let i = 0; i < 5; i++) {
    writeFileSync(join(dir, 'store'), `${i}`);
    moveAside(join(dir, 'store'), 'damaged-');
  }
  t.same(
    readdirSync(dir)
      .sort()
      .map((name) => `${name}: ${readFileSync(join(dir, name), 'utf8')}`),
    ['damaged-1764430000003: 2', 'damaged-1764430000004: 3', 'damaged-1764430000005: 4', 'damaged-x: not ours'],
  );
});

/** A restored backup and a stored row pass the same checks as a command; all or nothing, the announcement included. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { PRUNE_AFTER_MS, prunable } from '../../../src/control/devices/registry.js';
import { BOX, State, TABLE_NAMES } from '../../../src/control/state/state.js';
import { archive, openArchive, replaceAll } from '../../../src/control/store/archive.js';
import { LmdbStore } from '../../../src/control/store/lmdb-store.js';
import { loadState } from '../../../src/control/store/loader.js';
import { settle } from '../../../src/control/store/settle.js';
import { ask, joinEngineer, Link, newFolder, startBox } from '../support/box.js';
import { FakeEngine } from '../support/fake-engine.js';
import { type BackupFile, keys, lived, row } from './lived-box.js';
import { SPOILT } from './spoilt-backups.js';

t.setTimeout(300_000);

const life = await lived();
t.teardown(() => life.box.stop());

const copy = (): BackupFile => structuredClone(life.backup);
const present = async () => {
  const { at, ...rest } = (await ask(life.box, 'GET', '/api/backup', { token: life.engineer.token })).body;
  return rest;
};

t.test('the backup that the tests damage has rows of every table', async (t) => {
  for (const table of TABLE_NAMES) t.ok(keys(life.backup, table).length > 0, table);
});

for (const [what, path, spoil] of SPOILT) {
  t.test(`a backup with ${what} is refused by its path, and nothing changes`, async (t) => {
    const before = await present();
    const file = copy();
    spoil(file);
    const { status, body } = await ask(life.box, 'POST', '/api/restore', { token: life.engineer.token, body: file });
    t.match([status, body.error?.code], [400, 'bad_file']);
    t.ok(body.error?.path?.includes(path), `${body.error?.path} names ${path}`);
    t.same(await present(), before);
  });
}

t.test('a stored row that no command could make is left out by name, and all others count', async (t) => {
  for (const [what, path, spoil] of SPOILT) {
    const file = copy();
    spoil(file);
    if (path === 'at') continue;
    const state = new State();
    const { bad, faults, mended } = loadState(state, Object.entries(file.rows), () => 'new');
    // A store's counters may have any value: they only have to be whole.
    if (!/beyond$|beyond any box/.test(what)) t.ok((bad.length > 0 && faults[0]) || mended.length > 0, what);
    t.same(
      settle(state, (key) => t.fail(`${what}: ${key}`)),
      [],
      `${what}: what is left is valid`,
    );
    t.ok(state.count('device') >= 2 && state.count('mix') >= 2, `${what}: the others are there`);
  }
});

t.test(
  'values that earlier software accepted are repaired in its store and backups, and cost no other field',
  async (t) => {
    const file = copy();
    delete file.rows['meta/box'].age;
    file.rows['device/anna'].name = 'بن \u200Fعلي';
    file.rows['channel/3'].name = 'Ki\u202Eck';
    file.rows['channel/3'].compensationDb = 120;
    row(file, 'message').text = 'more\u200E me';
    const mended = {
      'device/anna': { ...file.rows['device/anna'], name: 'بن علي' },
      'channel/3': { ...file.rows['channel/3'], name: 'Kick', compensationDb: 48 },
      [keys(file, 'message')[0]!]: { ...row(file, 'message'), text: 'more me' },
    };
    const state = new State();
    const { bad, mended: told } = loadState(state, Object.entries(file.rows), () => 'new');
    t.same([bad, [...told].sort()], [[], Object.keys(mended).sort()]);
    t.match(archive(state, 1).rows, mended, 'its store');
    t.match(archive(openArchive(structuredClone(file), state).state, 1).rows, mended, 'its backup');
    file.rows['channel/3'].trimDb = 1000;
    t.throws(() => openArchive(file, state), { code: 'bad_file', details: { path: /channel\/3"\].name/ } });
  },
);

t.test('a device that a restore brings back is not pruned, however long the box has run since', async (t) => {
  const state = new State();
  loadState(state, Object.entries(copy().rows), () => 'now');
  const age = (state.meta.age ?? 0) + 2 * PRUNE_AFTER_MS;
  state.write('meta', BOX, { ...state.meta, age });
  t.ok(prunable(state, age, () => false).includes('anna'), 'somebody who was here for one evening');
  replaceAll(state, openArchive(copy(), state), new Set(), 'epoch');
  t.same(
    prunable(state, age + PRUNE_AFTER_MS - 1, () => false),
    [],
  );
  t.ok(prunable(state, age + PRUNE_AFTER_MS, () => false).includes('anna'));
});

t.test('a box starts on a store with invalid rows, reports which it left out, and runs', async (t) => {
  const dataDir = newFolder();
  const store = LmdbStore.open(join(dataDir, 'store'));
  const file = copy();
  file.rows['channel/3'].trimDb = 1000;
  file.rows['device/anna'].name = 'An\u202Ena';
  await store.commit(new Map(Object.entries(file.rows)));
  await store.close();
  const box = await startBox({ dataDir });
  t.teardown(async () => {
    await box.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  t.ok(
    box.log.some((line) => line.startsWith('store_torn') && line.includes('channel/3') && line.includes('trimDb')),
    box.log.join('\n'),
  );
  const me = await ask(box, 'GET', '/api/me', { token: life.anna.token });
  t.match([me.status, me.body.name], [200, 'Anna'], 'a name that older software took is mended: nobody is thrown out');
});

t.test(
  'a restore is announced: new mixes are in every ear and on every page, and its own backup can be restored',
  async (t) => {
    const box = await startBox();
    t.teardown(() => box.stop());
    const engineer = await joinEngineer(box);
    const engine = new FakeEngine();
    box.control.attachEngine(engine);
    const { status, body } = await ask(box, 'POST', '/api/restore', { token: engineer.token, body: life.backup });
    t.match([status, body.ok], [200, true]);
    t.equal(engine.mixes.get('anna')?.mix.channels[1]?.gain, 0.7);
    t.match((await ask(box, 'GET', '/api/me', { token: engineer.token })).status, 200, 'who restored it is still here');
    const again = (await ask(box, 'GET', '/api/backup', { token: engineer.token })).body;
    t.match((await ask(box, 'POST', '/api/restore', { token: engineer.token, body: again })).body, { ok: true });
  },
);

t.test('if one part fails on a restore, all others still get it, and the answer says it was done', async (t) => {
  const box = await startBox({ notes: [['setting_left_out', 'found before the start']] });
  t.teardown(() => box.stop());
  const engineer = await joinEngineer(box);
  const e = await Link.open(box, engineer);
  await e.subscribe('sb/1/box/status', 'sb/1/sessions');
  const engine = new FakeEngine();
  box.control.attachEngine(engine);
  engine.setMix = () => {
    throw new Error('the engine is away');
  };
  const sessions = e.next((m) => m.topic === 'sb/1/sessions' && m.body.sessions.length === 1);
  const noted = e.next(
    (m) => m.topic === 'sb/1/box/status' && m.body.notes.some((n: { code: string }) => n.code === 'restored'),
  );
  const { status, body } = await ask(box, 'POST', '/api/restore', { token: engineer.token, body: life.backup });
  t.match([status, body.ok, body.durable], [200, true, true]);
  await sessions;
  t.match(
    (await noted).body.notes[0],
    { code: 'setting_left_out' },
    'engineers see what was found before the start, too',
  );
  t.equal((await ask(box, 'GET', '/api/me', { token: life.anna.token })).status, 200, 'tokens of the backup are good');
  t.ok(box.log.some((line) => line.includes('the engine is away')));
  await e.close();
});

t.test('a byte order mark before a backup is ignored', async (t) => {
  const { box, engineer } = life;
  const body = `\uFEFF${JSON.stringify(life.backup)}`;
  t.equal((await ask(box, 'POST', '/api/restore', { token: engineer.token, body })).status, 200);
});

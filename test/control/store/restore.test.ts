/** A restored backup and a stored row pass the same checks as a command; all or nothing, the announcement included. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { PRUNE_AFTER_MS, prunable } from '../../../src/control/devices/registry.js';
import { BOX, State, TABLE_NAMES } from '../../../src/control/state/state.js';
import { archive, openArchive, replaceAll } from '../../../src/control/store/archive.js';
import { checkRow } from '../../../src/control/store/check-row.js';
import { LmdbStore } from '../../../src/control/store/lmdb-store.js';
import { loadState } from '../../../src/control/store/loader.js';
import { settle } from '../../../src/control/store/settle.js';
import { seeded } from '../../harness/seeded.js';
import type { ControlBox, Device } from '../support/box.js';
import { ask, joinBox, joinEngineer, Link, newFolder, startBox } from '../support/box.js';
import { FakeEngine } from '../support/fake-engine.js';

t.setTimeout(300_000);

// biome-ignore lint/suspicious/noExplicitAny: a file that tests spoil in every way
type File = any;

/** A box that has one row of every table, two of most; and its backup. */
async function lived(): Promise<{ box: ControlBox; anna: Device; engineer: Device; backup: File }> {
  const box = await startBox();
  const anna = await joinBox(box, 'Anna', 'anna');
  const ben = await joinBox(box, 'Ben', 'ben');
  const engineer = await joinEngineer(box);
  const [a, e] = [await Link.open(box, anna), await Link.open(box, engineer)];
  const done = async (link: Link, topic: string, payload: Record<string, unknown>) => {
    const reply = await link.command(topic, payload);
    if (!reply.ok) throw new Error(JSON.stringify(reply));
    return reply;
  };
  await done(a, 'mix/anna', { set: [{ p: 'gain', ch: 1, v: 0.7 }], gesture: 'g1' });
  await done(a, 'mix/anna', { set: [{ p: 'master', v: 0.7 }] });
  await done(a, 'history/anna', { action: 'undo' });
  await done(a, 'device/anna', { action: 'own', channels: [1, 2] });
  await done(a, 'device/anna', { action: 'groups', groups: [{ name: 'Drums', color: '#1e90ff', channels: [1, 2] }] });
  await done(e, 'setlist', { action: 'set', songs: [{ name: 'One' }, { name: 'Two' }] });
  await done(e, 'setlist', { action: 'goto', index: 1 });
  const songs = (await ask(box, 'GET', '/api/setlist', { token: anna.token })).body.songs;
  await done(a, 'preset/anna', { action: 'save', name: 'Soft', song: songs[0].id });
  await done(e, 'channel/3', { set: { name: 'Kick', color: '#ff0000', icon: 'kick', trimDb: 6 }, compensate: true });
  await done(e, 'channel/4', { set: { link: 5 } });
  await done(e, 'channels', { action: 'order', order: Array.from({ length: 16 }, (_, i) => 15 - i) });
  await done(e, 'house', { from: 'anna' });
  await done(e, 'device/ben', { action: 'lock', lock: 'engineer' });
  const session = (await done(a, 'session', { action: 'create', name: 'Band' })).id;
  await done(a, `session/${session}`, { action: 'join' });
  await done(a, `session/${session}`, { action: 'message', text: 'hello' });
  await done(a, 'ask/anna', { action: 'ask', p: 'gain', ch: 2, v: 1 });
  await done(a, 'ask/anna', { action: 'ask', text: 'more me' });
  await done(e, 'panic', { level: 'dim' });
  const { body } = await ask(box, 'GET', '/api/backup', { token: engineer.token });
  await done(e, 'panic', { level: 'off' });
  await Promise.all([a.close(), e.close()]);
  void ben;
  const active = async () =>
    (await ask(box, 'GET', '/api/devices', { token: anna.token })).body.devices.some(
      (each: { active: boolean }) => each.active,
    );
  while (await active()) await sleep(5);
  return { box, anna, engineer, backup: body };
}

const life = await lived();
t.teardown(() => life.box.stop());

const copy = (): File => structuredClone(life.backup);
const keys = (file: File, table: string): string[] =>
  Object.keys(file.rows).filter((key) => key.startsWith(`${table}/`));
const row = (file: File, table: string, nth = 0): File => file.rows[keys(file, table)[nth]!];
const present = async () => {
  const { at, ...rest } = (await ask(life.box, 'GET', '/api/backup', { token: life.engineer.token })).body;
  return rest;
};

t.test('the backup that the tests damage has rows of every table', async (t) => {
  for (const table of TABLE_NAMES) t.ok(keys(life.backup, table).length > 0, table);
});

/** Values that a command refuses, put into a file: the damage, and the path that the refusal names. */
const SPOILT: [what: string, path: string, spoil: (file: File) => void][] = [
  [
    'a time no Date knows',
    'at',
    (file) => {
      file.at = 1e20;
    },
  ],
  [
    'a time that is a text',
    'at',
    (file) => {
      file.at = 'today';
    },
  ],
  [
    'a revision at the end of all numbers',
    'meta/box"].rev',
    (file) => {
      row(file, 'meta').rev = 2 ** 53 - 2;
    },
  ],
  [
    'a revision far beyond any box',
    'meta/box"].rev',
    (file) => {
      row(file, 'meta').rev = 2 ** 41;
    },
  ],
  [
    'a mix’s revision beyond',
    'mix/',
    (file) => {
      row(file, 'mix').rev = 2 ** 50;
    },
  ],
  [
    'a session’s counter beyond',
    '].next',
    (file) => {
      row(file, 'session').next = 2 ** 50;
    },
  ],
  [
    'a fractional revision',
    'meta/box"].rev',
    (file) => {
      row(file, 'meta').rev = 1.5;
    },
  ],
  [
    'a channel name that is an object',
    'channel/3"].name',
    (file) => {
      file.rows['channel/3'].name = { toString: 1 };
    },
  ],
  [
    'a channel name that turns text around',
    'channel/3"].name',
    (file) => {
      file.rows['channel/3'].name = 'K\u202E';
    },
  ],
  [
    'a colour that is none',
    'channel/3"].color',
    (file) => {
      file.rows['channel/3'].color = 'red;}';
    },
  ],
  [
    'an icon with a path',
    'channel/3"].icon',
    (file) => {
      file.rows['channel/3'].icon = '../x';
    },
  ],
  [
    'trim 1000 dB',
    'channel/3"].trimDb',
    (file) => {
      file.rows['channel/3'].trimDb = 1000;
    },
  ],
  [
    'compensation 1000 dB',
    'channel/3"].compensationDb',
    (file) => {
      file.rows['channel/3'].compensationDb = -1000;
    },
  ],
  [
    'a link one way',
    'channel/4"].link',
    (file) => {
      file.rows['channel/5'].link = null;
    },
  ],
  [
    'a link with itself',
    'channel/4"]',
    (file) => {
      file.rows['channel/4'].link = 4;
    },
  ],
  [
    'a channel beyond 63',
    'channel/64"]',
    (file) => {
      file.rows['channel/64'] = row(file, 'channel');
    },
  ],
  [
    'a channel twice',
    'channel/03"]',
    (file) => {
      file.rows['channel/03'] = row(file, 'channel');
    },
  ],
  [
    'an order with one twice',
    'channelOrder/box"]',
    (file) => {
      file.rows['channelOrder/box'] = [1, 1];
    },
  ],
  [
    '20,000 songs',
    'setlist/box"].songs',
    (file) => {
      row(file, 'setlist').songs = Array.from({ length: 20_000 }, (_, i) => ({ id: `s${i}`, name: 'S' }));
    },
  ],
  [
    'a song without a name',
    'setlist/box"].songs[0].name',
    (file) => {
      row(file, 'setlist').songs[0].name = '\u200B';
    },
  ],
  [
    'a place behind the last song',
    'setlist/box"]',
    (file) => {
      row(file, 'setlist').index = 2;
    },
  ],
  [
    'a preset of a song that is not there',
    'preset/',
    (file) => {
      row(file, 'preset').song = 'nowhere';
    },
  ],
  [
    '101 presets of one device',
    'preset/',
    (file) => {
      for (let i = 0; i < 100; i++)
        file.rows[`preset/anna/p${i}`] = { ...row(file, 'preset'), id: `p${i}`, song: null };
    },
  ],
  [
    'a preset of more than 64 channels',
    '.mix.channels',
    (file) => {
      row(file, 'preset').mix.channels = Array(65).fill(row(file, 'mix').mix.channels[0]);
    },
  ],
  [
    'a gain of 5',
    '.mix.channels[0].gain',
    (file) => {
      file.rows['mix/anna'].mix.channels[0].gain = 5;
    },
  ],
  [
    'a device with a long program',
    '.userAgent',
    (file) => {
      file.rows['device/anna'].userAgent = 'x'.repeat(1e6);
    },
  ],
  [
    'a device with a long address',
    '.address',
    (file) => {
      file.rows['device/anna'].address = 'x'.repeat(1000);
    },
  ],
  [
    'a device whose place is a text',
    '.order',
    (file) => {
      file.rows['device/anna'].order = '1';
    },
  ],
  [
    'a device of a nameless type',
    '.type',
    (file) => {
      file.rows['device/anna'].type = '<b>';
    },
  ],
  [
    'a token hash that is none',
    '.tokenHash',
    (file) => {
      file.rows['device/anna'].tokenHash = 'x';
    },
  ],
  [
    'one token of two devices',
    '.tokenHash',
    (file) => {
      file.rows['device/ben'].tokenHash = file.rows['device/anna'].tokenHash;
    },
  ],
  [
    'an engineer without a token',
    'device/ben"]',
    (file) => Object.assign(file.rows['device/ben'], { role: 'engineer', tokenHash: null, verified: false }),
  ],
  [
    'a last sign of life beyond all time',
    '.lastSeen',
    (file) => {
      file.rows['device/ben'].lastSeen = 1e17;
    },
  ],
  [
    '17 own channels',
    '.own',
    (file) => {
      file.rows['device/ben'].own = Array.from({ length: 17 }, (_, i) => i);
    },
  ],
  [
    'a group of no channel',
    '.groups[0].channels',
    (file) => {
      file.rows['device/anna'].groups[0].channels = [];
    },
  ],
  [
    '17 groups',
    '.groups',
    (file) => {
      file.rows['device/anna'].groups = Array(17).fill(file.rows['device/anna'].groups[0]);
    },
  ],
  [
    'a lock nobody knows',
    '.lock',
    (file) => {
      file.rows['device/ben'].lock = 'me';
    },
  ],
  [
    'a device called box',
    'device/box"]',
    (file) => {
      file.rows['device/box'] = { ...file.rows['device/anna'], uuid: 'box' };
    },
  ],
  [
    'a device called __proto__',
    'device/__proto__"]',
    (file) => {
      file.rows['device/__proto__'] = { ...file.rows['device/anna'], uuid: '__proto__' };
    },
  ],
  [
    'a row of no table',
    'nothing/x"]',
    (file) => {
      file.rows['nothing/x'] = {};
    },
  ],
  [
    '65 sessions',
    'session/',
    (file) => {
      for (let i = 0; i < 64; i++) file.rows[`session/S${i}`] = { ...row(file, 'session'), id: `S${i}` };
    },
  ],
  [
    '97 participants',
    '.participants',
    (file) => {
      row(file, 'session').participants = Array.from({ length: 97 }, (_, i) => ({ uuid: `u${i}`, since: 0 }));
    },
  ],
  [
    'a message of 501 characters',
    '.text',
    (file) => {
      row(file, 'message').text = 'x'.repeat(501);
    },
  ],
  [
    'a message of another kind',
    '.kind',
    (file) => {
      row(file, 'message').kind = 'shout';
    },
  ],
  [
    'a message in another’s slot',
    'message/',
    (file) => {
      row(file, 'message').n = 7;
    },
  ],
  [
    'a request for a value out of range',
    'ask/',
    (file) => {
      file.rows[keys(file, 'ask').find((key) => file.rows[key].p)!].v = 9;
    },
  ],
  [
    '21 requests of one musician',
    'ask/',
    (file) => {
      for (let i = 0; i < 20; i++) file.rows[`ask/w${i}`] = { ...row(file, 'ask'), id: `w${i}` };
    },
  ],
  [
    'history of a value out of range',
    '.changes[0]',
    (file) => {
      row(file, 'history').changes[0].to = 99;
    },
  ],
  [
    'history of a channel that cannot be',
    '.changes[0]',
    (file) => Object.assign(row(file, 'history').changes[0], { p: 'gain', ch: 64, from: 1, to: 1 }),
  ],
  [
    'history at no time',
    '.at',
    (file) => {
      row(file, 'history').at = -1;
    },
  ],
  [
    'a reply that says it went wrong',
    '.result',
    (file) => {
      row(file, 'op').result = { ok: false };
    },
  ],
  [
    'a reply of a megabyte',
    '.result',
    (file) => {
      row(file, 'op').result = { id: 'x'.repeat(1e6) };
    },
  ],
  [
    'a panic level nobody knows',
    'panic/box"].level',
    (file) => {
      row(file, 'panic').level = 'loud';
    },
  ],
];

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

const ODD = [
  null,
  true,
  '',
  'x',
  '\u200B',
  'K\u202E',
  -1,
  0,
  0.5,
  3,
  63,
  64,
  1e20,
  2 ** 40,
  2 ** 53 - 2,
  [],
  {},
  [1, 1],
  { __proto__: null, p: 'gain' },
  'box',
  '__proto__',
  'x'.repeat(700),
];

/** Changes one thing anywhere in a file: a value, a field, a row, a key. */
function mutate(file: File, random: () => number): void {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const all = Object.keys(file.rows);
  const key = pick(all);
  switch (Math.floor(random() * 8)) {
    case 0:
      delete file.rows[key];
      return;
    case 1:
      file.rows[pick(all)] = file.rows[key];
      return;
    case 2:
      file.rows[key + pick(['x', '/1', '/'])] = file.rows[key];
      return;
    default: {
      let holder: File = file.rows;
      let name: string = key;
      while (
        typeof holder[name] === 'object' &&
        holder[name] !== null &&
        Object.keys(holder[name]).length > 0 &&
        random() < 0.9
      ) {
        holder = holder[name];
        name = pick(Object.keys(holder));
      }
      if (random() < 0.15) delete holder[name];
      else holder[name] = pick(ODD);
    }
  }
}

t.test(
  'seeded fuzz: a spoilt backup is refused by path, or leaves a state that passes every check and can be restored again',
  async (t) => {
    const now = new State();
    loadState(now, Object.entries(copy().rows), () => 'now');
    let taken = 0;
    for (let seed = 1; seed <= 3000; seed++) {
      const random = seeded(seed);
      const file = copy();
      for (let i = 0; i <= random() * 3; i++) mutate(file, random);
      let opened: ReturnType<typeof openArchive>;
      try {
        opened = openArchive(JSON.parse(JSON.stringify(file)), now);
      } catch (error) {
        const { code, details } = error as { code?: string; details?: { path?: string } };
        if (code !== 'bad_file' || !details?.path) t.fail(`seed ${seed}: ${error}`);
        continue;
      }
      taken++;
      const state = new State();
      loadState(state, Object.entries(copy().rows), () => 'now');
      replaceAll(state, opened, new Set(['anna']), 'epoch');
      const again = JSON.parse(JSON.stringify(archive(state, 1)));
      try {
        for (const [key, value] of Object.entries(again.rows)) checkRow(key, value);
        const restored = openArchive(again, state);
        if (settle(restored.state, (key) => t.fail(`seed ${seed}: ${key}`)).length > 0) t.fail(`seed ${seed}: strays`);
        for (const [uuid] of state.rows('device'))
          if (!state.get('mix', uuid)) t.fail(`seed ${seed}: ${uuid} has no mix`);
        if (!Number.isSafeInteger(state.meta.rev + 1e9)) t.fail(`seed ${seed}: revisions are frozen`);
      } catch (error) {
        t.fail(`seed ${seed}: ${error}`);
      }
    }
    t.ok(taken > 50, `${taken} of 3000 were harmless`);
  },
);

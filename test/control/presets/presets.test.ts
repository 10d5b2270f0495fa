import t from 'tap';
import { TOLD_CHANGES, TOLD_ENTRIES } from '../../../src/control/mix/history.js';
import { ask, CHANNELS, type Link } from '../support/box.js';
import { gain, mixOf, stage } from '../support/stage.js';

t.test('presets and setlist', async (t) => {
  const { box, anna, ben, a, b, e } = await stage(t);
  let id = '';
  await t.test('save, recall, rename, lock, delete', async (t) => {
    await a.subscribe(`sb/1/presets/${anna.uuid}`, `sb/1/mix/${anna.uuid}/delta`);
    await a.command(`mix/${anna.uuid}`, gain(0, 1.5));
    const told = a.next((m) => m.topic === `sb/1/presets/${anna.uuid}`);
    ({ id } = await a.command(`preset/${anna.uuid}`, { action: 'save', name: 'Loud me' }));
    t.match((await told).body.presets, [{ id, name: 'Loud me', song: null, locked: false }]);
    await a.command(`mix/${anna.uuid}`, gain(0, 0.1));
    const delta = a.next((m) => m.topic.endsWith('/delta'));
    t.equal((await a.command(`preset/${anna.uuid}`, { action: 'recall', id })).ok, true);
    t.match((await delta).body, { set: [{ p: 'gain', ch: 0, v: 1.5 }], why: 'preset' });
    t.equal((await mixOf(box, anna)).channels[0].gain, 1.5);
    t.equal((await a.command(`preset/${anna.uuid}`, { action: 'rename', id, name: 'Me' })).ok, true);
    t.equal((await a.command(`preset/${anna.uuid}`, { action: 'lock', id, locked: true })).ok, true);
    t.match(await a.command(`preset/${anna.uuid}`, { action: 'save', id }), { code: 'locked' });
    t.match(await a.command(`preset/${anna.uuid}`, { action: 'delete', id }), { code: 'locked' });
    t.equal((await a.command(`preset/${anna.uuid}`, { action: 'lock', id, locked: false })).ok, true);
    t.match(await a.command(`preset/${anna.uuid}`, { action: 'save', id, ifRev: 1 }), { code: 'conflict' });
    t.match(await b.command(`preset/${anna.uuid}`, { action: 'recall', id }), { code: 'forbidden' });
    t.match(await a.command(`preset/${anna.uuid}`, { action: 'recall', id: 'x' }), { code: 'no_such_preset' });
    t.match(await a.command(`preset/${anna.uuid}`, { action: 'explode' }), { code: 'bad_command', path: 'action' });
  });
  await t.test('R31 copy: another musician’s mix, with my channels swapped for theirs and my own master', async (t) => {
    await a.command(`device/${anna.uuid}`, { action: 'own', channels: [1] });
    await b.command(`device/${ben.uuid}`, { action: 'own', channels: [5] });
    await b.command(`mix/${ben.uuid}`, {
      set: [
        { p: 'gain', ch: 5, v: 2 },
        { p: 'gain', ch: 1, v: 0.2 },
        { p: 'gain', ch: 7, v: 0.77 },
        { p: 'master', v: 3 },
      ],
    });
    t.equal((await a.command(`preset/${anna.uuid}`, { action: 'copy', from: ben.uuid })).ok, true);
    const { channels, master } = await mixOf(box, anna);
    t.same([channels[1].gain, channels[5].gain, channels[7].gain, master], [2, 0.2, 0.77, 1]);
  });
  await t.test(
    'R32 setlist: a song recalls everyone’s preset for it; musicians may start one when allowed',
    async (t) => {
      t.equal((await e.command('setlist', { action: 'set', songs: [{ name: 'One' }, { name: 'Two' }] })).ok, true);
      const { songs } = (await ask(box, 'GET', '/api/setlist', { token: anna.token })).body;
      await a.command(`mix/${anna.uuid}`, gain(9, 0.11));
      await a.command(`preset/${anna.uuid}`, { action: 'save', name: 'for two', song: songs[1].id });
      await a.command(`mix/${anna.uuid}`, gain(9, 0.99));
      t.match(await a.command('setlist', { action: 'next' }), { code: 'forbidden' });
      await e.command('setlist', { action: 'allow', anyone: true });
      t.match(await a.command('setlist', { action: 'next' }), { ok: true, index: 0 });
      t.equal((await mixOf(box, anna)).channels[9].gain, 0.99, 'no preset for this song: nothing moves');
      t.match(await b.command('setlist', { action: 'next' }), { ok: true, index: 1 });
      t.equal((await mixOf(box, anna)).channels[9].gain, 0.11);
      t.match(await b.command('setlist', { action: 'next' }), { ok: false, code: 'bad_value' });
      t.match(await e.command('setlist', { action: 'set', songs: [{ id: songs[1].id, name: 'Two!' }] }), { ok: true });
      t.match((await ask(box, 'GET', '/api/setlist', { token: anna.token })).body, {
        index: 0,
        songs: [{ id: songs[1].id, name: 'Two!' }],
      });
    },
  );
  await t.test('R26 P5 export and import; a faulty file changes nothing', async (t) => {
    const file = (await ask(box, 'GET', `/api/presets/${anna.uuid}/export`, { token: anna.token })).body;
    t.match(file, {
      format: 'stagebox-presets',
      version: 1,
      presets: [{ name: 'Me' }, { name: 'for two', song: 'Two!' }],
    });
    t.match((await ask(box, 'POST', `/api/presets/${ben.uuid}/import`, { token: ben.token, body: file })).body, {
      ok: true,
      count: 2,
    });
    const bad = structuredClone(file);
    bad.presets[1].mix.channels[3].gain = 9;
    const refused = await ask(box, 'POST', `/api/presets/${ben.uuid}/import`, { token: ben.token, body: bad });
    t.equal(refused.status, 400);
    t.match(refused.body.error, { code: 'bad_file', path: 'file.presets[1].mix.channels[3].gain' });
    t.equal((await ask(box, 'GET', `/api/presets/${ben.uuid}`, { token: ben.token })).body.presets.length, 2);
  });
});

t.test('history and undo', async (t) => {
  const { box, anna, engineer, a, b, e } = await stage(t);
  const undo = (link: Link, more = {}) => link.command(`history/${anna.uuid}`, { action: 'undo', ...more });
  await t.test('history shows who changed what, from which value to which, and when', async (t) => {
    await a.command(`mix/${anna.uuid}`, gain(0, 0.8));
    await e.command(`mix/${anna.uuid}`, gain(1, 0.3));
    const { entries } = (await ask(box, 'GET', `/api/history?mix=${anna.uuid}`, { token: anna.token })).body;
    t.match(entries[0], {
      uuid: anna.uuid,
      by: engineer.uuid,
      name: 'Engineer',
      role: 'engineer',
      why: 'set',
      changes: [{ p: 'gain', ch: 1, from: 0.5, to: 0.3 }],
      undone: false,
    });
    t.match(entries[1], { by: anna.uuid, changes: [{ p: 'gain', ch: 0, from: 0.5, to: 0.8 }] });
  });
  await t.test('R28 undo reverts one’s own newest change; redo repeats it', async (t) => {
    t.equal((await undo(a)).ok, true);
    t.match((await mixOf(box, anna)).channels.slice(0, 2), [{ gain: 0.5 }, { gain: 0.3 }]);
    t.match(await undo(a), { code: 'nothing_to_undo' });
    t.equal((await a.command(`history/${anna.uuid}`, { action: 'redo' })).ok, true);
    t.equal((await mixOf(box, anna)).channels[0].gain, 0.8);
    t.match(await a.command(`history/${anna.uuid}`, { action: 'redo' }), { code: 'nothing_to_redo' });
  });
  await t.test('R28 a value that somebody else has changed since is not undone', async (t) => {
    await a.command(`mix/${anna.uuid}`, gain(2, 0.1));
    await e.command(`mix/${anna.uuid}`, gain(2, 0.2));
    t.equal((await undo(a)).ok, true);
    t.equal((await mixOf(box, anna)).channels[2].gain, 0.2, 'the engineer’s stays; an older one of mine was undone');
  });
  await t.test('R28 the owner can undo the engineer’s change by its number; a stranger cannot', async (t) => {
    const { entries } = (await ask(box, 'GET', `/api/history?mix=${anna.uuid}`, { token: anna.token })).body;
    const theirs = entries.find(
      (entry: { by: string; changes: { ch: number }[] }) => entry.by === engineer.uuid && entry.changes[0]!.ch === 2,
    );
    t.match(await undo(b, { n: theirs.n }), { code: 'forbidden' });
    t.match(await undo(a, { n: theirs.n }), { ok: true, undone: theirs.n });
    t.equal((await mixOf(box, anna)).channels[2].gain, 0.1);
    t.match(await undo(a, { n: theirs.n }), { ok: false });
  });
  await t.test('subscribers of the history get the entry that was undone, besides the newest', async (t) => {
    await b.subscribe(`sb/1/history/${anna.uuid}`);
    const update = () => b.next((m) => m.topic === `sb/1/history/${anna.uuid}` && m.body.more === true);
    const made = update();
    await a.command(`mix/${anna.uuid}`, gain(3, 0.1));
    const [{ n }] = (await made).body.entries;
    t.equal((await made).body.entries.length, 1);
    await e.command(`mix/${anna.uuid}`, gain(4, 0.1));
    const undone = update();
    await undo(a);
    t.match((await undone).body.entries, [
      { n: n + 2, why: 'undo' },
      { n, undone: true },
    ]);
  });
  await t.test('R27 one gesture is one entry and one step', async (t) => {
    for (const v of [0.6, 0.7, 0.8, 0.9]) await a.command(`mix/${anna.uuid}`, { ...gain(5, v), gesture: 'drag-1' });
    const { entries } = (await ask(box, 'GET', `/api/history?mix=${anna.uuid}&limit=1`, { token: anna.token })).body;
    t.match(entries[0].changes, [{ p: 'gain', ch: 5, from: 0.5, to: 0.9 }]);
    await undo(a);
    t.equal((await mixOf(box, anna)).channels[5].gain, 0.5);
  });
  await t.test('at least the last 200 changes are remembered', async (t) => {
    for (let i = 0; i < 300; i++)
      a.client.publish(`sb/1/cmd/mix/${anna.uuid}`, JSON.stringify({ op: `h${i}`, ...gain(6, i / 1000) }), { qos: 1 });
    await a.find((m) => m.body.op === 'h299');
    const { entries } = (await ask(box, 'GET', `/api/history?mix=${anna.uuid}`, { token: anna.token })).body;
    t.ok(entries.length >= 200);
    t.match(entries[199].changes, [{ ch: 6, to: 0.1 }]);
  });
  await t.test('R16 the topic begins with only the newest entry, however large one change is', async (t) => {
    const topic = `sb/1/history/${anna.uuid}`;
    const first = async (link: Link) => {
      const told = link.next((m) => m.topic === topic);
      await link.subscribe(topic);
      return (await told).body;
    };
    const { entries, canUndo } = await first(b);
    t.equal(entries.length, TOLD_ENTRIES);
    t.match(entries[0].changes, [{ ch: 6, to: 0.299 }]);
    t.equal(canUndo, true);
    const whole = (v: number) =>
      Array.from({ length: CHANNELS }, (_, ch) => [
        { p: 'gain', ch, v: v + ch / 1000 },
        { p: 'pan', ch, v: -v },
        { p: 'mute', ch, v: v > 0.5 },
      ]).flat();
    const ops = Array.from({ length: TOLD_ENTRIES }, (_, i) => ({ op: `w${i}`, set: whole(i % 2 ? 0.2 : 0.8) }));
    for (const { op, set } of ops) await a.command(`mix/${anna.uuid}`, { op, set });
    const wide = (await first(e)).entries as { changes: unknown[] }[];
    const changes = wide.map((entry) => entry.changes.length);
    t.ok(changes.slice(0, -1).reduce((sum, n) => sum + n, 0) < TOLD_CHANGES, 'none follows once that many are shown');
    t.ok(wide.length < TOLD_ENTRIES && wide.length > 1);
  });
});

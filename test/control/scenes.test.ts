/** Snapshots of everything that sounds: saved, recalled as one step, taken back, kept over a restart. */
import { rmSync } from 'node:fs';
import t from 'tap';
import { MAX_SCENES } from '../../src/wire/limits.js';
import { ask, joinBox, joinEngineer, Link, startBox } from './support/box.js';
import { newFolder } from './support/control-box.js';
import { gain, mixOf, stage } from './support/stage.js';

t.test('snapshots', async (t) => {
  const { box, anna, ben, engineer, a, b, e } = await stage(t);
  const channels = async () => (await ask(box, 'GET', '/api/channels', { token: engineer.token })).body;
  const gains = async (...of: { uuid: string; token: string }[]) =>
    Promise.all(of.map(async (one) => (await mixOf(box, one)).channels[1].gain));
  const newest = async (of: { uuid: string; token: string }): Promise<number> =>
    (await ask(box, 'GET', `/api/history?mix=${of.uuid}`, { token: of.token })).body.entries[0].n;
  const TOPIC = 'sb/1/scenes';
  const list = async () => {
    const next = e.next((m) => m.topic === TOPIC);
    await e.subscribe(TOPIC);
    return (await next).body;
  };
  await a.command(`mix/${anna.uuid}`, gain(1, 0.25));
  await b.command(`mix/${ben.uuid}`, gain(1, 0.75));
  await e.command('channel/1', { set: { name: 'Kick', trimDb: 3, link: 2 } });
  await e.command('strip/1', { action: 'set', set: { hpOn: true } });
  const { id } = await e.command('scene', { action: 'save', name: 'Soundcheck' });

  await t.test('a recall brings mixes, channels and house mix back; devices that came later stay', async (t) => {
    t.match(await list(), { scenes: [{ id, name: 'Soundcheck', at: Number }], before: null });
    await a.command(`mix/${anna.uuid}`, gain(1, 1));
    await b.command(`mix/${ben.uuid}`, gain(1, 2));
    await e.command('channel/1', { set: { name: 'Bass', trimDb: 0, link: null } });
    await e.command('channel/7', { set: { name: 'New' } });
    await e.command('strip/1', { action: 'set', set: { hpOn: false } });
    await e.command('strip/2', { action: 'set', set: { invert: true } });
    await e.command('house', { from: ben.uuid });
    const eve = await joinBox(box, 'Eve');
    await e.command(`mix/${eve.uuid}`, gain(1, 3));
    const rev = (await mixOf(box, anna)).rev;
    await a.subscribe(`sb/1/mix/${anna.uuid}/delta`);
    const delta = a.next((m) => m.topic === `sb/1/mix/${anna.uuid}/delta`);
    const reply = await e.command('scene', { action: 'recall', id });
    t.match(reply, { ok: true, durable: true });
    t.match((await delta).body, { why: 'scene', prev: rev, rev: reply.rev, by: engineer.uuid });
    t.same(await gains(anna, ben, eve), [0.25, 0.75, 3]);
    t.match((await channels()).channels[1], { name: 'Kick', trimDb: 3, link: 2 });
    t.equal((await channels()).channels[7].name, 'In 8', 'a name that came later is gone');
    const strips = (await ask(box, 'GET', '/api/strips', { token: engineer.token })).body.strips;
    t.match([strips[1].strip, strips[2].strip], [{ hpOn: true }, { invert: false }], 'and the strips');
    t.match(await list(), { before: { name: 'Soundcheck', at: Number } });
    const status = e.next((m) => m.topic === 'sb/1/box/status');
    await e.subscribe('sb/1/box/status');
    t.equal((await status).body.house, null, 'the house mix too');
  });

  await t.test('undo takes the recall back, and makes it again', async (t) => {
    await e.command('scene', { action: 'undo' });
    t.same(await gains(anna, ben), [1, 2]);
    t.equal((await channels()).channels[1].name, 'Bass');
    t.equal((await channels()).channels[7].name, 'New');
    await e.command('scene', { action: 'undo' });
    t.same(await gains(anna, ben), [0.25, 0.75]);
    t.ok(
      (await a.command(`history/${anna.uuid}`, { action: 'undo', n: await newest(anna) })).ok,
      'each mix has its own',
    );
    t.same(await gains(anna, ben), [1, 0.75]);
  });
  await t.test('a mix locked for everybody stays, and the reply names it', async (t) => {
    await e.command(`device/${ben.uuid}`, { action: 'lock', lock: 'nobody' });
    await e.command(`mix/${anna.uuid}`, gain(1, 4));
    t.match(await e.command('scene', { action: 'recall', id }), { ok: true, locked: [ben.uuid] });
    t.same(await gains(anna), [0.25]);
    await e.command(`device/${ben.uuid}`, { action: 'lock', lock: null });
  });

  await t.test('replaced, deleted; unknown ids, musicians and a thirty-first are refused', async (t) => {
    await e.command(`mix/${anna.uuid}`, gain(1, 0.5));
    t.match(await e.command('scene', { action: 'save', id, name: 'Show' }), { ok: true, id });
    t.match((await list()).scenes, [{ id, name: 'Show' }]);
    t.match(await e.command('scene', { action: 'save', id: 'before', name: 'x' }), { code: 'no_such_scene' });
    t.match(await e.command('scene', { action: 'recall', id: 'nothing' }), { code: 'no_such_scene', path: 'id' });
    t.match(await e.command('scene', { action: 'save', name: '' }), { code: 'bad_name', path: 'name' });
    t.match(await a.command('scene', { action: 'recall', id }), { code: 'forbidden' });
    for (let n = 1; n < MAX_SCENES; n++) await e.command('scene', { action: 'save', name: `Song ${n}` });
    t.match(await e.command('scene', { action: 'save', name: 'one more' }), { code: 'too_many' });
    t.ok((await e.command('scene', { action: 'delete', id })).ok);
    t.notOk((await list()).scenes.some((one: { id: string }) => one.id === id));
  });

  await t.test('a mix that is handed over takes its place in the snapshots along', async (t) => {
    await e.command(`mix/${ben.uuid}`, gain(1, 1.5));
    const kept = await e.command('scene', { action: 'save', name: 'x', id: (await list()).scenes[0].id });
    const bee = await joinBox(box, 'Bee');
    await e.command(`device/${ben.uuid}`, { action: 'handover', to: bee.uuid });
    await e.command(`mix/${bee.uuid}`, gain(1, 0));
    await e.command('scene', { action: 'recall', id: kept.id });
    t.same(await gains(bee), [1.5]);
  });
});

t.test('a snapshot survives a restart', async (t) => {
  const dataDir = newFolder();
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
  let box = await startBox({ dataDir });
  const anna = await joinBox(box, 'Anna');
  const engineer = await joinEngineer(box);
  let e = await Link.open(box, engineer);
  await e.command(`mix/${anna.uuid}`, gain(1, 0.3));
  const { id } = await e.command('scene', { action: 'save', name: 'Night' });
  await e.command(`mix/${anna.uuid}`, gain(1, 2));
  await e.close();
  await box.stop();
  box = await startBox({ dataDir });
  e = await Link.open(box, engineer);
  t.ok((await e.command('scene', { action: 'recall', id })).ok);
  t.equal((await mixOf(box, anna)).channels[1].gain, 0.3);
  await e.close();
  await box.stop();
});

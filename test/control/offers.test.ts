/** An engineer's offer: prepared without changing the mix, heard beside it, taken or refused, and undone. */
import t from 'tap';
import type { Mix } from '../../src/wire/mix.js';
import { ask, type Device } from './support/box.js';
import { FakeEngine } from './support/fake-engine.js';
import { gain, mixOf, stage } from './support/stage.js';

t.test('the offer of a mix', async (t) => {
  const { box, anna, ben, engineer, a, b, e } = await stage(t);
  const engine = new FakeEngine();
  box.control.attachEngine(engine);
  const heard = (of: Device): Mix => engine.mixes.get(of.uuid)!.mix;
  const note = async (of: Device) =>
    (await ask(box, 'GET', '/api/devices', { token: engineer.token })).body.devices.find(
      (one: Device) => one.uuid === of.uuid,
    ).offer;
  const topic = `offer/${anna.uuid}`;
  const offer = async (set: readonly object[]) => (await e.command(topic, { action: 'make', set })).id as string;
  await a.command(`mix/${anna.uuid}`, gain(1, 0.7));

  await t.test('making one changes no mix and nobody’s ears; musician and desk learn of it', async (t) => {
    await a.subscribe(`sb/1/offer/${anna.uuid}`);
    const told = a.next((m) => m.topic === `sb/1/offer/${anna.uuid}` && m.body.offer !== null);
    const { rev } = await mixOf(box, anna);
    const set = [
      { p: 'gain', ch: 1, v: 2 },
      { p: 'mute', ch: 2, v: true },
      { p: 'master', v: 0.5 },
    ];
    const id = await offer(set);
    t.match((await told).body, { uuid: anna.uuid, offer: { id, set, by: engineer.uuid, state: 'open', heard: false } });
    t.equal((await mixOf(box, anna)).rev, rev, 'the mix has no new revision');
    t.equal(heard(anna).channels[1]!.gain, 0.7);
    t.match(await note(anna), { id, state: 'open', heard: false, name: String });
    t.equal(await note(ben), null);
  });

  await t.test('the musician hears it and their own mix in turn; the mix stays', async (t) => {
    const { id } = await note(anna);
    t.ok((await a.command(topic, { action: 'hear', id, on: true })).ok);
    t.match(heard(anna), { master: 0.5, channels: { 1: { gain: 2 }, 2: { mute: true } } });
    t.match(await note(anna), { heard: true });
    t.equal((await mixOf(box, anna)).channels[1].gain, 0.7);
    await e.command('channel/1', { set: { trimDb: 6 } });
    t.ok(Math.abs(heard(anna).channels[1]!.gain - 2 * 10 ** (6 / 20)) < 1e-9, 'trim lies over it');
    await e.command('channel/1', { set: { trimDb: 0 } });
    await a.command(topic, { action: 'hear', id, on: false });
    t.match(heard(anna), { master: 1, channels: { 1: { gain: 0.7 }, 2: { mute: false } } });
  });

  await t.test('a moved fader ends the trying', async (t) => {
    const { id } = await note(anna);
    await a.command(topic, { action: 'hear', id, on: true });
    await a.command(`mix/${anna.uuid}`, gain(5, 0.25));
    t.match(await note(anna), { state: 'open', heard: false });
    t.match(heard(anna), { master: 1, channels: { 1: { gain: 0.7 }, 5: { gain: 0.25 } } });
  });

  await t.test('taking it is one step of the musician’s undo; the desk sees it', async (t) => {
    const { id } = await note(anna);
    t.ok((await a.command(topic, { action: 'take', id })).ok);
    t.match(await mixOf(box, anna), {
      master: 0.5,
      channels: { 1: { gain: 2 }, 2: { mute: true }, 5: { gain: 0.25 } },
    });
    t.match(await note(anna), { state: 'taken', heard: false });
    t.match(await a.command(topic, { action: 'take', id }), { ok: false, code: 'no_such_offer' });
    const { entries } = (await ask(box, 'GET', `/api/history?mix=${anna.uuid}`, { token: anna.token })).body;
    t.match(entries[0], { why: 'offer', by: anna.uuid });
    t.equal(entries[0].changes.length, 3);
    t.ok((await a.command(`history/${anna.uuid}`, { action: 'undo' })).ok);
    t.match(await mixOf(box, anna), {
      master: 1,
      channels: { 1: { gain: 0.7 }, 2: { mute: false }, 5: { gain: 0.25 } },
    });
  });

  await t.test('refused, replaced and withdrawn ones cannot be taken', async (t) => {
    const first = await offer([{ p: 'gain', ch: 0, v: 1 }]);
    const second = await offer([{ p: 'gain', ch: 0, v: 1.5 }]);
    for (const action of ['take', 'refuse', 'hear'])
      t.match(await a.command(topic, { action, id: first, on: true }), { code: 'no_such_offer', path: 'id' });
    t.ok((await a.command(topic, { action: 'refuse', id: second })).ok);
    t.match(await note(anna), { id: second, state: 'refused' });
    const third = await offer([{ p: 'gain', ch: 0, v: 3 }]);
    await a.command(topic, { action: 'hear', id: third, on: true });
    t.equal(heard(anna).channels[0]!.gain, 3);
    t.ok((await e.command(topic, { action: 'withdraw' })).ok);
    t.equal(heard(anna).channels[0]!.gain, 0.5, 'the ears have their own mix again');
    t.equal(await note(anna), null);
  });

  await t.test('only engineers offer, only the musician answers; a locked mix takes none', async (t) => {
    const set = [{ p: 'gain', ch: 0, v: 1 }];
    t.match(await a.command(topic, { action: 'make', set }), { code: 'forbidden' });
    const id = await offer(set);
    t.match(await b.command(topic, { action: 'take', id }), { code: 'forbidden' });
    await e.command(`device/${anna.uuid}`, { action: 'lock', lock: 'engineer' });
    for (const action of ['hear', 'take'])
      t.match(await a.command(topic, { action, id, on: true }), { code: 'mix_locked' });
    await e.command(`device/${anna.uuid}`, { action: 'lock', lock: null });
    for (const [bad, expected] of [
      [[], { code: 'empty_set' }],
      [[{ p: 'gain', ch: 99, v: 1 }], { code: 'no_such_channel', path: 'set[0].ch' }],
      [[{ p: 'gain', ch: 0, v: 9 }], { code: 'bad_value', path: 'set[0].v' }],
    ] as const)
      t.match(await e.command(topic, { action: 'make', set: bad }), expected);
    t.match(await note(anna), { id, state: 'open' }, 'what was refused replaced nothing');
  });
});

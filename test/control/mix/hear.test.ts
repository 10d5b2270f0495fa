/** `cmd/hear`: another mix for a moment, for the ears only. */
import t from 'tap';
import { FakeEngine } from '../support/fake-engine.js';
import { gain, mixOf, stage } from '../support/stage.js';

t.test('R47 the mix of before is heard and ends; the mix, its history and its revision stay', async (t) => {
  const { box, anna, a, e, b, ben } = await stage(t);
  const engine = new FakeEngine();
  box.control.attachEngine(engine);
  const heard = (ch = 1) => engine.mixes.get(anna.uuid)?.mix.channels[ch]?.gain;
  const hear = (what: Record<string, unknown>, link = a) => link.command(`hear/${anna.uuid}`, what);
  await a.command(`mix/${anna.uuid}`, gain(1, 0.25));
  const { id } = await a.command(`preset/${anna.uuid}`, { action: 'save', name: 'soft' });
  await a.command(`mix/${anna.uuid}`, gain(1, 0.75));
  const before = await mixOf(box, anna);
  await a.subscribe(`sb/1/mix/${anna.uuid}/delta`, `sb/1/history/${anna.uuid}`);
  const messages = a.heard.length;

  t.match(await hear(gain(1, 0.25)), { ok: true });
  t.equal(heard(), 0.25);
  t.same(await mixOf(box, anna), before, 'the mix is as it was');
  await e.command(`mix/${anna.uuid}`, gain(2, 0.1));
  t.same([heard(1), heard(2)], [0.25, 0.1], 'what others change meanwhile is heard too');
  t.match(await hear({}), { ok: true });
  t.same([heard(1), heard(2)], [0.75, 0.1], 'and it is over');

  t.match(await hear({ preset: id }), { ok: true });
  t.equal(heard(), 0.25, 'a preset before it is recalled');
  await hear({});
  t.equal(heard(), 0.75);
  const ours = a.heard
    .slice(messages)
    .filter(({ body }) => body.by === anna.uuid || body.entries?.[0]?.by === anna.uuid);
  t.same(ours, [], 'no delta and no entry says anything of it');

  t.match(await hear(gain(1, 0.25), b), { code: 'forbidden' }, 'in one’s own ears only');
  t.match(await hear({ preset: 'none' }), { code: 'no_such_preset' });
  t.match(await hear({ set: [{ p: 'gain', ch: 1, v: 9 }] }), { code: 'bad_value', path: 'set[0].v' });
  await e.command(`device/${anna.uuid}`, { action: 'lock', lock: 'engineer' });
  t.match(await hear(gain(1, 0.25)), { code: 'mix_locked' }, 'a lock is for the ears too');
  t.match(await hear({}), { ok: true }, 'but the end is always right');
  t.ok(ben.uuid);
});

t.test('R47 a phone that goes away meanwhile lets go of it', async (t) => {
  const { box, anna, a, e } = await stage(t);
  const engine = new FakeEngine();
  box.control.attachEngine(engine);
  await a.command(`mix/${anna.uuid}`, gain(1, 0.75));
  await a.command(`hear/${anna.uuid}`, gain(1, 0));
  t.equal(engine.mixes.get(anna.uuid)!.mix.channels[1]!.gain, 0);
  await e.subscribe('sb/1/devices/delta');
  const left = e.next((m) => m.topic === 'sb/1/devices/delta');
  await a.close();
  await left;
  t.equal(engine.mixes.get(anna.uuid)!.mix.channels[1]!.gain, 0.75);
});

t.test('R47 an engineer hears somebody’s mix with other values; that musician’s ears hear nothing of it', async (t) => {
  const { box, anna, a, ben, b, engineer, e } = await stage(t);
  const engine = new FakeEngine();
  box.control.attachEngine(engine);
  const heardBy = ({ uuid }: { uuid: string }, ch: number) => engine.mixes.get(uuid)?.mix.channels[ch]?.gain;
  await a.command(`mix/${anna.uuid}`, { set: [...gain(1, 0.75).set, ...gain(2, 0.5).set] });
  await e.command(`mix/${engineer.uuid}`, gain(1, 0.1));
  const own = heardBy(engineer, 2);
  const before = await mixOf(box, anna);

  t.match(await e.command(`hear/${engineer.uuid}`, { mix: anna.uuid, ...gain(1, 0.25) }), { ok: true });
  t.same([heardBy(engineer, 1), heardBy(engineer, 2)], [0.25, 0.5], 'Anna’s mix, with the values');
  t.same([heardBy(anna, 1), heardBy(anna, 2)], [0.75, 0.5], 'in Anna’s ears nothing changes');
  t.same(await mixOf(box, anna), before);
  await e.command(`device/${anna.uuid}`, { action: 'lock', lock: 'nobody' });
  t.match(await e.command(`hear/${engineer.uuid}`, { mix: anna.uuid }), { ok: true }, 'a lock is about changes');
  t.equal(heardBy(engineer, 1), 0.75, 'as it is');
  await e.command(`hear/${engineer.uuid}`, {});
  t.same([heardBy(engineer, 1), heardBy(engineer, 2)], [0.1, own], 'and the own mix again');

  t.match(await b.command(`hear/${ben.uuid}`, { mix: anna.uuid }), { code: 'forbidden', path: 'mix' });
  await e.command(`device/${anna.uuid}`, { action: 'lock', lock: null });
  const { id } = await a.command(`preset/${anna.uuid}`, { action: 'save', name: 'Anna’s' });
  const preset = { mix: anna.uuid, preset: id };
  t.match(await b.command(`hear/${ben.uuid}`, preset), { code: 'forbidden', path: 'mix' }, 'nor one of their presets');
  t.match(await e.command(`hear/${engineer.uuid}`, preset), { ok: true });
  for (const asked of [{ mix: anna.uuid }, preset])
    t.match(await e.command(`hear/${ben.uuid}`, asked), { code: 'forbidden', path: 'mix' }, 'and in no other ears');
  t.match(await e.command(`hear/${engineer.uuid}`, { mix: 'nobody' }), { code: 'no_such_device', path: 'mix' });
});

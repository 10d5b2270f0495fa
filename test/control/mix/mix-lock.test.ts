import { rmSync } from 'node:fs';
import t from 'tap';
import type { ControlBox, Device } from '../support/box.js';
import { ask, joinBox, joinEngineer, Link, newFolder, startBox } from '../support/box.js';
import { FakeEngine } from '../support/fake-engine.js';
import { stage } from '../support/stage.js';

const gain = (v: number) => ({ set: [{ p: 'gain', ch: 0, v }] });
const lock = (e: Link, { uuid }: Device, to: unknown) => e.command(`device/${uuid}`, { action: 'lock', lock: to });
const mixOf = async (box: ControlBox, { uuid, token }: Device) =>
  (await ask(box, 'GET', `/api/devices/${uuid}/mix`, { token })).body;

t.test('R35 every way of changing one mix × lock × role', async (t) => {
  const { box, anna, ben, a, b, e } = await stage(t);
  const wishes = async () => (await a.command(`ask/${anna.uuid}`, { action: 'ask', p: 'master', v: 0.5 })).id;
  const preset = (await a.command(`preset/${anna.uuid}`, { action: 'save', name: 'Mine' })).id;
  const locked = { ok: false, code: 'mix_locked' };
  for (const [state, allowed] of [
    ['engineer', ['engineer']],
    ['nobody', []],
  ] as const) {
    // Each requester has something to undo, and something undone.
    for (const [link, v] of [
      [a, 0.3],
      [e, 0.4],
    ] as const) {
      await link.command(`mix/${anna.uuid}`, { set: [{ p: 'gain', ch: link === a ? 1 : 2, v }] });
      await link.command(`mix/${anna.uuid}`, { set: [{ p: 'pan', ch: link === a ? 1 : 2, v }] });
      await link.command(`history/${anna.uuid}`, { action: 'undo' });
    }
    t.match(await lock(e, anna, state), { ok: true, durable: true });
    const before = await mixOf(box, anna);
    const ways: [string, Record<string, unknown>][] = [
      [`mix/${anna.uuid}`, gain(0.9)],
      [`history/${anna.uuid}`, { action: 'undo' }],
      [`history/${anna.uuid}`, { action: 'redo' }],
      [`preset/${anna.uuid}`, { action: 'recall', id: preset }],
      [`preset/${anna.uuid}`, { action: 'copy', from: ben.uuid }],
      [`device/${anna.uuid}`, { action: 'clear' }],
    ];
    for (const [topic, payload] of ways) {
      const what = `${topic.split('/')[0]} ${payload.action ?? ''}, lock ${state}`;
      t.match(await a.command(topic, payload), { ...locked, allowed }, `${what}: by its owner`);
      t.match(await b.command(topic, payload), { code: 'forbidden' }, `${what}: by another, who never might`);
    }
    t.same(await mixOf(box, anna), before, 'and nothing was changed');
    for (const [topic, payload] of [
      ...ways,
      [`ask/${anna.uuid}`, { action: 'accept', id: await wishes() }],
    ] as typeof ways) {
      const what = `${topic.split('/')[0]} ${payload.action ?? ''}, lock ${state}: by the engineer`;
      t.match(await e.command(topic, payload), state === 'engineer' ? { ok: true } : { ...locked, allowed }, what);
    }
    if (state === 'nobody') t.same(await mixOf(box, anna), before, 'an engineer changed nothing either');
    t.equal((await a.command(`preset/${anna.uuid}`, { action: 'save', name: 'Now' })).ok, true, 'saving stays open');
    const http = await ask(box, 'POST', '/api/command', {
      token: anna.token,
      body: { topic: `mix/${anna.uuid}`, ...gain(1) },
    });
    t.match(http, { status: 409, body: { error: { code: 'mix_locked', allowed } } });
    await lock(e, anna, null);
    t.equal((await a.command(`mix/${anna.uuid}`, gain(0.7))).ok, true, 'unlocked, it is its owner’s again');
  }
  t.match(await lock(a, anna, null), { code: 'forbidden' }, 'a musician does not unlock their own mix');
  for (const wrong of ['everybody', true, undefined, 3])
    t.match(await lock(e, anna, wrong), { code: 'bad_value', path: 'lock', allowed: ['engineer', 'nobody', null] });
});

t.test('R35 everybody sees the lock; a refused op may be sent again later', async (t) => {
  const { box, anna, a, b, e } = await stage(t);
  await b.subscribe('sb/1/devices/delta');
  const told = b.next((m) => m.topic === 'sb/1/devices/delta');
  await lock(e, anna, 'engineer');
  t.match((await told).body.changed, [{ uuid: anna.uuid, lock: 'engineer' }]);
  t.equal((await ask(box, 'GET', '/api/me', { token: anna.token })).body.lock, 'engineer');
  t.match(await a.command(`mix/${anna.uuid}`, { ...gain(1), op: 'again' }), { code: 'mix_locked' });
  await lock(e, anna, null);
  t.match(await a.command(`mix/${anna.uuid}`, { ...gain(1), op: 'again' }), { ok: true });
  t.equal((await ask(box, 'GET', '/api/me', { token: anna.token })).body.lock, null);
});

t.test('R35 songs and “clear all” leave locked mixes as they are', async (t) => {
  const { box, anna, ben, a, b, e } = await stage(t);
  await e.command('setlist', { action: 'set', songs: [{ name: 'One' }] });
  await e.command('setlist', { action: 'allow', anyone: true });
  const song = (await ask(box, 'GET', '/api/setlist', { token: anna.token })).body.songs[0].id;
  for (const [link, device] of [
    [a, anna],
    [b, ben],
  ] as const) {
    await link.command(`mix/${device.uuid}`, gain(0.1));
    await link.command(`preset/${device.uuid}`, { action: 'save', name: 'One', song });
    await link.command(`mix/${device.uuid}`, gain(0.2));
  }
  const first = async (device: Device) => (await mixOf(box, device)).channels[0].gain;
  await lock(e, anna, 'engineer');
  t.match(await b.command('setlist', { action: 'goto', index: 0 }), { ok: true, index: 0, locked: [anna.uuid] });
  t.same([await first(anna), await first(ben)], [0.2, 0.1]);
  const byEngineer = await e.command('setlist', { action: 'goto', index: 0 });
  t.match(byEngineer, { ok: true, index: 0 });
  t.notOk('locked' in byEngineer);
  t.equal(await first(anna), 0.1, 'the engineer may');
  await lock(e, anna, 'nobody');
  t.match(await e.command('setlist', { action: 'goto', index: 0 }), { locked: [anna.uuid] });
  t.match(await e.command('devices', { action: 'clear' }), { ok: true, count: 2 });
  t.same([await first(anna), await first(ben)], [0.1, 0.5]);
});

t.test(
  'R35 handing over a mix takes its lock along, and is refused if either mix is locked to everybody',
  async (t) => {
    const { box, anna, ben, e } = await stage(t);
    const lockOf = async (uuid: string) =>
      (await ask(box, 'GET', `/api/devices/${uuid}`, { token: ben.token })).body.lock;
    const handOver = () => e.command(`device/${anna.uuid}`, { action: 'handover', to: ben.uuid });
    await lock(e, ben, 'nobody');
    t.match(await handOver(), { code: 'mix_locked' });
    await lock(e, ben, null);
    await lock(e, anna, 'nobody');
    t.match(await handOver(), { code: 'mix_locked' });
    await lock(e, anna, 'engineer');
    t.match(await handOver(), { ok: true });
    t.same([await lockOf(anna.uuid), await lockOf(ben.uuid)], [null, 'engineer']);
  },
);

t.test('R35 a native client’s change is refused, and its mix stays', async (t) => {
  const { box, e } = await stage(t);
  const engine = new FakeEngine();
  box.control.attachEngine(engine);
  const { authority } = box.control;
  const phone = { uuid: 'phone-1', token: '' };
  await authority.authorizeNative({
    clientId: 'c1',
    clientType: 'android',
    protocolVersion: 2,
    address: '10.0.0.9',
    deviceUuid: phone.uuid,
  });
  t.match(await authority.changeNativeMix(phone.uuid, { gains: { 0: 0.8 } }), { ok: true });
  await lock(e, phone, 'engineer');
  t.match(await authority.changeNativeMix(phone.uuid, { gains: { 0: 0.2 } }), {
    ok: false,
    status: 409,
    code: 'mix_locked',
  });
  t.equal(authority.mixOf(phone.uuid)?.channels[0]?.gain, 0.8);
});

t.test('R35 the lock is there again after a restart', async (t) => {
  const dataDir = newFolder();
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
  const first = await startBox({ dataDir });
  const anna = await joinBox(first, 'Anna');
  const engineer = await joinEngineer(first);
  const e = await Link.open(first, engineer);
  await lock(e, anna, 'engineer');
  await e.close();
  await first.stop();
  const second = await startBox({ dataDir });
  t.teardown(() => second.stop());
  const a = await Link.open(second, anna);
  t.teardown(() => a.close());
  t.match(await a.command(`mix/${anna.uuid}`, gain(1)), { code: 'mix_locked', allowed: ['engineer'] });
});

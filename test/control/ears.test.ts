import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { ask, CHANNELS, joinBox, joinEngineer, Link, startBox } from './support/box.js';
import { FakeEngine } from './support/fake-engine.js';

const hello = { clientId: 'c1', clientType: 'android', protocolVersion: 2, address: '10.0.0.9' };

t.test('which devices may listen', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const { authority } = box.control;
  const anna = await joinBox(box, 'Anna');
  const engineer = await joinEngineer(box);
  const web = (device: string, token: string, mix?: string) =>
    authority.authorizeWeb({ device, token, address: '', ...(mix === undefined ? {} : { mix }) });
  t.same(await web(anna.uuid, anna.token), { ok: true, device: anna.uuid, mix: anna.uuid });
  t.match(await web(anna.uuid, engineer.token), { ok: false, status: 401 });
  t.match(await web('nobody', anna.token), { ok: false, status: 401 });
  t.match(
    await web(anna.uuid, anna.token, engineer.uuid),
    { ok: false, status: 403 },
    'a musician hears only their own mix',
  );
  t.match(await web(engineer.uuid, engineer.token, anna.uuid), { ok: true, mix: anna.uuid }, 'an engineer any');
  t.match(await web(engineer.uuid, engineer.token, 'nobody'), { ok: false, status: 404 });
});

t.test('native clients', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const { authority } = box.control;
  const engine = new FakeEngine();
  box.control.attachEngine(engine);

  await t.test('a first-time device begins with no channel on; it comes back with its mix', async (t) => {
    const first = await authority.authorizeNative({ ...hello, deviceUuid: 'phone-1', deviceName: 'Ben’s phone' });
    t.match(first, { ok: true, device: 'phone-1', reconnection: false, restored: false });
    t.ok(first.ok && first.mix.channels.every((strip) => !strip.on));
    const changed = await authority.changeNativeMix('phone-1', {
      channels: [1, 3],
      gains: { 1: 0.8 },
      pans: { 3: -0.5 },
      mutes: { 1: true },
    });
    t.ok(changed.ok);
    const again = await authority.authorizeNative({ ...hello, deviceUuid: 'phone-1' });
    t.match(again, { ok: true, reconnection: true, restored: true });
    if (!again.ok) return;
    t.same(
      again.mix.channels.flatMap((strip, ch) => (strip.on ? [ch] : [])),
      [1, 3],
    );
    t.match(again.mix.channels[1], { gain: 0.8, mute: true });
    t.match(again.mix.channels[3], { pan: -0.5 });
  });
  await t.test('C4 its change reaches the pages with source android, and not itself', async (t) => {
    const engineer = await joinEngineer(box);
    const link = await Link.open(box, engineer);
    await link.subscribe('sb/1/mix/phone-1/delta');
    const delta = link.next((m) => m.topic === 'sb/1/mix/phone-1/delta');
    await authority.changeNativeMix('phone-1', { master: 0.9 });
    t.match((await delta).body, { source: 'android', by: 'phone-1', set: [{ p: 'master', v: 0.9 }], op: null });
    t.match(engine.mixes.get('phone-1'), { fromNative: true, mix: { master: 0.9 } });
    await link.command('mix/phone-1', { set: [{ p: 'master', v: 0.4 }] });
    t.match(
      engine.mixes.get('phone-1'),
      { fromNative: false, mix: { master: 0.4 } },
      'C5 and the engineer’s reaches it',
    );
    await link.close();
  });
  await t.test('R18 a uuid with a token cannot be claimed without that token', async (t) => {
    const anna = await joinBox(box, 'Anna', 'anna');
    t.match(await authority.authorizeNative({ ...hello, deviceUuid: 'anna' }), {
      ok: false,
      status: 403,
      code: 'uuid_taken',
    });
    t.match(await authority.authorizeNative({ ...hello, deviceUuid: 'anna', token: 'wrong' }), { ok: false });
    t.match(await authority.authorizeNative({ ...hello, deviceUuid: 'anna', token: anna.token }), {
      ok: true,
      restored: true,
    });
    t.equal(
      (await ask(box, 'POST', '/api/join', { body: { uuid: 'phone-1', name: 'Eve' } })).status,
      409,
      'nor the other way round',
    );
  });
  await t.test('what does not fit is refused whole', async (t) => {
    for (const change of [
      { gains: { 1: 9 } },
      { channels: [0, 99] },
      { pans: { 1: Number.NaN } },
      {},
      { master: -1 },
    ]) {
      t.match(await authority.changeNativeMix('phone-1', change), { ok: false, status: 400 }, JSON.stringify(change));
    }
    t.match(await authority.changeNativeMix('nobody', { master: 1 }), { ok: false, status: 404 });
    t.match(await authority.authorizeNative({ ...hello, deviceUuid: 'a/b' }), { ok: false, status: 400 });
  });
});

t.test('a box that refuses unverified clients turns them away', async (t) => {
  const box = await startBox({ allowUnverified: false });
  t.teardown(() => box.stop());
  t.match(await box.control.authority.authorizeNative(hello), { ok: false, status: 403 });
  box.control.admitUnverified(true);
  const engine = new FakeEngine();
  box.control.attachEngine(engine);
  const anna = await joinBox(box, 'Anna', 'anna');
  for (const [deviceUuid, token] of [
    ['phone', undefined],
    ['anna', anna.token],
  ] as const) {
    t.match(await box.control.authority.authorizeNative({ ...hello, deviceUuid, token }), { ok: true });
    engine.emit({ type: 'joined', device: deviceUuid, mix: deviceUuid, kind: 'native', address: '10.0.0.9' });
  }
  box.control.admitUnverified(false);
  t.same(engine.disconnected, ['phone'], 'those that are here are sent away, those with a token stay');
  t.match(await box.control.authority.authorizeNative({ ...hello, deviceUuid: 'phone' }), { ok: false, status: 403 });
});

t.test('what the engine reports', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const engine = new FakeEngine();
  box.control.attachEngine(engine);
  const anna = await joinBox(box, 'Anna', 'anna');
  const engineer = await joinEngineer(box);
  const e = await Link.open(box, engineer);
  t.teardown(() => e.close());
  await e.subscribe('sb/1/devices/delta', 'sb/1/box/#');

  await t.test('A6 everybody sees a listener come and go', async (t) => {
    const came = e.next((m) => m.topic === 'sb/1/devices/delta' && m.body.changed[0].connections.audio);
    engine.emit({ type: 'joined', device: 'anna', mix: 'anna', kind: 'web', address: '10.0.0.2' });
    t.match((await came).body.changed[0], { uuid: 'anna', active: true });
    const went = e.next((m) => m.topic === 'sb/1/devices/delta' && !m.body.changed[0].connections.audio);
    engine.emit({ type: 'left', device: 'anna', kind: 'web', reason: 'stalled' });
    t.match((await went).body.changed[0], { active: false });
  });
  await t.test('levels about fifteen times a second, only while somebody looks', async (t) => {
    t.match((await e.next((m) => m.topic === 'sb/1/box/meters')).body, {
      peak: [0.5, 0.25],
      buses: { anna: { l: 0.1235, r: 0.5, red: 1.5 } },
    });
    await e.client.unsubscribeAsync('sb/1/box/#');
    await sleep(100);
    const heard = e.heard.length;
    await sleep(200);
    t.equal(e.heard.length, heard);
  });
  await t.test('a former engineer no longer hears other people’s mixes; their own plays on', async (t) => {
    for (const [mix, cut] of [
      ['anna', [engineer.uuid]],
      [engineer.uuid, []],
    ] as const) {
      engine.disconnected.length = 0;
      await ask(box, 'POST', '/api/engineer', { token: engineer.token, body: { pin: '123456' } });
      engine.emit({ type: 'joined', device: engineer.uuid, mix, kind: 'web', address: '10.0.0.3' });
      t.match(await ask(box, 'DELETE', '/api/engineer', { token: engineer.token }), { status: 200 });
      t.same(engine.disconnected, cut, `hearing ${mix}`);
    }
    t.match(await ask(box, 'POST', '/api/engineer', { token: engineer.token, body: { pin: '123456' } }), {
      status: 200,
    });
  });
  await t.test('its warnings are notes of the box', async (t) => {
    engine.warn('all places of sound are taken', 'crowd');
    engine.warn('no permission for realtime priority');
    const status = e.next((m) => m.topic === 'sb/1/box/status');
    await e.subscribe('sb/1/box/status');
    t.match((await status).body.notes.slice(-2), [
      { code: 'crowd', message: 'all places of sound are taken' },
      { code: 'audio', message: 'no permission for realtime priority' },
    ]);
  });
  await t.test('the ports are in /api/box, those of TLS only where there are some', async (t) => {
    const { body } = await ask(box, 'GET', '/api/box');
    t.match(body, { audio: { port: 5102, path: '/audio' }, native: { port: 5101 } });
    t.notOk('tls' in body);
    box.control.setTls({ webPort: 5443, audioPort: 5444 });
    t.same((await ask(box, 'GET', '/api/box')).body.tls, { webPort: 5443, audioPort: 5444 });
  });
  await t.test('disconnecting a device closes its audio too', async (t) => {
    await e.command('device/anna', { action: 'disconnect' });
    t.same(engine.disconnected, ['anna']);
  });
  await t.test('R30 trim changes the sound, but not when compensated, and never stored mixes', async (t) => {
    const played = () => engine.mixes.get('anna')!.mix.channels[0]!.gain;
    await e.command('mix/anna', { set: [{ p: 'gain', ch: 0, v: 0.5 }] });
    t.equal(played(), 0.5);
    await e.command('channel/0', { set: { trimDb: 6 } });
    t.ok(Math.abs(played() - 0.5 * 10 ** (6 / 20)) < 1e-12);
    await e.command('channel/0', { set: { trimDb: -3 }, compensate: true });
    t.ok(Math.abs(played() - 0.5 * 10 ** (6 / 20)) < 1e-12, 'nobody’s ears change');
    t.equal((await ask(box, 'GET', '/api/mixes/anna', { token: anna.token })).body.channels[0].gain, 0.5);
  });
});

t.test('another source: mixes are as wide as the interface, and channels beyond it are kept', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const engine = new FakeEngine();
  box.control.attachEngine(engine);
  const anna = await joinBox(box, 'Anna');
  const link = await Link.open(box, anna);
  await link.command(`mix/${anna.uuid}`, { set: [{ p: 'gain', ch: 15, v: 0.99 }] });
  const channels = (n: number) =>
    Array.from({ length: n }, (_, index) => ({ index, name: `C${index}`, color: '#000000', icon: 'mic' }));
  const width = async () => (await ask(box, 'GET', `/api/mixes/${anna.uuid}`, { token: anna.token })).body.channels;
  box.control.setSource({ channels: channels(8), sampleRate: 44_100, label: 'Small', spec: 'small' });
  t.equal((await width()).length, 8);
  t.match(await link.command(`mix/${anna.uuid}`, { set: [{ p: 'gain', ch: 8, v: 1 }] }), {
    code: 'no_such_channel',
    allowed: { max: 7 },
  });
  await link.command(`mix/${anna.uuid}`, { set: [{ p: 'gain', ch: 7, v: 0.7 }] });
  box.control.setSource({ channels: channels(32), sampleRate: 48_000, label: 'Big', spec: 'big' });
  const wide = await width();
  t.equal(wide.length, 32);
  t.match([wide[7], wide[15], wide[31]], [{ gain: 0.7 }, { gain: 0.99 }, { gain: 0.5, on: true }]);
  const heard = engine.mixes.get(anna.uuid)!.mix.channels;
  t.equal(heard.length, 32, 'all listeners hear the new inputs at once');
  t.match([heard[7], heard[15], heard[31]], [{ gain: 0.7 }, { gain: 0.99 }, { gain: 0.5, on: true }]);
  t.equal(CHANNELS, 16);
  await link.close();
});

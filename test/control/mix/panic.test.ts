import { rmSync } from 'node:fs';
import t from 'tap';
import { ask, joinBox, joinEngineer, Link, newFolder, startBox } from '../support/box.js';
import { FakeEngine } from '../support/fake-engine.js';

const PANIC = 'sb/1/box/panic';
const master = (v: number) => ({ set: [{ p: 'master', v }] });

t.test('R36 panic mutes or dims every mix as it is heard, and changes none', async (t) => {
  const box = await startBox();
  const engine = new FakeEngine();
  box.control.attachEngine(engine);
  const [anna, ben] = [await joinBox(box, 'Anna'), await joinBox(box, 'Ben')];
  const engineer = await joinEngineer(box);
  const [a, e] = [await Link.open(box, anna), await Link.open(box, engineer)];
  t.teardown(async () => {
    await Promise.all([a.close(), e.close()]);
    await box.stop();
  });
  const heard = (uuid: string) => engine.mixes.get(uuid)?.mix.master;
  const kept = async (uuid: string) =>
    (await ask(box, 'GET', `/api/devices/${uuid}/mix`, { token: anna.token })).body.master;
  await a.command(`mix/${anna.uuid}`, master(0.8));
  await e.command(`mix/${ben.uuid}`, master(0.6));

  await a.subscribe(PANIC, `sb/1/mix/${anna.uuid}/delta`);
  t.match((await a.find((m) => m.topic === PANIC)).body, { level: 'off', by: null });
  const deltas = () => a.heard.filter((m) => m.topic.endsWith('/delta')).length;
  const before = deltas();
  const told = a.next((m) => m.topic === PANIC);
  t.match(await e.command('panic', { level: 'mute' }), { ok: true, durable: true });
  t.match((await told).body, { level: 'mute', by: engineer.uuid, name: 'Engineer' }, 'musicians see it');
  t.same([heard(anna.uuid), heard(ben.uuid)], [0, 0]);
  t.same([await kept(anna.uuid), await kept(ben.uuid)], [0.8, 0.6]);

  await e.command('panic', { level: 'dim' });
  t.ok(Math.abs(heard(anna.uuid)! - 0.08) < 1e-12, '20 dB down');
  await a.command(`mix/${anna.uuid}`, master(1));
  t.ok(Math.abs(heard(anna.uuid)! - 0.1) < 1e-12, 'nobody gets round it with their own master');
  const late = await box.control.authority.authorizeNative({
    clientId: 'late',
    clientType: 'android',
    protocolVersion: 2,
    address: '10.0.0.9',
  });
  t.ok(late.ok && Math.abs(late.mix.master - 0.1) < 1e-12, 'nor by coming later');
  t.match(await a.command('panic', { level: 'off' }), { code: 'forbidden' });
  for (const level of ['loud', true, null, undefined])
    t.match(await e.command('panic', { level }), { code: 'bad_value', path: 'level', allowed: ['mute', 'dim', 'off'] });

  await e.command('panic', { level: 'off' });
  t.same([heard(anna.uuid), heard(ben.uuid)], [1, 0.6], 'everybody is where they are by now');
  t.equal(deltas(), before + 1, 'the only delta was of the own master');
});

t.test('R36 panic lasts through a restart and a restore; any engineer lifts it', async (t) => {
  const dataDir = newFolder();
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
  const first = await startBox({ dataDir });
  const anna = await joinBox(first, 'Anna');
  const engineer = await joinEngineer(first);
  const token = engineer.token;
  const calm = (await ask(first, 'GET', '/api/backup', { token })).body;
  await ask(first, 'POST', '/api/command', { token, body: { topic: 'panic', level: 'mute' } });
  const muted = (await ask(first, 'GET', '/api/backup', { token })).body;
  await first.stop();

  const second = await startBox({ dataDir });
  t.teardown(() => second.stop());
  const master = () => second.control.authority.mixOf(anna.uuid)?.master;
  t.equal(master(), 0, 'after the restart');
  t.equal((await ask(second, 'POST', '/api/restore', { token, body: calm })).status, 200);
  t.equal(master(), 0, 'after a backup from before it');
  const other = await Link.open(second, await joinEngineer(second));
  t.teardown(() => other.close());
  await other.subscribe(PANIC);
  t.match((await other.find((m) => m.topic === PANIC)).body, { level: 'mute', by: engineer.uuid });
  await other.command('panic', { level: 'off' });
  t.equal(master(), 1);
  t.equal((await ask(second, 'POST', '/api/restore', { token, body: muted })).status, 200);
  t.equal(master(), 1, 'and a backup from within it does not bring it back');
});

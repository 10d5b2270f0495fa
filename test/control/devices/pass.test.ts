/** A stand-in's pass: a copy for one night, and no trace of it. */
import { rmSync } from 'node:fs';
import t from 'tap';
import { ask, type ControlBox, type Device, joinBox, newFolder, startBox } from '../support/box.js';
import { FakeEngine } from '../support/fake-engine.js';
import { gain, mixOf, stage } from '../support/stage.js';

const HOUR = 3_600_000;
const command = async (box: ControlBox, { token }: Device, topic: string, body: object) =>
  (await ask(box, 'POST', '/api/command', { token, body: { topic, ...body } })).body;
const deviceOf = async (box: ControlBox, { uuid, token }: Device) =>
  (await ask(box, 'GET', '/api/devices', { token })).body.devices.find((each: Device) => each.uuid === uuid);

t.test('R49 a stand-in plays on a copy; at the end both are as they were', async (t) => {
  const { box, anna, ben, a, b } = await stage(t);
  const engine = new FakeEngine();
  box.control.attachEngine(engine);
  await a.command(`mix/${anna.uuid}`, gain(1, 0.25));
  await a.command(`device/${anna.uuid}`, { action: 'own', channels: [3] });
  await a.command(`preset/${anna.uuid}`, { action: 'save', name: 'Ballads' });
  await b.command(`mix/${ben.uuid}`, gain(1, 0.125));
  await b.command(`preset/${ben.uuid}`, { action: 'save', name: 'Mine' });
  const annas = await mixOf(box, anna);
  const presets = async (device: Device) =>
    (await ask(box, 'GET', `/api/presets/${device.uuid}`, { token: device.token })).body.presets.map(
      ({ name }: { name: string }) => name,
    );

  const { phoneCode, forMs } = await a.command(`device/${anna.uuid}`, { action: 'pass' });
  t.equal(forMs, 12 * HOUR);
  t.match(await b.command(`device/${ben.uuid}`, { action: 'redeem', code: phoneCode }), { ok: true, standsIn: true });
  const standsIn = await deviceOf(box, ben);
  t.match(standsIn, { own: [3], standsIn: { for: anna.uuid, name: 'Anna' }, name: 'Ben' });
  t.notOk('kept' in standsIn.standsIn, 'what waits is nobody’s business');
  t.equal(engine.mixes.get(ben.uuid)!.mix.channels[1]!.gain, 0.25);
  t.same((await presets(ben)).sort(), ['Ballads', 'Mine']);
  await b.command(`mix/${ben.uuid}`, gain(1, 1));
  await b.command(`preset/${ben.uuid}`, { action: 'save', name: 'Of tonight' });
  t.match(await b.command(`mix/${anna.uuid}`, gain(1, 1)), { code: 'forbidden' });
  t.same(await mixOf(box, anna), annas, 'the regular’s mix is untouched');

  t.match(await a.command(`device/${anna.uuid}`, { action: 'revoke' }), { ok: true }, 'the regular ends it');
  t.equal((await mixOf(box, ben)).channels[1].gain, 0.125);
  t.match(await deviceOf(box, ben), { own: [], standsIn: null });
  t.same([await presets(ben), await presets(anna)], [['Mine'], ['Ballads']]);
  t.same(await mixOf(box, anna), annas);
});

t.test('R49 the night lasts eight hours of running, over restarts', async (t) => {
  const dataDir = newFolder();
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
  let [running, wall] = [0, 1e12];
  const start = () => {
    running = 0;
    return startBox({ dataDir, clocks: { wall: () => wall, monotonic: () => running } });
  };
  const first = await start();
  const [anna, ben] = [await joinBox(first, 'Anna'), await joinBox(first, 'Ben')];
  await command(first, anna, `mix/${anna.uuid}`, gain(1, 0.25));
  const { phoneCode } = await command(first, anna, `device/${anna.uuid}`, { action: 'pass' });
  running = 11 * HOUR;
  await command(first, ben, `device/${ben.uuid}`, { action: 'redeem', code: phoneCode });
  running = 15 * HOUR;
  await command(first, ben, `mix/${ben.uuid}`, gain(2, 0.75));
  await first.stop();

  // A year in the case, by a clock without a battery: only running counts.
  wall += 365 * 24 * HOUR;
  const second = await start();
  t.match(await deviceOf(second, ben), { standsIn: { for: anna.uuid } });
  t.equal((await mixOf(second, ben)).channels[2].gain, 0.75, 'the restart took nothing');
  running = 4.5 * HOUR;
  await command(second, ben, `mix/${ben.uuid}`, gain(2, 1));
  await second.stop();

  const third = await start();
  t.teardown(() => third.stop());
  t.match(await deviceOf(third, ben), { standsIn: null });
  t.same([(await mixOf(third, ben)).channels[1].gain, (await mixOf(third, ben)).channels[2].gain], [0.5, 0.5]);
});

t.test('R49 who moved to a new phone ends the pass there', async (t) => {
  const { box, anna, ben, engineer, a, b, e } = await stage(t);
  const { phoneCode } = await a.command(`device/${anna.uuid}`, { action: 'pass' });
  await b.command(`device/${ben.uuid}`, { action: 'redeem', code: phoneCode });
  await e.command(`device/${anna.uuid}`, { action: 'handover', to: engineer.uuid });
  t.match(await deviceOf(box, ben), { standsIn: { for: engineer.uuid } });
  t.match(await e.command(`device/${engineer.uuid}`, { action: 'revoke' }), { ok: true });
  t.match(await deviceOf(box, ben), { standsIn: null });
});

/** Each sound card keeps its mixes: another one begins with them, and the first one finds its own again. */
import { rmSync } from 'node:fs';
import t from 'tap';
import { MAX_CARDS } from '../../src/wire/limits.js';
import { ask, type Device, joinBox, joinEngineer, Link, startBox } from './support/box.js';
import { type ControlBox, newFolder } from './support/control-box.js';
import { gain, mixOf, stage } from './support/stage.js';

const channels = (n: number) =>
  Array.from({ length: n }, (_, index) => ({ index, name: `C${index}`, color: '#000000', icon: 'mic' }));
const play = (box: ControlBox, spec: string, inputs = 16) =>
  box.control.setSource({ channels: channels(inputs), sampleRate: 48_000, label: spec.toUpperCase(), spec });
const level = async (box: ControlBox, of: Device) => (await mixOf(box, of)).channels[1].gain;

t.test('another card, and back', async (t) => {
  const { box, anna, ben, engineer, a, e } = await stage(t);
  const own = async () =>
    (await ask(box, 'GET', '/api/devices', { token: anna.token })).body.devices.find(
      (one: Device) => one.uuid === anna.uuid,
    ).own;
  const name = async () => (await ask(box, 'GET', '/api/channels', { token: anna.token })).body.channels[1].name;
  await a.command(`mix/${anna.uuid}`, gain(1, 0.25));
  await a.command(`device/${anna.uuid}`, { action: 'own', channels: [1] });
  await e.command('channel/1', { set: { name: 'Kick' } });
  await e.command(`device/${ben.uuid}`, { action: 'lock', lock: 'engineer' });
  await e.command(`mix/${ben.uuid}`, gain(1, 0.5));

  t.equal(box.control.keepsMixesOf('usb'), false);
  play(box, 'usb', 8);
  t.same([await level(box, anna), await own(), await name()], [0.25, [1], 'Kick'], 'a new card begins with these');
  t.equal(box.control.keepsMixesOf('test'), true);
  t.equal(box.control.keepsMixesOf('usb'), false, 'it plays');
  await a.command(`mix/${anna.uuid}`, gain(1, 2));
  await a.command(`device/${anna.uuid}`, { action: 'own', channels: [3] });
  await e.command('channel/1', { set: { name: 'Flute' } });
  await e.command(`mix/${ben.uuid}`, gain(1, 3));

  await a.subscribe(`sb/1/mix/${anna.uuid}/delta`);
  const delta = a.next((m) => m.topic === `sb/1/mix/${anna.uuid}/delta`);
  await e.command(`device/${ben.uuid}`, { action: 'lock', lock: 'nobody' });
  play(box, 'test');
  t.match((await delta).body, { why: 'card', by: 'box' });
  t.same([await level(box, anna), await own(), await name()], [0.25, [1], 'Kick']);
  t.equal(await level(box, ben), 0.5, 'locked mixes move too');
  play(box, 'usb', 8);
  t.same([await level(box, anna), await own(), await name(), await level(box, ben)], [2, [3], 'Flute', 3]);
  t.ok(engineer);
  t.same(box.log, [], 'no fault of the box');
});

t.test('the same card again changes nothing; the oldest of too many is dropped', async (t) => {
  const { box, anna } = await stage(t);
  const { rev } = await mixOf(box, anna);
  play(box, 'test');
  t.equal((await mixOf(box, anna)).rev, rev);
  for (let n = 0; n <= MAX_CARDS; n++) play(box, `card-${n}`);
  t.equal(box.control.keepsMixesOf('test'), false);
  t.equal(box.control.keepsMixesOf('card-0'), true);
});

t.test('a box that starts with another card takes that card’s mixes', async (t) => {
  const dataDir = newFolder();
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
  let box = await startBox({ dataDir });
  const anna = await joinBox(box, 'Anna');
  const engineer = await joinEngineer(box);
  const set = async (v: number) => {
    const link = await Link.open(box, engineer);
    await link.command(`mix/${anna.uuid}`, gain(1, v));
    await link.close();
  };
  const restart = async (sourceSpec: string) => {
    await box.stop();
    box = await startBox({ dataDir, sourceSpec });
  };
  await set(0.25);
  await restart('usb');
  t.equal(await level(box, anna), 0.25);
  await set(2);
  await restart('test');
  t.equal(await level(box, anna), 0.25);
  await restart('usb');
  t.equal(await level(box, anna), 2);
  await box.stop();
});

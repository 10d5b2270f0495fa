import t from 'tap';
import type { Device } from './support/box.js';
import { ask, joinBox, Link } from './support/box.js';
import { gain, mixOf, stage } from './support/stage.js';

t.test('devices', async (t) => {
  const { box, anna, ben, engineer, a, b, e } = await stage(t);

  await t.test('D3 everybody sees who is here, with all fields and no token', async (t) => {
    const list = b.next((m) => m.topic === 'sb/1/devices/list');
    await b.subscribe('sb/1/devices/list');
    const { devices } = (await list).body;
    t.equal(devices.length, 3);
    const fields =
      'active address claims connections customName displayName ear firstSeen groups lastSeen lock mirrors name offer order own reconnections rev role standsIn type userAgent uuid verified';
    t.same(Object.keys(devices[0]).sort().join(' '), fields);
    t.match(devices[0], {
      uuid: anna.uuid,
      type: 'web',
      active: true,
      connections: { mqtt: true, audio: false, native: false },
      reconnections: 0,
    });
  });
  await t.test('C6 names, custom names and order go to everybody', async (t) => {
    await b.subscribe('sb/1/devices/delta');
    const renamed = b.next((m) => m.topic === 'sb/1/devices/delta');
    await a.command(`device/${anna.uuid}`, { action: 'rename', name: '  Anna B ' });
    t.match((await renamed).body.changed[0], { uuid: anna.uuid, name: 'Anna B', displayName: 'Anna B' });
    await e.command(`device/${anna.uuid}`, { action: 'rename', name: 'Vox' });
    t.match((await ask(box, 'GET', '/api/me', { token: anna.token })).body, {
      name: 'Anna B',
      customName: 'Vox',
      displayName: 'Vox',
    });
    await e.command('devices', { action: 'order', order: [engineer.uuid, ben.uuid] });
    const { body } = await ask(box, 'GET', '/api/devices', { token: ben.token });
    t.same(
      body.devices.map((d: Device) => d.uuid),
      [engineer.uuid, ben.uuid, anna.uuid],
    );
    t.match(await e.command('devices', { action: 'order', order: ['nobody'] }), {
      code: 'no_such_device',
      path: 'order[0]',
    });
  });
  await t.test('R37 groups are kept whole or refused whole, and everybody sees them', async (t) => {
    await b.subscribe('sb/1/devices/delta');
    const told = b.next((m) => m.topic === 'sb/1/devices/delta' && m.body.changed[0]?.groups.length === 2);
    const drums = { name: ' Drums ', color: '#e5534b', channels: [0, 1, 63] };
    const made = await a.command(`device/${anna.uuid}`, {
      action: 'groups',
      groups: [drums, { name: 'Voices', color: '#986ee2', channels: [2] }],
    });
    t.equal(made.groups.length, 2);
    const [first, second] = (await told).body.changed[0].groups;
    t.match(first, { id: made.groups[0], name: 'Drums', color: '#e5534b', channels: [0, 1, 63] });
    const table: readonly [groups: unknown, code: string, path: string][] = [
      [undefined, 'bad_value', 'groups'],
      [Array(17).fill(drums), 'bad_value', 'groups'],
      [[null], 'bad_value', 'groups[0].color'],
      [[{ ...drums, name: '' }], 'bad_name', 'groups[0].name'],
      [[drums, { ...drums, color: 'red' }], 'bad_value', 'groups[1].color'],
      [[{ ...drums, channels: [] }], 'bad_value', 'groups[0].channels'],
      [[{ ...drums, channels: [1, 1] }], 'bad_value', 'groups[0].channels'],
      [[{ ...drums, channels: [64] }], 'bad_value', 'groups[0].channels'],
      [[{ ...drums, id: 'mine' }], 'bad_value', 'groups[0].id'],
      [[first, first], 'bad_value', 'groups'],
    ];
    for (const [groups, code, path] of table)
      t.match(await a.command(`device/${anna.uuid}`, { action: 'groups', groups }), { ok: false, code, path });
    await a.command(`device/${anna.uuid}`, { action: 'groups', groups: [second, { ...first, name: 'Kit' }] });
    t.match((await ask(box, 'GET', '/api/me', { token: anna.token })).body.groups, [
      { id: second.id },
      { id: first.id, name: 'Kit' },
    ]);
  });
  await t.test('a device keeps the delay that it measured, with the box’s time; everybody sees it', async (t) => {
    const command = { action: 'ear', ear: { ms: 41.5, spreadMs: 0.8 } };
    const came = b.next((m) => m.topic === 'sb/1/devices/delta' && m.body.changed[0]?.ear?.ms === 41.5);
    t.match(await a.command(`device/${anna.uuid}`, command), { ok: true });
    const [seen] = (await came).body.changed;
    t.match(seen, { uuid: anna.uuid, ear: { ms: 41.5, spreadMs: 0.8, at: Number } });
    for (const [ear, path] of [
      [undefined, 'ear'],
      [12, 'ear'],
      [{ ms: 12 }, 'ear.spreadMs'],
      [{ ms: -1, spreadMs: 0 }, 'ear.ms'],
      [{ ms: 2001, spreadMs: 0 }, 'ear.ms'],
      [{ ms: '12', spreadMs: 0 }, 'ear.ms'],
      [{ ms: 12, spreadMs: 1001 }, 'ear.spreadMs'],
    ] as const)
      t.match(await a.command(`device/${anna.uuid}`, { action: 'ear', ear }), { ok: false, code: 'bad_value', path });
    const gone = b.next((m) => m.topic === 'sb/1/devices/delta' && m.body.changed[0]?.uuid === anna.uuid);
    t.match(await e.command(`device/${anna.uuid}`, { action: 'ear', ear: null }), { ok: true });
    t.equal((await gone).body.changed[0].ear, null);
  });
  await t.test('C7 a device gets a welcome, and learns that its mix was restored', async (t) => {
    const first = a.next((m) => m.topic.endsWith('/welcome'));
    await a.subscribe(`sb/1/devices/${anna.uuid}/welcome`);
    t.match((await first).body, { uuid: anna.uuid, restored: false, sendMix: false });
    await b.subscribe('sb/1/devices/+/welcome');
    t.equal(b.heard.filter((m) => m.topic === `sb/1/devices/${anna.uuid}/welcome`).length, 0, 'nobody sees another’s');
    const again = await Link.open(box, anna);
    const second = again.next((m) => m.topic.endsWith('/welcome'));
    await again.subscribe(`sb/1/devices/${anna.uuid}/welcome`);
    t.match((await second).body, { restored: true, reconnections: 1 });
    await again.close();
  });
  await t.test('presence: a cut connection is seen at once', async (t) => {
    const gone = e.next(
      (m) => m.topic === 'sb/1/devices/delta' && m.body.changed[0]?.uuid === ben.uuid && !m.body.changed[0].active,
      2000,
    );
    await e.subscribe('sb/1/devices/delta');
    b.client.stream.destroy();
    t.match((await gone).body.changed[0].connections, { mqtt: false });
  });
  await t.test('the engineer disconnects a device, forgets it, hands its mix to another', async (t) => {
    const heir = await joinBox(box, 'New phone');
    const lost = await joinBox(box, 'Lost phone');
    const l = await Link.open(box, lost);
    await l.command(`mix/${lost.uuid}`, gain(3, 2));
    await l.command(`device/${lost.uuid}`, { action: 'own', channels: [3] });
    await l.command(`preset/${lost.uuid}`, { action: 'save', name: 'Mine' });
    await l.command(`device/${lost.uuid}`, {
      action: 'groups',
      groups: [{ name: 'Brass', color: '#57ab5a', channels: [3] }],
    });
    const before = await mixOf(box, lost);
    t.match(await e.command(`device/${lost.uuid}`, { action: 'forget' }), { code: 'connected' });
    const closed = new Promise((resolve) => l.client.once('close', resolve as () => void));
    t.equal((await e.command(`device/${lost.uuid}`, { action: 'disconnect' })).ok, true);
    await closed;
    t.equal((await e.command(`device/${lost.uuid}`, { action: 'handover', to: heir.uuid })).ok, true);
    const after = await mixOf(box, heir);
    t.same(after.channels, before.channels);
    t.match((await ask(box, 'GET', '/api/me', { token: heir.token })).body, {
      name: 'Lost phone',
      own: [3],
      groups: [{ name: 'Brass' }],
    });
    t.equal((await ask(box, 'GET', `/api/presets/${heir.uuid}`, { token: heir.token })).body.presets[0].name, 'Mine');
    t.equal((await e.command(`device/${lost.uuid}`, { action: 'forget' })).ok, true);
    t.equal((await ask(box, 'GET', '/api/me', { token: lost.token })).status, 401);
    t.equal(
      (await ask(box, 'POST', '/api/join', { token: lost.token, body: { uuid: lost.uuid, name: 'Again' } })).status,
      200,
      'it may come again as a new one',
    );
    await l.close();
  });
  await t.test('an engineer makes and unmakes engineers', async (t) => {
    const carl = await joinBox(box, 'Carl');
    t.equal((await e.command(`device/${carl.uuid}`, { action: 'role', role: 'engineer' })).ok, true);
    t.equal((await ask(box, 'DELETE', '/api/engineer', { token: carl.token })).body.role, 'musician');
  });
});

t.test('saved states and the house mix', async (t) => {
  const { box, anna, engineer, a, e } = await stage(t);
  await a.command(`mix/${anna.uuid}`, {
    set: [
      { p: 'on', ch: 0, v: false },
      { p: 'gain', ch: 1, v: 0.9 },
    ],
  });
  await t.test('C8 listed with their count, one or all cleared, over MQTT and HTTP', async (t) => {
    t.match((await ask(box, 'GET', '/api/mixes', { token: anna.token })).body, { count: 3 });
    t.equal((await ask(box, 'DELETE', `/api/mixes/${engineer.uuid}`, { token: anna.token })).status, 403);
    t.match((await ask(box, 'DELETE', `/api/mixes/${anna.uuid}`, { token: anna.token })).body, {
      ok: true,
      count: 1,
      durable: true,
    });
    t.equal((await mixOf(box, anna)).channels[1].gain, 0.5);
    t.equal((await ask(box, 'DELETE', '/api/mixes', { token: anna.token })).status, 403);
    t.match((await ask(box, 'DELETE', '/api/mixes', { token: engineer.token })).body, { count: 3 });
    t.match(await e.command('devices', { action: 'clear' }), { ok: true, count: 3 });
  });
  await t.test('C7 the house mix is what new devices begin with', async (t) => {
    await a.command(`mix/${anna.uuid}`, {
      set: [
        { p: 'pan', ch: 4, v: -0.25 },
        { p: 'on', ch: 2, v: false },
      ],
    });
    t.equal((await e.command('house', { from: anna.uuid })).ok, true);
    const dora = await joinBox(box, 'Dora');
    const mix = await mixOf(box, dora);
    t.match(mix.channels[4], { pan: -0.25 });
    t.match(mix.channels[2], { on: false });
    t.equal((await e.command('house', { from: null })).ok, true);
    t.match((await mixOf(box, await joinBox(box, 'Emil'))).channels[2], { on: true });
  });
});

import t from 'tap';
import type { ControlBox, Device } from './support/box.js';
import { ask, CHANNELS, joinBox, joinEngineer, Link, startBox } from './support/box.js';

/** A box with two musicians and an engineer, all connected. */
async function stage(t: { teardown(end: () => Promise<void>): void }) {
  const box = await startBox();
  const anna = await joinBox(box, 'Anna');
  const ben = await joinBox(box, 'Ben');
  const engineer = await joinEngineer(box);
  const a = await Link.open(box, anna);
  const b = await Link.open(box, ben);
  const e = await Link.open(box, engineer);
  t.teardown(async () => {
    await Promise.all([a.close(), b.close(), e.close()]);
    await box.stop();
  });
  return { box, anna, ben, engineer, a, b, e };
}

const mixOf = async (box: ControlBox, device: Device, uuid = device.uuid) =>
  (await ask(box, 'GET', `/api/devices/${uuid}/mix`, { token: device.token })).body;
const gain = (ch: number, v: number) => ({ set: [{ p: 'gain', ch, v }] });

t.test('devices', async (t) => {
  const { box, anna, ben, engineer, a, b, e } = await stage(t);

  await t.test('D3 everybody sees who is here, with all fields and no token', async (t) => {
    const list = b.next((m) => m.topic === 'sb/1/devices/list');
    await b.subscribe('sb/1/devices/list');
    const { devices } = (await list).body;
    t.equal(devices.length, 3);
    const fields =
      'active address connections customName displayName firstSeen groups lastSeen lock name order own reconnections rev role type userAgent uuid verified';
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
  await t.test('R37 groups are kept whole, are refused whole, and everybody sees them', async (t) => {
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
  await t.test('C7 a device is welcomed, and told that its mix was brought back', async (t) => {
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
  await t.test('presence: a connection that is cut is seen at once', async (t) => {
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
  await t.test('copy: another’s mix with my own channels swapped in for his, my master kept', async (t) => {
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
  await t.test('setlist: songs recall each one’s preset; musicians may when allowed', async (t) => {
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
  });
  await t.test('P5 export and import; a faulty file changes nothing', async (t) => {
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
  await t.test('who changed what, from which value to which, when', async (t) => {
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
  await t.test('undo takes back one’s own newest change; redo brings it again', async (t) => {
    t.equal((await undo(a)).ok, true);
    t.match((await mixOf(box, anna)).channels.slice(0, 2), [{ gain: 0.5 }, { gain: 0.3 }]);
    t.match(await undo(a), { code: 'nothing_to_undo' });
    t.equal((await a.command(`history/${anna.uuid}`, { action: 'redo' })).ok, true);
    t.equal((await mixOf(box, anna)).channels[0].gain, 0.8);
    t.match(await a.command(`history/${anna.uuid}`, { action: 'redo' }), { code: 'nothing_to_redo' });
  });
  await t.test('a value somebody else has changed since is not undone', async (t) => {
    await a.command(`mix/${anna.uuid}`, gain(2, 0.1));
    await e.command(`mix/${anna.uuid}`, gain(2, 0.2));
    t.equal((await undo(a)).ok, true);
    t.equal((await mixOf(box, anna)).channels[2].gain, 0.2, 'the engineer’s stays; an older one of mine was undone');
  });
  await t.test('the owner takes back the engineer’s change by its number; a stranger none', async (t) => {
    const { entries } = (await ask(box, 'GET', `/api/history?mix=${anna.uuid}`, { token: anna.token })).body;
    const theirs = entries.find(
      (entry: { by: string; changes: { ch: number }[] }) => entry.by === engineer.uuid && entry.changes[0]!.ch === 2,
    );
    t.match(await undo(b, { n: theirs.n }), { code: 'forbidden' });
    t.match(await undo(a, { n: theirs.n }), { ok: true, undone: theirs.n });
    t.equal((await mixOf(box, anna)).channels[2].gain, 0.1);
    t.match(await undo(a, { n: theirs.n }), { ok: false });
  });
  await t.test('one gesture is one entry and one step', async (t) => {
    for (const v of [0.6, 0.7, 0.8, 0.9]) await a.command(`mix/${anna.uuid}`, { ...gain(5, v), gesture: 'drag-1' });
    const { entries } = (await ask(box, 'GET', `/api/history?mix=${anna.uuid}&limit=1`, { token: anna.token })).body;
    t.match(entries[0].changes, [{ p: 'gain', ch: 5, from: 0.5, to: 0.9 }]);
    await undo(a);
    t.equal((await mixOf(box, anna)).channels[5].gain, 0.5);
  });
  await t.test('at least the last 200 changes are kept', async (t) => {
    for (let i = 0; i < 300; i++)
      a.client.publish(`sb/1/cmd/mix/${anna.uuid}`, JSON.stringify({ op: `h${i}`, ...gain(6, i / 1000) }), { qos: 1 });
    await a.find((m) => m.body.op === 'h299');
    const { entries } = (await ask(box, 'GET', `/api/history?mix=${anna.uuid}`, { token: anna.token })).body;
    t.ok(entries.length >= 200);
    t.match(entries[199].changes, [{ ch: 6, to: 0.1 }]);
  });
});

t.test('sessions', async (t) => {
  const { box, anna, ben, a, b } = await stage(t);
  const made = (await ask(box, 'POST', '/api/sessions', { token: anna.token, body: { name: 'Friday' } })).body;
  await t.test('S1 a short id without look-alike letters, and a QR code', async (t) => {
    t.match(made.id, /^[ACDEFGHJKMNPQRTWXY34679]{6}$/);
    t.match(made.url, new RegExp(`/\\?session=${made.id}$`));
    const qr = await ask(box, 'GET', `/api/sessions/${made.id}/qr.svg`);
    t.match(qr.body, /^<svg/);
    t.equal(qr.headers.get('content-type'), 'image/svg+xml');
  });
  await t.test('S2 anybody may verify it, without a token', async (t) => {
    t.match((await ask(box, 'GET', `/api/sessions/${made.id}`)).body, { exists: true, name: 'Friday', count: 0 });
    const none = await ask(box, 'GET', '/api/sessions/NOSUCH');
    t.equal(none.status, 404);
    t.equal(none.body.error.code, 'no_such_session');
  });
  await t.test('S3 everybody in it gets the same list, over MQTT and HTTP; nobody is listed twice', async (t) => {
    await a.subscribe(`sb/1/session/${made.id}/participants`);
    await b.subscribe(`sb/1/session/${made.id}/participants`);
    const seen = Promise.all(
      [a, b].map((link) => link.find((m) => m.topic.endsWith('/participants') && m.body.count === 2)),
    );
    await a.command(`session/${made.id}`, { action: 'join' });
    t.equal((await ask(box, 'POST', `/api/sessions/${made.id}/join`, { token: ben.token })).status, 200);
    const [fromA, fromB] = await seen;
    t.same(fromA!.body, fromB!.body);
    await a.command(`session/${made.id}`, { action: 'join' });
    const { body } = await ask(box, 'GET', `/api/sessions/${made.id}/participants`, { token: anna.token });
    t.equal(body.count, 2);
    t.same(
      body.participants.map((p: Device) => p.uuid),
      [anna.uuid, ben.uuid],
    );
    t.match(await a.command('session/NOSUCH', { action: 'join' }), { code: 'no_such_session' });
  });
  await t.test('S5 messages and cues reach all in it; who comes late gets them', async (t) => {
    await b.subscribe(`sb/1/session/${made.id}/message`);
    const heard = b.next((m) => m.topic.endsWith('/message'));
    await a.command(`session/${made.id}`, { action: 'message', text: 'one two' });
    t.match((await heard).body, { n: 0, by: anna.uuid, name: 'Anna', kind: 'message', text: 'one two' });
    await a.command(`session/${made.id}`, { action: 'cue', text: 'GO' });
    const late = await Link.open(box, await joinBox(box, 'Late'));
    const history = late.next((m) => m.topic.endsWith('/messages'));
    await late.subscribe(`sb/1/session/${made.id}/messages`);
    t.match((await history).body.messages, [{ text: 'one two' }, { text: 'GO', kind: 'cue' }]);
    t.match(await late.command(`session/${made.id}`, { action: 'message', text: 'hi' }), { code: 'not_joined' });
    await late.close();
  });
  await t.test('S4 who leaves or loses the connection leaves the list, and is on it again when back', async (t) => {
    const gone = a.next((m) => m.topic.endsWith('/participants') && m.body.count === 1, 2000);
    b.client.stream.destroy();
    await gone;
    const back = a.next((m) => m.topic.endsWith('/participants') && m.body.count === 2, 2000);
    const again = await Link.open(box, ben);
    await back;
    await again.command(`session/${made.id}`, { action: 'leave' });
    t.equal((await ask(box, 'GET', `/api/sessions/${made.id}/participants`, { token: anna.token })).body.count, 1);
    t.match(await again.command(`session/${made.id}`, { action: 'close' }), { code: 'forbidden' });
    const closed = a.next((m) => m.topic.endsWith('/participants') && m.body.closed === true);
    await a.command(`session/${made.id}`, { action: 'close' });
    await closed;
    await again.close();
  });
});

t.test('channels', async (t) => {
  const { box, anna, a, e } = await stage(t);
  await t.test('names, colours, icons and order are the engineer’s, and told to all', async (t) => {
    await a.subscribe('sb/1/box/channels');
    const told = a.next((m) => m.topic === 'sb/1/box/channels' && m.body.channels[2].name === 'Snare');
    t.equal((await e.command('channel/2', { set: { name: 'Snare', color: '#ff0000', icon: 'snare' } })).ok, true);
    t.match((await told).body.channels[2], { name: 'Snare', color: '#ff0000', icon: 'snare' });
    t.match((await ask(box, 'GET', '/api/box')).body.channels[2], { name: 'Snare' });
    t.match(await a.command('channel/2', { set: { name: 'Mine' } }), { code: 'forbidden' });
    t.match(await e.command('channel/99', { set: { name: 'x' } }), { code: 'no_such_channel' });
    t.match(await e.command('channel/2', { set: { color: 'red' } }), { code: 'bad_value', path: 'set.color' });
    const order = Array.from({ length: CHANNELS }, (_, i) => CHANNELS - 1 - i);
    t.equal((await e.command('channels', { action: 'order', order })).ok, true);
    t.same((await ask(box, 'GET', '/api/channels', { token: anna.token })).body.order, order);
    t.match(await e.command('channels', { action: 'order', order: [0, 0] }), { code: 'bad_value' });
  });
  await t.test('of a stereo pair both follow, the pan mirrored', async (t) => {
    t.equal((await e.command('channel/4', { set: { link: 5 } })).ok, true);
    await a.subscribe(`sb/1/mix/${anna.uuid}/delta`);
    const delta = a.next((m) => m.topic.endsWith('/delta'));
    await a.command(`mix/${anna.uuid}`, {
      set: [
        { p: 'pan', ch: 4, v: -1 },
        { p: 'gain', ch: 5, v: 0.9 },
      ],
    });
    t.same((await delta).body.set, [
      { p: 'pan', ch: 4, v: -1 },
      { p: 'pan', ch: 5, v: 1 },
      { p: 'gain', ch: 5, v: 0.9 },
      { p: 'gain', ch: 4, v: 0.9 },
    ]);
    t.equal((await e.command('channel/5', { set: { link: 6 } })).ok, true);
    t.equal(
      (await ask(box, 'GET', '/api/channels', { token: anna.token })).body.channels[4].link,
      null,
      'a channel has one partner',
    );
  });
});

t.test('wishes to the engineer', async (t) => {
  const { box, anna, a, e } = await stage(t);
  await e.subscribe('sb/1/box/asks');
  const heard = e.next((m) => m.topic === 'sb/1/box/asks' && m.body.asks.length === 1);
  const { id } = await a.command(`ask/${anna.uuid}`, {
    action: 'ask',
    p: 'gain',
    ch: 0,
    v: 1.2,
    text: 'more kick please',
  });
  t.match((await heard).body.asks[0], {
    id,
    uuid: anna.uuid,
    name: 'Anna',
    ch: 0,
    p: 'gain',
    v: 1.2,
    text: 'more kick please',
  });
  t.match(await a.command(`ask/${anna.uuid}`, { action: 'accept', id }), { code: 'forbidden' });
  t.equal((await e.command(`ask/${anna.uuid}`, { action: 'accept', id })).ok, true);
  t.equal((await mixOf(box, anna)).channels[0].gain, 1.2);
  t.match(await e.command(`ask/${anna.uuid}`, { action: 'decline', id }), { code: 'no_such_ask' });
  t.match(await a.command(`ask/${anna.uuid}`, { action: 'ask', p: 'gain', ch: 0, v: 9 }), {
    code: 'bad_value',
    path: 'v',
  });
});

t.test('C10 ping answers, statistics count, HTTP runs commands too', async (t) => {
  const { box, anna, a } = await stage(t);
  t.match(await a.command('ping', { t: 42 }), { ok: true, t: 42, now: Number });
  t.match((await ask(box, 'GET', '/api/stats', { token: anna.token })).body, {
    store: { commits: Number },
    control: { devices: 3, mqtt: 3 },
  });
  const { body, status } = await ask(box, 'POST', '/api/command', {
    token: anna.token,
    body: { topic: `mix/${anna.uuid}`, ...gain(0, 2) },
  });
  t.match([status, body], [200, { ok: true, durable: true, rev: Number }]);
  t.equal(
    (await ask(box, 'POST', '/api/command', { token: anna.token, body: { topic: `mix/${anna.uuid}`, ...gain(0, 5) } }))
      .status,
    400,
  );
});

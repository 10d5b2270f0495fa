import t from 'tap';
import type { Device } from './support/box.js';
import { ask, CHANNELS, joinBox, Link } from './support/box.js';
import { gain, mixOf, stage } from './support/stage.js';

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
  await t.test('S2 a session’s id may be typed in small letters wherever it is asked for', async (t) => {
    const typed = made.id.toLowerCase();
    const token = anna.token;
    t.match((await ask(box, 'GET', `/api/sessions/${typed}`)).body, { exists: true, id: made.id, name: 'Friday' });
    t.match((await ask(box, 'POST', `/api/sessions/${typed}/join`, { token })).body, { ok: true, id: made.id });
    t.match((await ask(box, 'GET', `/api/sessions/${typed}/participants`, { token })).body, { id: made.id, count: 1 });
    t.match(await b.command(`session/${typed}`, { action: 'join' }), { ok: true, id: made.id });
    t.match((await ask(box, 'GET', `/api/sessions/${typed}/messages`, { token })).body, { id: made.id, messages: [] });
    const [small, capitals] = await Promise.all(
      [typed, made.id].map((id) => ask(box, 'GET', `/api/sessions/${id}/qr.svg`)),
    );
    t.equal(small!.body, capitals!.body, 'the QR leads to the same address');
    t.match(await b.command(`session/${typed}`, { action: 'leave' }), { ok: true, id: made.id });
    t.match((await ask(box, 'POST', `/api/sessions/${typed}/leave`, { token })).body, { ok: true, id: made.id });
    t.equal((await ask(box, 'GET', `/api/sessions/${made.id}`)).body.count, 0);
    const { body } = await ask(box, 'GET', `/api/sessions/${typed}x`);
    t.equal(body.error.code, 'no_such_session');
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
  await t.test('S5 messages and cues reach everyone in the session, also those who join late', async (t) => {
    await b.subscribe(`sb/1/session/${made.id}/message`);
    const heard = b.next((m) => m.topic.endsWith('/message'));
    await a.command(`session/${made.id}`, { action: 'message', text: 'one two' });
    t.match((await heard).body, { n: 0, by: anna.uuid, name: 'Anna', kind: 'message', text: 'one two' });
    await a.command(`session/${made.id}`, { action: 'cue', text: 'GO' });
    const late = await Link.open(box, await joinBox(box, 'Late'));
    const history = late.next((m) => m.topic.endsWith('/messages'));
    await late.subscribe(`sb/1/session/${made.id}/messages`);
    t.match(await late.command(`session/${made.id}`, { action: 'message', text: 'hi' }), { code: 'not_joined' });
    await late.command(`session/${made.id}`, { action: 'join' });
    t.match((await history).body.messages, [{ text: 'one two' }, { text: 'GO', kind: 'cue' }]);
    await late.command(`session/${made.id}`, { action: 'leave' });
    await late.close();
  });
  await t.test(
    'R33 S4 a participant who leaves or disconnects leaves the list, and is on it again when back',
    async (t) => {
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
    },
  );
});

t.test('channels', async (t) => {
  const { box, anna, a, e } = await stage(t);
  await t.test('names, colours, icons and order are the engineer’s, and everybody gets them', async (t) => {
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
  await t.test('R29 both channels of a stereo pair follow, with the pan mirrored', async (t) => {
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

t.test('a request for an input that the interface lost waits until the input is back', async (t) => {
  const { box, e } = await stage(t);
  const inputs = (count: number) =>
    box.control.setSource({
      channels: Array.from({ length: count }, (_, index) => ({ index, name: '', color: '#808080', icon: 'mic' })),
      sampleRate: 48_000,
      label: `${count} inputs`,
      spec: 'test',
    });
  inputs(4);
  const carl = await joinBox(box, 'Carl');
  const c = await Link.open(box, carl);
  t.teardown(() => c.close());
  inputs(CHANNELS);
  const { id } = await c.command(`ask/${carl.uuid}`, { action: 'ask', ch: 10, p: 'gain', v: 1 });
  inputs(4);
  const refused = await e.command(`ask/${carl.uuid}`, { action: 'accept', id });
  t.match(refused, { code: 'no_such_channel', path: 'ch', allowed: { min: 0, max: 3 } });
  t.same(box.log, [], 'no fault of the box');
  inputs(CHANNELS);
  t.equal((await e.command(`ask/${carl.uuid}`, { action: 'accept', id })).ok, true);
  t.equal((await mixOf(box, carl)).channels[10].gain, 1);
});

t.test('requests to the engineer', async (t) => {
  const { box, anna, engineer, a, b, e } = await stage(t);
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
  await b.subscribe('sb/1/box/asks');
  const answer = () => b.next((m) => m.topic === 'sb/1/box/asks' && m.body.answered !== undefined);
  const accepted = answer();
  t.equal((await e.command(`ask/${anna.uuid}`, { action: 'accept', id })).ok, true);
  t.match((await accepted).body, {
    asks: [],
    answered: { id, uuid: anna.uuid, accepted: true, by: engineer.uuid, name: 'Engineer' },
  });
  t.equal((await mixOf(box, anna)).channels[0].gain, 1.2);
  t.match(await e.command(`ask/${anna.uuid}`, { action: 'decline', id }), { code: 'no_such_ask' });
  const { id: second } = await a.command(`ask/${anna.uuid}`, { action: 'ask', text: 'too loud' });
  const declined = answer();
  await e.command(`ask/${anna.uuid}`, { action: 'decline', id: second });
  t.match((await declined).body.answered, { id: second, accepted: false });
  const asked = b.next((m) => m.topic === 'sb/1/box/asks' && m.body.asks.length === 1);
  const { id: third } = await a.command(`ask/${anna.uuid}`, { action: 'ask', text: 'noise' });
  t.notOk('answered' in (await asked).body, 'asking answers nothing');
  await e.command(`ask/${anna.uuid}`, { action: 'decline', id: third });
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

import { connect } from 'node:net';
import mqtt from 'mqtt-packet';
import t from 'tap';
import WebSocket from 'ws';
import { ask, CHANNELS, joinBox, joinEngineer, Link, newFolder, startBox } from './support/box.js';

t.test('joining', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());

  await t.test('a newcomer is registered and gets a uuid, a token and the musician’s role', async (t) => {
    const { status, body } = await ask(box, 'POST', '/api/join', { body: { name: 'Anna' } });
    t.equal(status, 200);
    t.same(Object.keys(body).sort(), ['role', 'token', 'uuid']);
    t.equal(body.role, 'musician');
    t.match(body.token, /^[A-Za-z0-9_-]{1,64}$/);
  });
  await t.test('R18 with its token a known device is the same one; without it the answer is 409', async (t) => {
    const anna = await joinBox(box, 'Anna', 'web-anna');
    const again = await ask(box, 'POST', '/api/join', { token: anna.token, body: { uuid: 'web-anna', name: 'Anna' } });
    t.same(again.body, { uuid: 'web-anna', token: anna.token, role: 'musician' });
    t.equal((await ask(box, 'POST', '/api/join', { body: { uuid: 'web-anna', name: 'Eve' } })).status, 409);
    const forged = await ask(box, 'POST', '/api/join', { token: 'wrong', body: { uuid: 'web-anna', name: 'Eve' } });
    t.equal(forged.status, 409);
    t.equal(forged.body.error.code, 'uuid_taken');
  });
  await t.test('R18 a uuid this box has never seen is registered as new, whatever token comes with it', async (t) => {
    const { status, body } = await ask(box, 'POST', '/api/join', {
      token: 'from-another-box',
      body: { uuid: 'web-tour', name: 'Ben' },
    });
    t.equal(status, 200);
    t.equal(body.uuid, 'web-tour');
    t.not(body.token, 'from-another-box');
  });
  await t.test('bad uuids, names, types and bodies are refused by path', async (t) => {
    for (const [body, path] of [
      [{ uuid: 'a/b', name: 'x' }, 'uuid'],
      [{ uuid: 'x'.repeat(65), name: 'x' }, 'uuid'],
      [{ uuid: 7, name: 'x' }, 'uuid'],
      [{ name: '' }, 'name'],
      [{ name: 'x'.repeat(65) }, 'name'],
      [{}, 'name'],
      [{ name: 'x', type: 'Über' }, 'type'],
    ] as const) {
      const { status, body: answer } = await ask(box, 'POST', '/api/join', { body });
      t.equal(status, 400, JSON.stringify(body));
      t.equal(answer.error.path, path);
    }
    t.equal((await ask(box, 'POST', '/api/join', { body: '{' })).body.error.code, 'bad_json');
  });
  await t.test('everything else needs a token', async (t) => {
    for (const path of ['/api/devices', '/api/mixes', '/api/history', '/api/nothing'])
      t.equal((await ask(box, 'GET', path)).status, 401, path);
    t.equal((await ask(box, 'GET', '/api/box')).status, 200);
    const { token } = await joinBox(box, 'Carl');
    t.equal((await ask(box, 'GET', '/api/nothing', { token })).status, 404);
    t.equal((await ask(box, 'POST', '/api/devices', { token })).status, 405);
  });
  await t.test('/api/box has what the contract names', async (t) => {
    const { body } = await ask(box, 'GET', '/api/box');
    for (const field of [
      'name',
      'serial',
      'version',
      'sampleRate',
      'periodFrames',
      'source',
      'channels',
      'audio',
      'native',
      'mqtt',
      'epoch',
    ])
      t.ok(field in body, field);
    t.same(Object.keys(body.channels[0]).sort(), ['color', 'icon', 'index', 'name']);
    t.same(body.mqtt, { port: box.control.mqttPort, wsPath: '/mqtt' });
  });
  await t.test('the mix of a new device has every channel on at 0.5, centred, master 1', async (t) => {
    const { uuid, token } = await joinBox(box, 'Dora');
    const { body } = await ask(box, 'GET', `/api/devices/${uuid}/mix`, { token });
    t.same(Object.keys(body).sort(), ['channels', 'epoch', 'master', 'rev', 'uuid']);
    t.equal(body.channels.length, CHANNELS);
    t.same(body.channels[3], { index: 3, on: true, gain: 0.5, pan: 0, mute: false, solo: false });
    t.equal(body.master, 1);
  });
});

t.test('R19 the engineer’s PIN', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const { token } = await joinBox(box, 'Eve');
  t.equal((await ask(box, 'POST', '/api/engineer', { body: { pin: '123456' } })).status, 401);
  for (let i = 0; i < 5; i++)
    t.equal((await ask(box, 'POST', '/api/engineer', { token, body: { pin: '000000' } })).status, 403);
  const waiting = await ask(box, 'POST', '/api/engineer', { token, body: { pin: '123456' } });
  t.equal(waiting.status, 429, 'after 5 wrong ones even the right one waits');
  t.ok(Number(waiting.headers.get('retry-after')) >= 1);
  const other = await joinBox(box, 'Another token, this machine’s own address');
  t.equal((await ask(box, 'POST', '/api/engineer', { token: other.token, body: { pin: '123456' } })).status, 200);
});

t.test('changing mixes', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const anna = await joinBox(box, 'Anna');
  const ben = await joinBox(box, 'Ben');
  const engineer = await joinEngineer(box);
  const a = await Link.open(box, anna);
  const b = await Link.open(box, ben, 'tcp');
  const e = await Link.open(box, engineer);
  t.teardown(() => Promise.all([a.close(), b.close(), e.close()]));

  await t.test('subscribing to a snapshot brings the mix at once; a delta follows each command', async (t) => {
    const snapshot = b.next((m) => m.topic === `sb/1/mix/${anna.uuid}/snapshot`);
    await b.subscribe(`sb/1/mix/${anna.uuid}/snapshot`, `sb/1/mix/${anna.uuid}/delta`);
    const first = (await snapshot).body;
    t.equal(first.channels.length, CHANNELS);
    const delta = b.next((m) => m.topic.endsWith('/delta'));
    const reply = await a.command(`mix/${anna.uuid}`, {
      op: 'one',
      set: [
        { p: 'gain', ch: 2, v: 0.123456789 },
        { p: 'master', v: 0.7 },
      ],
    });
    t.same(reply, { op: 'one', ok: true, rev: reply.rev, durable: true });
    const { body } = await delta;
    t.match(body, {
      rev: reply.rev,
      prev: first.rev,
      by: anna.uuid,
      op: 'one',
      source: 'web',
      set: [
        { p: 'gain', ch: 2, v: 0.123456789 },
        { p: 'master', v: 0.7 },
      ],
    });
    t.equal(typeof body.at, 'number');
    const { body: mix } = await ask(box, 'GET', `/api/devices/${anna.uuid}/mix`, { token: ben.token });
    t.equal(mix.channels[2].gain, 0.123456789, 'numbers are kept as they were set');
    t.equal(mix.rev, reply.rev);
  });
  await t.test('R7 a retry does its work once and gets the same reply', async (t) => {
    const first = await a.command(`mix/${anna.uuid}`, { op: 'twice', set: [{ p: 'pan', ch: 0, v: -1 }] });
    const deltas = b.heard.length;
    const second = await a.command(`mix/${anna.uuid}`, { op: 'twice', set: [{ p: 'pan', ch: 0, v: -1 }] });
    t.same(second, first);
    await a.command(`mix/${anna.uuid}`, { set: [{ p: 'pan', ch: 1, v: 0 }] });
    await b.find((m) => m.body.rev === first.rev + 1 && m.topic.endsWith('/delta'));
    t.equal(b.heard.slice(deltas).filter((m) => m.topic.endsWith('/delta')).length, 1, 'no second delta');
  });
  await t.test('a command that changes nothing is accepted and announced like any other', async (t) => {
    const delta = b.next((m) => m.topic.endsWith('/delta'));
    const reply = await a.command(`mix/${anna.uuid}`, { set: [{ p: 'mute', ch: 5, v: false }] });
    t.equal(reply.ok, true);
    t.equal((await delta).body.rev, reply.rev);
  });
  await t.test('R6 an invalid command is refused whole, by path, and the connection stays', async (t) => {
    const before = (await ask(box, 'GET', `/api/devices/${anna.uuid}/mix`, { token: anna.token })).body;
    const cases: [Record<string, unknown>, string, string | undefined][] = [
      [{ set: [] }, 'empty_set', 'set'],
      [{ set: 'x' }, 'bad_value', 'set'],
      [{}, 'bad_value', 'set'],
      [{ set: [{ p: 'gain', ch: 0, v: 4.0001 }] }, 'bad_value', 'set[0].v'],
      [{ set: [{ p: 'gain', ch: 0, v: '1' }] }, 'bad_value', 'set[0].v'],
      [{ set: [{ p: 'on', ch: 0, v: 1 }] }, 'bad_value', 'set[0].v'],
      [
        {
          set: [
            { p: 'gain', ch: 0, v: 1 },
            { p: 'pan', ch: 0, v: -1.5 },
          ],
        },
        'bad_value',
        'set[1].v',
      ],
      [{ set: [{ p: 'gain', ch: CHANNELS, v: 1 }] }, 'no_such_channel', 'set[0].ch'],
      [{ set: [{ p: 'gain', ch: 0.5, v: 1 }] }, 'no_such_channel', 'set[0].ch'],
      [{ set: [{ p: 'gain', v: 1 }] }, 'no_such_channel', 'set[0].ch'],
      [{ set: [{ p: 'volume', ch: 0, v: 1 }] }, 'no_such_param', 'set[0].p'],
      [{ set: [{ p: 'master', ch: 0, v: 1 }] }, 'bad_value', 'set[0].ch'],
      [{ set: [{ p: 'master', v: 1 }], ifRev: before.rev - 1 }, 'conflict', 'ifRev'],
      [{ set: [null] }, 'bad_value', 'set[0]'],
    ];
    for (const [payload, code, path] of cases) {
      const reply = await a.command(`mix/${anna.uuid}`, payload);
      t.match(reply, { ok: false, code, ...(path ? { path } : {}) }, JSON.stringify(payload));
      t.type(reply.message, 'string');
    }
    t.same((await ask(box, 'GET', `/api/devices/${anna.uuid}/mix`, { token: anna.token })).body, before);
    t.equal((await a.command(`mix/${anna.uuid}`, { set: [{ p: 'master', v: 1 }], ifRev: before.rev })).ok, true);
  });
  await t.test(
    'what is not JSON, has no op, or is published elsewhere is refused and the connection stays',
    async (t) => {
      for (const [topic, payload, code] of [
        [`sb/1/cmd/mix/${anna.uuid}`, '{', 'bad_json'],
        [`sb/1/cmd/mix/${anna.uuid}`, '[]', 'bad_json'],
        [`sb/1/cmd/mix/${anna.uuid}`, '{"set":[]}', 'bad_op'],
        [`sb/1/mix/${anna.uuid}/delta`, '{}', 'forbidden'],
        ['sb/1/cmd/nonsense', '{"op":"n"}', 'bad_command'],
      ] as const) {
        const reply = a.next((m) => m.topic.startsWith('sb/1/reply/'));
        await a.client.publishAsync(topic, payload, { qos: 1, retain: true });
        t.match((await reply).body, { ok: false, code }, topic + payload);
      }
      t.equal(
        b.heard.filter((m) => m.topic.endsWith('/delta') && m.body.by === undefined).length,
        0,
        'nothing of it reached anybody',
      );
    },
  );
  await t.test('a musician changes only their own mix, an engineer any', async (t) => {
    t.match(await b.command(`mix/${anna.uuid}`, { set: [{ p: 'master', v: 0 }] }), { ok: false, code: 'forbidden' });
    const delta = a.next((m) => m.topic === `sb/1/mix/${anna.uuid}/delta`);
    await a.subscribe(`sb/1/mix/${anna.uuid}/delta`);
    t.equal((await e.command(`mix/${anna.uuid}`, { set: [{ p: 'gain', ch: 1, v: 0.25 }] })).ok, true);
    t.match((await delta).body, { by: engineer.uuid, role: 'engineer', name: 'Engineer' });
    t.match(await e.command('mix/nobody', { set: [{ p: 'master', v: 0 }] }), { ok: false, code: 'no_such_device' });
  });
  await t.test('R12 another’s replies cannot be subscribed, nor by a wildcard; the connection stays', async (t) => {
    t.same(
      await b.subscribe(
        `sb/1/reply/${anna.uuid}`,
        'sb/1/reply/+',
        'sb/1/reply/#',
        'sb/1/#',
        '#',
        'sb/+/+/+',
        '+/1/reply/#',
        'sb/1/cmd/#',
        '$SYS/#',
      ),
      [128, 128, 128, 128, 128, 128, 128, 128, 128],
    );
    t.same(
      await b.subscribe(`sb/1/reply/${ben.uuid}`, 'sb/1/mix/#', 'sb/1/mix/+/delta', 'sb/1/devices/#'),
      [0, 0, 0, 0],
    );
    t.equal((await b.command(`mix/${ben.uuid}`, { set: [{ p: 'master', v: 0.5 }] })).ok, true);
  });
  await t.test('a snapshot comes on request', async (t) => {
    const snapshot = e.next((m) => m.topic === `sb/1/mix/${ben.uuid}/snapshot`);
    t.equal((await e.command(`snapshot/${ben.uuid}`, {})).ok, true);
    t.equal((await snapshot).body.master, 0.5);
  });
});

t.test('R14 one connection per device: a newer one replaces the older, whose WebSocket closes with 4409', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const anna = await joinBox(box, 'Anna');
  const socket = new WebSocket(`ws://127.0.0.1:${box.webPort}/mqtt`, 'mqtt');
  await new Promise((resolve) => socket.once('open', resolve));
  const code = new Promise<number>((resolve) => socket.once('close', resolve));
  const connack = new Promise((resolve) => socket.once('message', resolve));
  socket.send(
    mqtt.generate({
      cmd: 'connect',
      clientId: anna.uuid,
      username: anna.uuid,
      password: Buffer.from(anna.token),
      keepalive: 0,
      clean: true,
    }),
  );
  await connack;
  const newer = await Link.open(box, anna);
  t.equal(await code, 4409);
  t.equal((await newer.command(`mix/${anna.uuid}`, { set: [{ p: 'master', v: 0.5 }] })).ok, true);
  await newer.close();
});

t.test(
  'QoS 0 and 2 commands work too; a client that wants its session kept gets none, and the state by subscribing',
  async (t) => {
    const box = await startBox();
    t.teardown(() => box.stop());
    const anna = await joinBox(box, 'Anna');
    const link = await Link.open(box, anna, 'tcp', { clean: false });
    for (const qos of [0, 2] as const) {
      const reply = link.next((m) => m.body.op === `q${qos}`);
      await link.client.publishAsync(
        `sb/1/cmd/mix/${anna.uuid}`,
        JSON.stringify({ op: `q${qos}`, set: [{ p: 'master', v: qos }] }),
        { qos },
      );
      t.match((await reply).body, { ok: true, durable: true });
    }
    await link.close();
    const again = await Link.open(box, anna, 'tcp', { clean: false });
    await again.subscribe(`sb/1/mix/${anna.uuid}/#`);
    t.equal((await again.find((m) => m.topic.endsWith('/snapshot'))).body.master, 2);
    const delta = again.next((m) => m.topic.endsWith('/delta'));
    await again.command(`mix/${anna.uuid}`, { set: [{ p: 'master', v: 1 }] });
    t.equal((await delta).body.set[0].v, 1);
    await again.close();
  },
);

t.test('wrong credentials are refused at CONNECT', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const anna = await joinBox(box, 'Anna');
  await t.rejects(Link.open(box, { uuid: anna.uuid, token: 'wrong' }), { code: 4 });
  await t.rejects(Link.open(box, { uuid: 'nobody', token: anna.token }, 'tcp'), { code: 4 });
});

t.test('garbage and oversized packets end only their own connection', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const anna = await joinBox(box, 'Anna');
  const link = await Link.open(box, anna);
  for (const bytes of [
    Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]),
    Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0xff]),
    Buffer.alloc(5000, 0xee),
  ]) {
    const socket = connect(box.control.mqttPort, '127.0.0.1');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    socket.write(bytes);
    await closed;
  }
  t.equal((await link.command(`mix/${anna.uuid}`, { set: [{ p: 'master', v: 0.5 }] })).ok, true);
  await link.close();
});

t.test('R7 after a restart everything acknowledged is there, and a retry is still harmless', async (t) => {
  const dataDir = newFolder();
  const first = await startBox({ dataDir });
  const anna = await joinBox(first, 'Anna');
  const link = await Link.open(first, anna);
  const reply = await link.command(`mix/${anna.uuid}`, { op: 'kept', set: [{ p: 'gain', ch: 7, v: 1 / 3 }] });
  await link.close();
  await first.stop();

  const second = await startBox({ dataDir });
  t.teardown(() => second.stop());
  t.equal(second.control.restored.devices, 1);
  const { body } = await ask(second, 'GET', `/api/devices/${anna.uuid}/mix`, { token: anna.token });
  t.equal(body.channels[7].gain, 1 / 3);
  t.equal(body.rev, reply.rev);
  const again = await Link.open(second, anna);
  t.same(await again.command(`mix/${anna.uuid}`, { op: 'kept', set: [{ p: 'gain', ch: 7, v: 0 }] }), reply);
  t.equal((await again.command(`mix/${anna.uuid}`, { set: [{ p: 'master', v: 1 }] })).rev, reply.rev + 1);
  await again.close();
});

t.test('stopping ends with clients connected', async () => {
  const box = await startBox();
  const links = [];
  for (let i = 0; i < 5; i++) links.push(await Link.open(box, await joinBox(box, `P${i}`), i % 2 ? 'ws' : 'tcp'));
  await box.control.stop();
  await Promise.all(links.map((link) => link.close()));
  await box.stop().catch(() => {});
});

/** Values from outside are checked where they enter: none is passed on, kept or echoed unread. */
import t from 'tap';
import { MAX_JSON_DEPTH } from '../../src/base/json-depth.js';
import { until } from '../harness/until.js';
import type { Device, Link } from './support/box.js';
import { ask, joinBox } from './support/box.js';
import { stage } from './support/stage.js';

const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

/** Publishes text as it is, and waits for the reply to `op`. */
async function rawCommand(link: Link, { uuid }: Device, topic: string, op: string | null, text: string | Buffer) {
  const reply = link.next((m) => m.topic === `sb/1/reply/${uuid}` && m.body.op === op);
  link.client.publish(`sb/1/cmd/${topic}`, text, { qos: 1 });
  return (await reply).body;
}

t.test('a ping returns a number or a short text, and nothing else', async (t) => {
  const { a, anna } = await stage(t);
  for (const value of [0, -1.5, 1e300, '', 'x'.repeat(64), null])
    t.match(await a.command('ping', { t: value }), { ok: true, t: value, now: Number }, JSON.stringify(value));
  t.match(await a.command('ping', {}), { ok: true, t: null });
  for (const value of [[], {}, true, 'x'.repeat(65), [[[[]]]], { toJSON: 1 }])
    t.match(
      await a.command('ping', { t: value }),
      { ok: false, code: 'bad_value', path: 't' },
      JSON.stringify(value).slice(0, 40),
    );
  t.match(await rawCommand(a, anna, 'ping', 'long', `{"op":"long","t":"${'y'.repeat(500_000)}"}`), {
    code: 'bad_value',
  });
});

t.test('a message that nests too deep is refused on every route, and nobody else notices', async (t) => {
  const { box, a, b, anna, ben } = await stage(t);
  for (const [op, text] of [
    ['a', `{"op":"a","t":${deep(5000)}}`],
    ['b', `{"op":"b","t":${deep(MAX_JSON_DEPTH)}}`],
    ['c', `{"op":"c","fine":[[1]],"t":${'{"x":'.repeat(400)}1${'}'.repeat(400)}}`],
    ['d', `{"op":"d","t":${deep(400_000)}}`],
  ] as const)
    for (const topic of ['ping', `mix/${anna.uuid}`, `preset/${anna.uuid}`, `ask/${anna.uuid}`, 'nothing'])
      t.match(
        await rawCommand(a, anna, topic, op, text),
        { ok: false, code: 'bad_value', path: 't', allowed: { maxDepth: MAX_JSON_DEPTH } },
        `${topic} ${op}`,
      );
  t.match(await rawCommand(a, anna, 'ping', null, deep(5000)), { ok: false, code: 'bad_value' });
  t.match(await rawCommand(a, anna, 'ping', null, '{"op":"cut"'), { ok: false, code: 'bad_json' });
  t.match(await rawCommand(a, anna, 'ping', null, Buffer.from([0x22, 0xff, 0x22])), { ok: false, code: 'bad_json' });
  for (const path of ['/api/command', '/api/join', '/api/sessions', `/api/presets/${anna.uuid}`])
    t.match(
      await ask(box, 'POST', path, { token: anna.token, body: `{"topic":"ping","name":"x","t":${deep(5000)}}` }),
      { status: 400, body: { error: { code: 'bad_value', path: 't' } } },
      path,
    );
  t.match(
    await b.command(`mix/${ben.uuid}`, { set: [{ p: 'gain', ch: 0, v: 1 }] }),
    { ok: true, durable: true },
    'another musician plays on',
  );
  t.equal((await joinBox(box, 'Carl')).token.length > 0, true);
});

t.test('messages of a native connection are checked like those of MQTT', async (t) => {
  const { box, anna } = await stage(t);
  const said: { topic: string; payload: unknown }[] = [];
  const native = box.control.authority.openControl!(anna.uuid, (topic, payload) => said.push({ topic, payload }));
  native.publish('sb/1/cmd/ping', { op: 'n', t: JSON.parse(deep(3000)) });
  native.publish('sb/1/box/status', { op: 'm' });
  await until('both are answered', () => said.length === 2);
  t.match(
    said.map(({ payload }) => payload),
    [
      { op: 'n', ok: false, code: 'bad_value', path: 't' },
      { op: 'm', ok: false, code: 'forbidden' },
    ],
  );
  native.close();
});

t.test('a refusal quotes only the beginning of what it refuses, not a megabyte', async (t) => {
  const { box, a, e, anna, engineer } = await stage(t);
  const long = 'k'.repeat(30_000);
  const refused = await a.command(long, {});
  t.equal(refused.code, 'bad_command');
  t.ok(refused.message.length <= 400, `${refused.message.length}`);
  const field = await e.command('channel/0', { set: { [long]: 1 } });
  t.equal(field.code, 'bad_value');
  t.ok(JSON.stringify(field).length < 1000);
  const { body } = await ask(box, 'POST', '/api/command', { token: anna.token, body: { topic: `${long}/x` } });
  t.ok(JSON.stringify(body).length < 1000);
  t.not(engineer.uuid, anna.uuid);
});

t.test('each field of each command refuses values of another kind', async (t) => {
  const { a, e, anna, ben, engineer } = await stage(t);
  const odd = [[[[]]], { a: { b: {} } }, 'x'.repeat(5000), true];
  const commands: [link: Link, topic: string, base: Record<string, unknown>, fields: string[]][] = [
    [a, `mix/${anna.uuid}`, { set: [{ p: 'gain', ch: 0, v: 1 }] }, ['gesture', 'ifRev']],
    [a, `history/${anna.uuid}`, { action: 'undo' }, ['n']],
    [a, `preset/${anna.uuid}`, { action: 'save', name: 'P' }, ['name', 'song', 'id']],
    [a, `preset/${anna.uuid}`, { action: 'copy', from: ben.uuid }, ['from']],
    [a, `ask/${anna.uuid}`, { action: 'ask', p: 'gain', ch: 0, v: 1, text: 'louder' }, ['ch', 'p', 'v', 'text']],
    [a, 'snapshot', {}, ['uuid']],
    [e, `device/${anna.uuid}`, { action: 'role', role: 'musician' }, ['role']],
    [e, `device/${anna.uuid}`, { action: 'handover', to: ben.uuid }, ['to']],
    [e, `device/${anna.uuid}`, { action: 'rename', name: 'N' }, ['name']],
    [e, `device/${anna.uuid}`, { action: 'own', channels: [1] }, ['channels']],
    [e, `device/${anna.uuid}`, { action: 'lock', lock: null }, ['lock']],
    [e, `device/${anna.uuid}`, { action: 'ear', ear: null }, ['ear']],
    [e, 'house', { from: null }, ['from']],
    [e, 'panic', { level: 'off' }, ['level']],
    [e, 'setlist', { action: 'goto', index: 0 }, ['index']],
    [e, 'channel/0', { set: { trimDb: 0 }, compensate: false }, ['set']],
    [e, 'devices', { action: 'order', order: [engineer.uuid] }, ['order']],
  ];
  for (const [link, topic, base, fields] of commands)
    for (const field of fields)
      for (const value of odd) {
        const { ok, code, message } = await link.command(topic, { ...base, [field]: value });
        const said = `${topic} ${field} ${JSON.stringify(value).slice(0, 20)}: ${code}`;
        t.equal(ok, false, said);
        t.not(code, 'internal', said);
        t.ok(message.length <= 400);
      }
});

/** The broker's own promises, with rules made for the test. */

import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Packet } from 'mqtt-packet';
import mqtt from 'mqtt-packet';
import t from 'tap';
import { WebSocket } from 'ws';
import { SHARE } from '../../../src/control/guard/client-budget.js';
import { Broker } from '../../../src/control/mqtt/broker.js';
import type { BrokerRules } from '../../../src/control/mqtt/broker-rules.js';
import { MAX_BUFFERED } from '../../../src/control/mqtt/connection.js';
import { MAX_FILTERS } from '../../../src/control/mqtt/filters.js';
import { MAX_UNREAD } from '../../../src/control/mqtt/intake.js';
import { until as waitUntil } from '../../harness/until.js';
import { ask, joinBox, Link, startBox } from '../support/box.js';

const RULES: BrokerRules = {
  login: () => 0,
  publish: async () => {},
  maySubscribe: () => true,
  present: () => [],
  connected: () => {},
  disconnected: () => {},
  presence: () => {},
};

/** A bare client: packets in, packets out. */
async function raw(port: number, clientId: string) {
  const socket = connect(port, '127.0.0.1');
  const parser = mqtt.parser({ protocolVersion: 4 });
  const got: Packet[] = [];
  parser.on('packet', (packet) => got.push(packet));
  socket.on('data', (chunk) => parser.parse(chunk));
  socket.on('error', () => {});
  await once(socket, 'connect');
  const send = (packet: Packet) => socket.write(mqtt.generate(packet));
  const until = async (fits: (packets: Packet[]) => boolean): Promise<void> => {
    await waitUntil('the packets came', () => fits(got));
  };
  send({ cmd: 'connect', clientId, username: clientId, keepalive: 0, clean: true });
  await until((packets) => packets.length > 0);
  return { socket, got, send, until };
}

t.test('R10 acknowledgements are sent in order, and a command that waits for the disk delays no other', async (t) => {
  const handled: (() => void)[] = [];
  const seen: string[] = [];
  const rules: BrokerRules = {
    ...RULES,
    publish: (_client, topic) => {
      seen.push(topic);
      return new Promise((resolve) => handled.push(resolve));
    },
  };
  const broker = await Broker.create(rules);
  t.teardown(() => broker.stop());
  const client = await raw(await broker.listen('127.0.0.1', 0), 'a');
  for (const id of [11, 12, 13])
    client.send({ cmd: 'publish', topic: `t/${id}`, payload: 'x', qos: 1, messageId: id, dup: false, retain: false });
  await client.until(() => seen.length === 3);
  t.same(seen, ['t/11', 't/12', 't/13'], 'all are judged before any is durable');
  const acks = () => client.got.filter(({ cmd }) => cmd === 'puback').map(({ messageId }) => messageId);
  handled[1]!();
  handled[2]!();
  client.send({ cmd: 'pingreq' });
  await client.until((packets) => packets.some(({ cmd }) => cmd === 'pingresp'));
  t.same(acks(), [], 'the later ones wait for the first');
  handled[0]!();
  await client.until(() => acks().length === 3);
  t.same(acks(), [11, 12, 13]);
  client.socket.destroy();
});

t.test(
  'R12 what is published in the same breath as a SUBSCRIBE is judged after it, so that the answer has its subscriber',
  async (t) => {
    let answer = (): void => {};
    const broker = await Broker.create({
      ...RULES,
      publish: async () => answer(),
    });
    t.teardown(() => broker.stop());
    answer = () => broker.publish('sb/1/reply/a', { ok: false });
    const client = await raw(await broker.listen('127.0.0.1', 0), 'a');
    client.socket.write(
      Buffer.concat([
        mqtt.generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'sb/1/reply/a', qos: 1 }] }),
        mqtt.generate({ cmd: 'publish', topic: 'x', payload: 'y', qos: 1, messageId: 2, dup: false, retain: false }),
        mqtt.generate({ cmd: 'publish', topic: 'x', payload: 'y', qos: 1, messageId: 3, dup: false, retain: false }),
      ]),
    );
    await client.until((packets) => packets.length === 6);
    const order = client.got.map(({ cmd, messageId }) => `${cmd} ${messageId ?? ''}`.trim());
    t.same(order.slice(0, 2), ['connack', 'suback 1']);
    t.same(order.slice(2).sort(), ['puback 2', 'puback 3', 'publish', 'publish']);
    client.socket.destroy();
  },
);

t.test('R11 a client’s publication reaches nobody by itself, and is not retained', async (t) => {
  const broker = await Broker.create(RULES);
  t.teardown(() => broker.stop());
  const port = await broker.listen('127.0.0.1', 0);
  const listener = await raw(port, 'listener');
  listener.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '#', qos: 0 }] });
  await listener.until((packets) => packets.some(({ cmd }) => cmd === 'suback'));
  const talker = await raw(port, 'talker');
  for (const qos of [0, 1] as const)
    talker.send({ cmd: 'publish', topic: 'x/y', payload: 'mine', qos, messageId: 5, retain: true, dup: false });
  await talker.until((packets) => packets.some(({ cmd }) => cmd === 'puback'));
  broker.publish('x/y', { from: 'box' });
  await listener.until((packets) => packets.some(({ cmd }) => cmd === 'publish'));
  const heard = listener.got.flatMap((packet) => (packet.cmd === 'publish' ? [String(packet.payload)] : []));
  t.same(heard, ['{"from":"box"}']);
  for (const { socket } of [listener, talker]) socket.destroy();
});

t.test('R13 a topic without a subscriber is not wanted; wildcards and leaving count', async (t) => {
  const broker = await Broker.create(RULES);
  t.teardown(() => broker.stop());
  const port = await broker.listen('127.0.0.1', 0);
  const client = await raw(port, 'a');
  client.send({
    cmd: 'subscribe',
    messageId: 1,
    subscriptions: [
      { topic: 'a/b', qos: 1 },
      { topic: 'c/+/d', qos: 0 },
    ],
  });
  client.send({ cmd: 'subscribe', messageId: 2, subscriptions: [{ topic: 'a/b', qos: 1 }] });
  await client.until((packets) => packets.filter(({ cmd }) => cmd === 'suback').length === 2);
  t.same(
    ['a/b', 'c/x/d', 'c/d', 'a/c'].map((topic) => broker.wanted(topic)),
    [true, true, false, false],
  );
  client.send({ cmd: 'unsubscribe', messageId: 3, unsubscriptions: ['a/b', 'never/held'] });
  await client.until((packets) => packets.some(({ cmd }) => cmd === 'unsuback'));
  t.equal(broker.wanted('a/b'), false);
  client.socket.destroy();
  t.ok(await waitUntil('nobody wants it', () => !broker.wanted('c/x/d')));
});

t.test(
  'a client holds so many filters and no more, in one SUBSCRIBE or several at once; those it holds it may name again',
  async (t) => {
    const told: (readonly string[])[] = [];
    const broker = await Broker.create({
      ...RULES,
      present: (_client, filters) => {
        told.push(filters);
        return [];
      },
    });
    t.teardown(() => broker.stop());
    const client = await raw(await broker.listen('127.0.0.1', 0), 'a');
    const all = Array.from({ length: 8 * MAX_FILTERS }, (_, i) => ({ topic: `+/${i}`, qos: 0 as const }));
    const acks = () => client.got.flatMap((packet) => (packet.cmd === 'suback' ? [packet.granted] : []));
    const granted = (codes: readonly unknown[]) => codes.filter((code) => code !== 128).length;
    client.socket.write(
      Buffer.concat([
        mqtt.generate({ cmd: 'subscribe', messageId: 1, subscriptions: all.slice(0, 10) }),
        mqtt.generate({ cmd: 'subscribe', messageId: 2, subscriptions: all.slice(10) }),
      ]),
    );
    await client.until(() => acks().length === 2);
    t.same(acks().map(granted).sort(), [10, MAX_FILTERS - 10]);
    t.equal(told.flat().length, MAX_FILTERS, 'only what was granted is answered');
    t.same([broker.wanted('x/0'), broker.wanted(`x/${MAX_FILTERS}`)], [true, false]);
    client.send({ cmd: 'subscribe', messageId: 3, subscriptions: [all[0]!, all[MAX_FILTERS]!] });
    await client.until(() => acks().length === 3);
    t.same(acks()[2], [0, 128]);
    client.send({ cmd: 'unsubscribe', messageId: 4, unsubscriptions: ['+/0'] });
    await client.until((packets) => packets.some(({ cmd }) => cmd === 'unsuback'));
    client.send({ cmd: 'subscribe', messageId: 5, subscriptions: [all[MAX_FILTERS]!, all[MAX_FILTERS + 1]!] });
    await client.until(() => acks().length === 4);
    t.same(acks()[3], [0, 128], 'one given up makes room for one');
    client.socket.destroy();
  },
);

t.test('a flood of one client is handled whole and in order, and others get their turns', async (t) => {
  const seen: string[] = [];
  const broker = await Broker.create({
    ...RULES,
    publish: async ({ uuid }, topic) => void seen.push(`${uuid} ${topic}`),
  });
  t.teardown(() => broker.stop());
  const port = await broker.listen('127.0.0.1', 0);
  const [flooder, other] = [await raw(port, 'flooder'), await raw(port, 'other')];
  const command = (topic: string, messageId: number) =>
    mqtt.generate({ cmd: 'publish', topic, payload: 'x', qos: 1, messageId, dup: false, retain: false });
  const topics = Array.from({ length: SHARE.burstMs + 100 }, (_, i) => `${i}`);
  flooder.socket.write(Buffer.concat(topics.map((topic, i) => command(topic, i + 1))));
  await other.until(() => seen.length > 0);
  other.socket.write(command('mine', 1));
  const acks = () => flooder.got.filter(({ cmd }) => cmd === 'puback').length;
  await flooder.until(() => acks() === topics.length);
  t.same(
    seen.filter((line) => line.startsWith('flooder')),
    topics.map((topic) => `flooder ${topic}`),
  );
  t.ok(seen.includes('other mine') && seen.indexOf('other mine') < topics.length, 'before the flood was over');
  for (const { socket } of [flooder, other]) socket.destroy();
});

t.test(
  'R17 a flood that is not worked through as fast as it comes ends its connection over WebSocket, and waits over TCP',
  async (t) => {
    const box = await startBox();
    t.teardown(() => box.stop());
    const payload = Buffer.alloc(MAX_UNREAD / 128, 'x');
    // More than twice the limit of waiting packets, yet few enough that a TCP client sends them in seconds.
    const messages = 300;
    const flood = async (way: 'ws' | 'tcp') => {
      const link = await Link.open(box, await joinBox(box, way), way);
      let ended = false;
      link.client.on('close', () => {
        ended = true;
      });
      for (let i = 0; i < messages; i++) link.client.publish('sb/1/cmd/x', payload);
      return { link, ended: () => ended };
    };
    const [ws, tcp] = [await flood('ws'), await flood('tcp')];
    t.ok(await waitUntil('the one is cut', ws.ended));
    await tcp.link.command('ping', {});
    t.equal(tcp.ended(), false);
    await Promise.all([ws.link.close(), tcp.link.close()]);
  },
);

t.test('packets of two bytes that wait count with the memory they take', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const { uuid, token } = await joinBox(box, 'pings');
  const socket = new WebSocket(`ws://127.0.0.1:${box.webPort}/mqtt`, 'mqtt');
  let code = 0;
  socket.on('close', (number) => {
    code = number;
  });
  await once(socket, 'open');
  socket.send(
    mqtt.generate({
      cmd: 'connect',
      clientId: uuid,
      username: uuid,
      password: Buffer.from(token),
      keepalive: 0,
      clean: true,
    }),
  );
  socket.send(Buffer.concat(Array.from({ length: 200_000 }, () => mqtt.generate({ cmd: 'pingreq' }))));
  t.ok(await waitUntil('it is cut', () => code > 0));
  t.equal(code, 1008);
});

t.test(
  'a long answer is given whole, also to a question behind messages of QoS 2 that wait for the disk',
  async (t) => {
    const handled: (() => void)[] = [];
    const pieces = 200;
    const broker = await Broker.create({
      ...RULES,
      publish: () => new Promise((resolve) => handled.push(resolve)),
      present: () => Array.from({ length: pieces }, (_, i) => [`piece/${i}`, 'x'.repeat(10_000)] as const),
    });
    t.teardown(() => broker.stop());
    const client = await raw(await broker.listen('127.0.0.1', 0), 'a');
    for (const id of [1, 2, 3, 4])
      client.send({ cmd: 'publish', topic: 't', payload: 'x', qos: 2, messageId: id, dup: false, retain: false });
    client.send({ cmd: 'subscribe', messageId: 9, subscriptions: [{ topic: 'piece/#', qos: 0 }] });
    await waitUntil('all are judged', () => handled.length === 4);
    for (const done of handled) done();
    const topics = () => client.got.flatMap((packet) => (packet.cmd === 'publish' ? [packet.topic] : []));
    await waitUntil('every piece is there', () => topics().length === pieces);
    t.same(
      topics(),
      Array.from({ length: pieces }, (_, i) => `piece/${i}`),
    );
    client.socket.destroy();
  },
);

t.test('R16 one message alone disconnects nobody, however long; the next ones have the whole limit', async (t) => {
  const broker = await Broker.create(RULES);
  t.teardown(() => broker.stop());
  const client = await raw(await broker.listen('127.0.0.1', 0), 'a');
  client.socket.pause();
  // More than the kernel buffers for a client that does not read.
  const long = 'x'.repeat(16 * MAX_BUFFERED);
  broker.send('a', 'long', long);
  for (let i = 0; i < 4; i++) broker.send('a', `short/${i}`, 'y'.repeat(MAX_BUFFERED / 8));
  await sleep(50);
  t.ok(broker.isConnected('a'));
  client.socket.resume();
  await client.until((packets) => packets.length === 6);
  const heard = client.got.flatMap((packet) => (packet.cmd === 'publish' ? [packet] : []));
  t.same(
    heard.map(({ topic }) => topic),
    ['long', 'short/0', 'short/1', 'short/2', 'short/3'],
  );
  t.equal(heard[0]!.payload.length, long.length + 2);
  client.socket.pause();
  for (let i = 0; i < 100 && broker.isConnected('a'); i++) {
    broker.send('a', 'more', 'z'.repeat(MAX_BUFFERED / 2));
    await new Promise((resolve) => setImmediate(resolve));
  }
  t.equal(broker.isConnected('a'), false, 'and many of them do');
  client.socket.destroy();
});

t.test('a port in use is reported by name', async (t) => {
  const first = await Broker.create(RULES);
  const second = await Broker.create(RULES);
  t.teardown(() => Promise.all([first.stop(), second.stop()]));
  const port = await first.listen('127.0.0.1', 0);
  await t.rejects(second.listen('127.0.0.1', port), {
    message: `127.0.0.1:${port} is in use by another program`,
  });
});

t.test('HTTP: too large a body, a body that is not an object, odd paths', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const { token } = await joinBox(box, 'Anna');
  t.match(await ask(box, 'POST', '/api/join', { body: JSON.stringify({ name: 'x'.repeat(400_000) }) }), {
    status: 413,
    body: { error: { code: 'too_large' } },
  });
  const longish = JSON.stringify({ name: 'Anna', more: 'x'.repeat(20_000) });
  t.match(
    await ask(box, 'POST', '/api/join', { body: longish }),
    { status: 413, body: { error: { code: 'too_large' } } },
    'a stranger may hold less of the memory',
  );
  t.equal((await ask(box, 'POST', '/api/join', { token, body: longish })).status, 200);
  for (const body of ['[]', '7', '"x"', '{"a":'])
    t.match(await ask(box, 'POST', '/api/join', { body }), { status: 400, body: { error: { code: 'bad_json' } } });
  t.equal((await ask(box, 'GET', '/api/devices/__proto__/mix', { token })).status, 404);
  t.equal((await ask(box, 'GET', '/api/sessions/constructor')).status, 404);
  t.equal((await ask(box, 'GET', '/api/')).status, 401);
});

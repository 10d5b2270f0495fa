/**
 * One client's flood, on any route, waits in its own turns: another musician's command is
 * seen and saved in the middle of it.
 */
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import mqtt from 'mqtt-packet';
import t from 'tap';
import { until } from '../harness/until.js';
import type { ControlBox, Device } from './support/box.js';
import { ask, joinBox, Link, startBox } from './support/box.js';
import { gain } from './support/stage.js';

const DEVICES = 150;

async function crowd(t: { teardown(end: () => Promise<void>): void }) {
  const box = await startBox();
  const devices: Device[] = [];
  for (let i = 0; i < DEVICES; i++) devices.push(await joinBox(box, `D${i}`));
  const [musician, listener, flooder] = devices as [Device, Device, Device];
  const m = await Link.open(box, musician);
  const l = await Link.open(box, listener, 'tcp');
  await l.subscribe(`sb/1/mix/${musician.uuid}/delta`);
  t.teardown(async () => {
    await Promise.all([m.close(), l.close()]);
    await box.stop();
  });
  return { box, devices, musician, flooder, m, l };
}

/** A bare MQTT connection that has logged in. */
async function raw(box: ControlBox, { uuid, token }: Device) {
  const socket = connect(box.control.mqttPort, '127.0.0.1');
  socket.on('error', () => {});
  let closed = false;
  socket.on('close', () => {
    closed = true;
  });
  await once(socket, 'connect');
  const parser = mqtt.parser({ protocolVersion: 4 });
  const count = { suback: 0, puback: 0, publish: 0, connack: 0 } as Record<string, number>;
  parser.on('packet', ({ cmd }) => {
    count[cmd] = (count[cmd] ?? 0) + 1;
  });
  socket.on('data', (chunk) => parser.parse(chunk));
  socket.write(
    mqtt.generate({
      cmd: 'connect',
      clientId: uuid,
      username: uuid,
      password: Buffer.from(token),
      keepalive: 0,
      clean: true,
    }),
  );
  await until('the login is answered', () => count.connack === 1);
  return { socket, count, closed: () => closed };
}

const branches = ['sb/1/mix/#', 'sb/1/presets/+', 'sb/1/history/#', 'sb/1/devices/#', 'sb/1/box/+', 'sb/1/session/#'];
/** 500 wildcards; each of the first ones covers what every device has. */
const subscribe = (messageId: number): Buffer =>
  mqtt.generate({
    cmd: 'subscribe',
    messageId,
    subscriptions: Array.from({ length: 500 }, (_, i) => ({
      topic: branches[i] ?? (i % 2 ? `sb/1/mix/+/x${i}` : `sb/1/+/y${i}/#`),
      qos: 0 as const,
    })),
  });

/**
 * The musician's commands, one after the other: the largest part of the flood that was done while one was on its way.
 */
async function commandsIn(m: Link, l: Link, musician: Device, flooded: () => number): Promise<number> {
  let most = 0;
  for (let i = 0; i < 8; i++) {
    const before = flooded();
    const op = `in-flood-${i}`;
    const seen = l.next(({ body }) => body.op === op);
    const reply = await m.command(`mix/${musician.uuid}`, { op, ...gain(i, 0.25) });
    if (reply.durable !== true) throw new Error(JSON.stringify(reply));
    await seen;
    most = Math.max(most, flooded() - before);
  }
  return most;
}

t.test('a client that repeats SUBSCRIBE of 500 wildcards is answered in its own turns only', async (t) => {
  const { box, musician, flooder, m, l } = await crowd(t);
  const flood = await raw(box, flooder);
  const subscribes = 100;
  flood.socket.write(Buffer.concat(Array.from({ length: subscribes }, (_, i) => subscribe(i + 1))));
  await until('the flood is on its way', () => flood.count.suback! > 0);
  const most = await commandsIn(m, l, musician, () => flood.count.suback!);
  t.ok(flood.count.suback! < subscribes, `${flood.count.suback} of ${subscribes} were answered by then`);
  t.ok(most <= 10, `${most} while one command was on its way`);
  t.equal(flood.closed(), false, 'the flooder only waits');
  flood.socket.destroy();
});

t.test('a client that asks much and reads nothing gets no further answers, and costs no memory', async (t) => {
  const { box, musician, flooder, m, l } = await crowd(t);
  const flood = await raw(box, flooder);
  flood.socket.pause();
  const before = process.memoryUsage().rss;
  let peak = before;
  const look = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  for (let i = 0; i < 300; i++) flood.socket.write(subscribe(i + 1));
  await commandsIn(m, l, musician, () => 0);
  await until('it is gone, as it takes nothing', async () => {
    const { body } = await ask(box, 'GET', `/api/devices/${flooder.uuid}`, { token: musician.token });
    return body.connections.mqtt === false;
  });
  clearInterval(look);
  t.ok(peak - before < 128 * 2 ** 20, `${Math.round((peak - before) / 2 ** 20)} MiB`);
  flood.socket.destroy();
});

t.test('requests for all mixes over many connections are answered in their client’s turns', async (t) => {
  const { box, musician, flooder, m, l } = await crowd(t);
  const agent = new Agent({ keepAlive: true });
  t.teardown(async () => agent.destroy());
  let going = true;
  let answered = 0;
  const headers = { authorization: `Bearer ${flooder.token}` };
  const again = (): void => {
    const asked = get({ agent, port: box.webPort, path: '/api/mixes', headers }, (response) => {
      response.resume();
      response.on('end', () => {
        answered++;
        if (response.statusCode !== 200) t.fail(`${response.statusCode}`);
        if (going) again();
      });
    });
    asked.on('error', () => {});
  };
  const connections = 24;
  for (let i = 0; i < connections; i++) again();
  await until('the flood is on its way', () => answered > connections);
  const most = await commandsIn(m, l, musician, () => answered);
  t.ok(most <= 4 * connections, `${most} while one command was on its way`);
  going = false;

  const all = await Promise.all(
    Array.from({ length: 300 }, () => ask(box, 'GET', '/api/mixes', { token: flooder.token })),
  );
  for (const { status, body, headers: answer } of all) {
    if (status === 200) t.equal(body.count, DEVICES);
    else t.match([status, body.error.code, Number(answer.get('retry-after')) >= 1], [429, 'busy', true]);
  }
  t.ok(
    all.some(({ status }) => status === 429),
    'beyond a number that waits they are refused',
  );
  t.equal((await ask(box, 'GET', '/api/mixes', { token: musician.token })).status, 200, 'another client is not');
});

t.test('many requests at once on one connection do no harm', async (t) => {
  const { box, musician, flooder, m, l } = await crowd(t);
  const request = `GET /api/mixes HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${flooder.token}\r\n\r\n`;
  const sockets = Array.from({ length: 40 }, () => {
    const socket = connect(box.webPort, '127.0.0.1', () => socket.write(request.repeat(40)));
    socket.on('error', () => {});
    socket.resume();
    return socket;
  });
  await commandsIn(m, l, musician, () => 0);
  t.equal((await ask(box, 'GET', '/api/me', { token: musician.token })).status, 200);
  for (const socket of sockets) socket.destroy();
});

t.test('a native client’s flood waits in the same budget, and beyond a number is refused', async (t) => {
  const { box, musician, flooder, m, l } = await crowd(t);
  const replies: { code?: string; ok: boolean }[] = [];
  const native = box.control.authority.openControl!(flooder.uuid, (topic, payload) => {
    if (topic === `sb/1/reply/${flooder.uuid}`) replies.push(payload as { ok: boolean });
  });
  const commands = 3000;
  for (let i = 0; i < commands; i++) native.publish(`sb/1/cmd/mix/${flooder.uuid}`, { op: i, ...gain(0, 0.5) });
  t.ok(replies.filter(({ code }) => code === 'busy').length >= commands / 2, 'at once');
  t.ok((await commandsIn(m, l, musician, () => 0)) === 0);
  await until('each has its reply', () => replies.length === commands);
  native.subscribe(branches);
  native.close();
});

t.test('a native client that subscribes again and again gets each thing once', async (t) => {
  const { box, flooder } = await crowd(t);
  const given: string[] = [];
  const native = box.control.authority.openControl!(flooder.uuid, (topic) => given.push(topic));
  for (let i = 0; i < 300; i++) native.subscribe(branches);
  await until('the first is answered', () => given.includes('sb/1/box/info'));
  native.subscribe(['sb/1/setlist']);
  await until('what was asked for after it, too', () => given.includes('sb/1/setlist'));
  t.equal(given.filter((topic) => topic === 'sb/1/box/info').length, 1);
  for (const topic of [`sb/1/mix/${flooder.uuid}/snapshot`, 'sb/1/devices/list']) t.ok(given.includes(topic), topic);
  native.close();
});

t.test('all connections of a device draw on one budget', async (t) => {
  const { box, flooder, devices } = await crowd(t);
  const flood = await raw(box, flooder);
  const publish = (messageId: number) =>
    mqtt.generate({
      cmd: 'publish',
      topic: 'sb/1/cmd/ping',
      payload: JSON.stringify({ op: messageId }),
      qos: 1,
      messageId,
      dup: false,
      retain: false,
    });
  const commands = 3000;
  flood.socket.write(Buffer.concat(Array.from({ length: commands }, (_, i) => publish(i + 1))));
  await until('its share is used up', () => flood.count.puback! >= 1000);
  const other = ask(box, 'GET', '/api/me', { token: devices[5]!.token });
  const own = ask(box, 'GET', '/api/me', { token: flooder.token });
  const first = await Promise.race([own.then(() => 'own'), other.then(() => 'other')]);
  t.equal(first, 'other', 'the flooder’s request waits for the flooder’s commands');
  t.match(await own, { status: 200 });
  await until('none is lost', () => flood.count.puback === commands);
  flood.socket.destroy();
});

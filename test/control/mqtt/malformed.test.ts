/** A violation of MQTT 3.1.1 closes the client's own connection, over either transport, and no other. */
import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import WebSocket from 'ws';
import { until } from '../../harness/until.js';
import type { ControlBox, Device } from '../support/box.js';
import { joinBox, Link, startBox } from '../support/box.js';

const text = (value: string | Buffer): Buffer => {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 255), bytes]);
};
const packet = (first: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const size = body.length < 128 ? [body.length] : [(body.length & 127) | 128, body.length >> 7];
  return Buffer.concat([Buffer.of(first, ...size), body]);
};
const id = (value: number): Buffer => Buffer.of(value >> 8, value & 255);
const login = (
  { uuid, token }: Device,
  change: { flags?: number; name?: string; level?: number; extra?: Buffer } = {},
) =>
  packet(
    0x10,
    text(change.name ?? 'MQTT'),
    Buffer.of(change.level ?? 4, change.flags ?? 0xc2, 0, 0),
    text(uuid),
    ...(change.extra ? [change.extra] : []),
    text(uuid),
    text(token),
  );

/** A bare connection: the bytes that came back, and whether it was closed. */
async function open(box: ControlBox, way: 'tcp' | 'ws') {
  const got: Buffer[] = [];
  let closed = false;
  if (way === 'tcp') {
    const socket = connect(box.control.mqttPort, '127.0.0.1');
    socket.on('data', (chunk) => got.push(chunk));
    socket.on('close', () => (closed = true));
    socket.on('error', () => {});
    await once(socket, 'connect');
    return { got, closed: () => closed, send: (data: Buffer) => void socket.write(data), end: () => socket.destroy() };
  }
  const socket = new WebSocket(`ws://127.0.0.1:${box.webPort}/mqtt`, 'mqtt');
  socket.on('message', (data: Buffer) => got.push(data));
  socket.on('close', () => (closed = true));
  socket.on('error', () => {});
  await once(socket, 'open');
  return { got, closed: () => closed, send: (data: Buffer) => socket.send(data), end: () => socket.terminate() };
}

const overlong = Buffer.of(0xc0, 0x80);
const surrogate = Buffer.of(0xed, 0xa0, 0x80);
const BAD_TEXTS: [string, Buffer][] = [
  ['a NUL', Buffer.from('sb/1/\0x')],
  ['an overlong NUL', overlong],
  ['a surrogate', surrogate],
  ['a cut character', Buffer.of(0x61, 0xe2, 0x82)],
  ['a byte that never is', Buffer.of(0xff)],
  ['nothing', Buffer.alloc(0)],
];
const FILTERS = ['a#', 'a/#/b', 'a+', '+a/b', '#/a', 'a/+b', '##'];

const AFTER_LOGIN: [string, Buffer][] = [
  ...BAD_TEXTS.flatMap(([what, bad]): [string, Buffer][] => [
    [`SUBSCRIBE to ${what}`, packet(0x82, id(1), text(bad), Buffer.of(0))],
    [`SUBSCRIBE to a good filter and ${what}`, packet(0x82, id(1), text('x'), Buffer.of(0), text(bad), Buffer.of(0))],
    [`UNSUBSCRIBE from ${what}`, packet(0xa2, id(1), text(bad))],
    [`PUBLISH to ${what}`, packet(0x30, text(bad), Buffer.from('{}'))],
    [`PUBLISH at QoS 1 to ${what}`, packet(0x32, text(bad), id(1), Buffer.from('{}'))],
  ]),
  ...FILTERS.flatMap((filter): [string, Buffer][] => [
    [`SUBSCRIBE to ${filter}`, packet(0x82, id(1), text(filter), Buffer.of(0))],
    [`UNSUBSCRIBE from ${filter}`, packet(0xa2, id(1), text(filter))],
  ]),
  ...['sb/+/x', 'sb/#', '#'].map((topic): [string, Buffer] => [`PUBLISH to ${topic}`, packet(0x30, text(topic))]),
  ['SUBSCRIBE with packet id 0', packet(0x82, id(0), text('x'), Buffer.of(0))],
  ['UNSUBSCRIBE with packet id 0', packet(0xa2, id(0), text('x'))],
  ['PUBLISH at QoS 1 with packet id 0', packet(0x32, text('sb/1/cmd/ping'), id(0), Buffer.from('{"op":1}'))],
  ['PUBLISH at QoS 2 with packet id 0', packet(0x34, text('sb/1/cmd/ping'), id(0), Buffer.from('{"op":1}'))],
  ['PUBLISH at QoS 1 without a packet id', packet(0x32, text('sb/1/cmd/ping'))],
  ['PUBLISH at QoS 3', packet(0x36, text('sb/1/cmd/ping'), id(1))],
  ['PUBLISH at QoS 0 that calls itself a duplicate', packet(0x38, text('sb/1/cmd/ping'))],
  ['PUBACK with packet id 0', packet(0x40, id(0))],
  ['PUBREL with packet id 0', packet(0x62, id(0))],
  ['PUBREL with reserved flags', packet(0x60, id(1))],
  ['SUBSCRIBE with reserved flags', packet(0x80, id(1), text('x'), Buffer.of(0))],
  ['UNSUBSCRIBE with reserved flags', packet(0xa0, id(1), text('x'))],
  ['PINGREQ with reserved flags', packet(0xc1)],
  ['DISCONNECT with reserved flags', packet(0xe1)],
  ['PINGREQ with a body', packet(0xc0, Buffer.of(1))],
  ['PUBACK that is too long', packet(0x40, id(1), Buffer.of(0))],
  ['PUBACK that is too short', packet(0x40, Buffer.of(1))],
  ['SUBSCRIBE without a filter', packet(0x82, id(1))],
  ['UNSUBSCRIBE without a filter', packet(0xa2, id(1))],
  ['SUBSCRIBE at QoS 3', packet(0x82, id(1), text('x'), Buffer.of(3))],
  ['SUBSCRIBE with reserved bits', packet(0x82, id(1), text('x'), Buffer.of(4))],
  ['SUBSCRIBE without a QoS', packet(0x82, id(1), text('x'))],
  ['SUBSCRIBE with a filter longer than the packet', packet(0x82, id(1), Buffer.of(0, 200, 0x61), Buffer.of(0))],
  ...[0, 2, 9, 11, 13, 15].map((type): [string, Buffer] => [`a packet of type ${type}`, packet(type << 4, id(1))]),
];

t.test('an invalid MQTT 3.1.1 packet closes the connection without an answer', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const device = await joinBox(box, 'Odd');
  const link = await Link.open(box, await joinBox(box, 'Anna'));
  for (const way of ['tcp', 'ws'] as const)
    for (const [what, bytes] of AFTER_LOGIN) {
      const client = await open(box, way);
      client.send(login(device));
      await until(`the CONNACK before ${what}`, () => client.got.length > 0);
      const before = Buffer.concat(client.got).length;
      client.send(bytes);
      await until(`${way}: ${what}`, client.closed);
      t.equal(Buffer.concat(client.got).length, before, 'nothing is acknowledged');
      client.end();
    }
  t.match(await link.command('ping', {}), { ok: true }, 'somebody else plays on');
  await link.close();
});

t.test('an invalid or late CONNECT closes the connection', async (t) => {
  const box = await startBox();
  t.teardown(() => box.stop());
  const device = await joinBox(box, 'Odd');
  const { uuid } = device;
  const [ping, sub] = [packet(0xc0), packet(0x82, id(1), text('x'), Buffer.of(0))];
  const connects: [string, Buffer][] = [
    ['PINGREQ before CONNECT', ping],
    ['SUBSCRIBE before CONNECT', sub],
    ['PUBLISH before CONNECT', packet(0x30, text('sb/1/cmd/ping'), Buffer.from('{}'))],
    ['CONNECT twice', Buffer.concat([login(device), login(device)])],
    ['CONNECT with reserved flags', Buffer.concat([Buffer.of(0x11), login(device).subarray(1)])],
    ['the reserved connect flag', login(device, { flags: 0xc3 })],
    ['a will of QoS 3', login(device, { flags: 0xde, extra: Buffer.concat([text('w'), text('x')]) })],
    ['a will’s QoS without a will', login(device, { flags: 0xca })],
    ['a password without a user name', login(device, { flags: 0x42 })],
    ['another protocol', login(device, { name: 'HTTP' })],
    ['bytes after its end', Buffer.concat([packet(0x10, login(device).subarray(2), Buffer.of(0))])],
    ['a NUL in the client id', packet(0x10, text('MQTT'), Buffer.of(4, 2, 0, 0), text('a\0b'))],
    ['ill-formed UTF-8 in the client id', packet(0x10, text('MQTT'), Buffer.of(4, 2, 0, 0), text(surrogate))],
    [
      'a NUL in the user name',
      packet(0x10, text('MQTT'), Buffer.of(4, 0xc2, 0, 0), text(uuid), text('a\0'), text('x')),
    ],
    [
      'ill-formed UTF-8 in a will’s topic',
      login(device, { flags: 0xc6, extra: Buffer.concat([text(overlong), text('x')]) }),
    ],
    ['a wildcard in a will’s topic', login(device, { flags: 0xc6, extra: Buffer.concat([text('a/#'), text('x')]) })],
    ['a CONNECT of more than 1 kB', login({ uuid, token: 'x'.repeat(1500) })],
  ];
  for (const way of ['tcp', 'ws'] as const)
    for (const [what, bytes] of connects) {
      const client = await open(box, way);
      client.send(bytes);
      await until(`${way}: ${what}`, client.closed);
      t.pass(`${way}: ${what}`);
      client.end();
    }
  const good = await open(box, 'tcp');
  good.send(Buffer.concat([login(device, { flags: 0xc6, extra: Buffer.concat([text('w'), text('x')]) }), sub, ping]));
  await until('a client that goes on before its CONNACK is answered', () =>
    Buffer.concat(good.got).includes(Buffer.of(0xd0, 0)),
  );
  t.equal(Buffer.concat(good.got).readUInt8(4) >> 4, 9, 'in order');
  good.end();
});

import mqtt from 'mqtt-packet';
import t from 'tap';
import type { PacketLimits, StreamFault } from '../../../src/control/mqtt/packet-splitter.js';
import { PacketSplitter } from '../../../src/control/mqtt/packet-splitter.js';
import { seededBelow } from '../../harness/seeded.js';

const LIMITS: PacketLimits = { packet: 200, filters: 60, connect: 100 };
const CONNECT = mqtt.generate({
  cmd: 'connect',
  clientId: 'a',
  username: 'a',
  password: Buffer.from('t'),
  keepalive: 0,
  clean: true,
});
const publish = (payload: number, messageId = 1) =>
  mqtt.generate({
    cmd: 'publish',
    topic: 't',
    payload: 'x'.repeat(payload),
    qos: 1,
    messageId,
    dup: false,
    retain: false,
  });

function split(stream: Buffer, cut: number, limits = LIMITS): { packets: Buffer[]; fault: StreamFault | undefined } {
  const splitter = new PacketSplitter(limits);
  const packets: Buffer[] = [];
  for (let at = 0; at < stream.length; at += cut) {
    const fault = splitter.take(Buffer.from(stream.subarray(at, at + cut)), (packet) => {
      packets.push(Buffer.from(packet));
      return true;
    });
    if (fault) return { packets, fault };
  }
  return { packets, fault: undefined };
}

t.test('packets come out whole wherever the stream is cut', async (t) => {
  const packets = [
    CONNECT,
    mqtt.generate({ cmd: 'pingreq' }),
    publish(0),
    publish(195),
    mqtt.generate({ cmd: 'subscribe', messageId: 7, subscriptions: [{ topic: 'ä/+/#', qos: 0 }] }),
    mqtt.generate({ cmd: 'unsubscribe', messageId: 8, unsubscriptions: ['ä/+/#', 'b'] }),
    mqtt.generate({ cmd: 'puback', messageId: 9 }),
    mqtt.generate({ cmd: 'pubrel', messageId: 10 }),
    mqtt.generate({ cmd: 'disconnect' }),
  ];
  const stream = Buffer.concat(packets);
  for (let cut = 1; cut <= stream.length; cut++) {
    const got = split(stream, cut);
    if (got.fault || got.packets.length !== packets.length || !got.packets.every((one, i) => one.equals(packets[i]!)))
      t.fail(`cut into ${cut}: ${JSON.stringify(got.fault)}`);
  }
  t.pass();
});

t.test('a packet too long for its type ends the stream as soon as its length is known', async (t) => {
  const cases: [what: string, stream: Buffer, code: number | undefined][] = [
    ['a PUBLISH of the limit', publish(195), undefined],
    ['one byte more', publish(196), 1009],
    ['the header of a large one', Buffer.of(0x30, 0xff, 0x7f), 1009],
    ['a SUBSCRIBE', Buffer.of(0x82, 61), 1009],
    ['an UNSUBSCRIBE', Buffer.of(0xa2, 61), 1009],
    ['a length of five bytes', Buffer.of(0x30, 0x80, 0x80, 0x80, 0x80, 0x01), 1002],
  ];
  for (const [what, stream, code] of cases)
    for (const cut of [1, 3, 1000])
      t.equal(split(Buffer.concat([CONNECT, stream]), cut).fault?.code, code, `${what}, cut into ${cut}`);
  t.equal(split(Buffer.of(0x10, 101), 1).fault?.code, 1009, 'a CONNECT');
});

t.test('a connection begins with exactly one CONNECT', async (t) => {
  t.match(split(publish(1), 1000).fault, { code: 1002 });
  t.match(split(Buffer.concat([CONNECT, CONNECT]), 1000), { packets: [CONNECT], fault: { code: 1002 } });
});

t.test('a packet that arrives byte by byte uses only the memory of its bytes', async (t) => {
  const splitter = new PacketSplitter({ ...LIMITS, packet: 1_000_000 });
  splitter.take(CONNECT, () => true);
  const long = publish(900_000);
  let got = 0;
  for (let at = 0; at < long.length; at++) {
    const fault = splitter.take(long.subarray(at, at + 1), (packet) => {
      got = packet.length;
      return true;
    });
    if (fault) t.fail('refused');
    if (at < long.length - 1 && splitter.held !== at + 1) t.fail(`${splitter.held} held at ${at}`);
  }
  t.equal(got, long.length);
  t.equal(splitter.held, 0);
});

t.test('any bytes are refused or split without an exception', async (t) => {
  const seed = 11;
  t.comment(`seed ${seed}`);
  const random = seededBelow(seed);
  const sound = [
    CONNECT,
    publish(30),
    mqtt.generate({ cmd: 'subscribe', messageId: 7, subscriptions: [{ topic: 'a/+', qos: 0 }] }),
  ];
  let refused = 0;
  for (let run = 0; run < 20_000; run++) {
    const stream = Buffer.concat([...sound, ...sound.slice(1)]);
    for (let changes = 1 + random(3); changes > 0; changes--) stream[random(stream.length)] = random(256);
    if (split(stream, 1 + random(20)).fault) refused++;
  }
  t.ok(refused > 5000, `${refused} refused`);
});

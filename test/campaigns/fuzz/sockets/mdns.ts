/** mDNS datagrams: questions, announcements, conflicts, nonsense; multicast and directly to the box, from port 5353. */

import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { changedBytes, noise } from '../bytes.js';
import type { Random } from '../random.js';
import type { SocketDoor, Target } from './socket-door.js';

const GROUP = '224.0.0.251';
const PORT = 5353;

const NAMES = [
  ...[
    'stagebox.local',
    '_http._tcp.local',
    '_fichatech._tcp.local',
    'Stage Box._http._tcp.local',
    'Stage Box._fichatech._tcp.local',
  ],
  ...['_services._dns-sd._udp.local', '1.1.83.10.in-addr.arpa', 'somebody.local', '', 'local'],
];

function name(random: Random, text: string): Buffer {
  if (random.once(15)) return Buffer.from([0xc0, random.below(256)]);
  const labels = text.split('.').filter((label) => label !== '');
  if (random.once(20)) labels.push('x'.repeat(random.pick([1, 63, 64, 200])));
  const parts = labels.map((label) => {
    const bytes = Buffer.from(label);
    return Buffer.concat([Buffer.from([bytes.length & 0xff]), bytes]);
  });
  return Buffer.concat([...parts, Buffer.from([random.once(15) ? 0xc0 : 0])]);
}

function word(value: number): Buffer {
  return Buffer.from([(value >> 8) & 0xff, value & 0xff]);
}

function data(random: Random, type: number, target: Target): Buffer {
  switch (type) {
    case 1:
      return Buffer.from((random.once(2) ? target.host : `10.83.1.${random.below(256)}`).split('.').map(Number));
    case 28:
      return noise(random, 16);
    case 12:
      return name(random, random.pick(NAMES));
    case 33:
      return Buffer.concat([word(0), word(0), word(random.below(65_536)), name(random, random.pick(NAMES))]);
    case 16:
      return Buffer.concat([Buffer.from([9]), Buffer.from('txtvers=1')]);
    default:
      return noise(random, random.few(60));
  }
}

function message(random: Random, target: Target): Buffer {
  const counts = [random.few(3), random.few(4), random.few(3), random.few(3)].map((count) => Math.max(0, count));
  const sections: Buffer[] = [];
  for (let i = 0; i < counts[0]!; i++)
    sections.push(
      name(random, random.pick(NAMES)),
      word(random.pick([1, 12, 16, 33, 255])),
      word(random.pick([1, 0x8001, 255])),
    );
  for (let i = 0; i < counts[1]! + counts[2]! + counts[3]!; i++) {
    const type = random.pick([1, 1, 12, 16, 28, 33, 41, 47, random.below(300)]);
    const body = data(random, type, target);
    const ttl = Buffer.alloc(4);
    ttl.writeUInt32BE(random.pick([0, 1, 120, 4500, 0x7fff_ffff, 0xffff_ffff]));
    const length = random.once(25) ? random.below(65_536) : body.length;
    sections.push(
      name(random, random.pick(NAMES)),
      word(type),
      word(random.pick([1, 0x8001, 255, 0])),
      ttl,
      word(length),
      body,
    );
  }
  const flags = random.pick([0, 0x8400, 0x8400, 0x8000, 0x0200, 0x8583]);
  const announced = counts.map((count) => word(random.once(30) ? random.below(65_536) : count));
  return Buffer.concat([
    word(random.once(3) ? random.below(65_536) : 0),
    word(flags),
    ...announced,
    ...sections,
  ]).subarray(0, 8900);
}

export const mdnsDoor: SocketDoor = {
  name: 'mdns',
  about: 'mDNS datagrams from another host of the network',
  share: 20,
  inputsPerBatch: 400,
  async run(target, random, count) {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    socket.on('error', () => undefined);
    await new Promise<void>((resolve) => socket.bind({ port: PORT, address: '0.0.0.0' }, resolve));
    socket.setMulticastInterface(target.from!);
    for (let i = 0; i < count; i++) {
      const good = message(random, target);
      const bytes = random.once(4)
        ? changedBytes(random, good, 8900)
        : random.once(40)
          ? noise(random, random.few(1400))
          : good;
      await new Promise((resolve) => socket.send(bytes, PORT, random.once(4) ? target.host : GROUP, resolve));
      if (i % 10 === 0) await sleep(5);
    }
    socket.close();
  },
};

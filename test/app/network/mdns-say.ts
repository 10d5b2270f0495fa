/**
 * Sends mDNS datagrams from port 5353, by multicast and directly to the box. The mDNS tests run it inside a namespace:
 *   mdns-say <own address> <box's address> poison|damaged [how many] [seed]
 * `poison`: two answers about the box's own host name. The first is the box's own, but with a time to live of one
 * second. The second has another address, as if from another box of that name. `damaged`: those and queries, with bytes
 * changed at random.
 */
import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '../../harness/seeded.js';

const [own, box, what, count = '1000', seed = '1'] = process.argv.slice(2);

const dnsName = (text: string): Buffer =>
  Buffer.concat([
    ...text.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.from([0]),
  ]);
const u16 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [i, value] of values.entries()) bytes.writeUInt16BE(value, i * 2);
  return bytes;
};
const A = 1;
const PTR = 12;
const IN = 1;
const FLUSH = 0x8001;

/** An answer `host A address`. */
const answer = (host: string, address: string, ttl: number): Buffer =>
  Buffer.concat([
    u16(0, 0x8400, 0, 1, 0, 0),
    dnsName(host),
    u16(A, FLUSH, 0, ttl, 4),
    Buffer.from(address.split('.').map(Number)),
  ]);
const query = (name: string, type: number): Buffer =>
  Buffer.concat([u16(0, 0, 1, 0, 0, 0), dnsName(name), u16(type, IN)]);

const socket = createSocket({ type: 'udp4', reuseAddr: true });
await new Promise<void>((resolve) => socket.bind(5353, '0.0.0.0', resolve));
socket.setMulticastInterface(own!);
socket.setMulticastTTL(255);
const send = (bytes: Buffer, to: string) =>
  new Promise<void>((resolve) => socket.send(bytes, 5353, to, () => resolve()));
const everywhere = async (bytes: Buffer) => {
  await send(bytes, '224.0.0.251');
  await send(bytes, box!);
};

if (what === 'poison') {
  const both = [answer('stagebox.local', box!, 1), answer('stagebox.local', '10.83.1.99', 120)];
  // The library forgets a rejection if the second answer arrives while it still sends its reaction to the first.
  for (const to of ['224.0.0.251', box!]) {
    await Promise.all(both.map((bytes) => send(bytes, to)));
    await sleep(2500);
  }
} else {
  const random = seeded(Number(seed));
  const whole = [
    answer('stagebox.local', box!, 120),
    answer('stagebox-sb-test.local', '10.83.1.99', 120),
    query('_fichatech._tcp.local', PTR),
    query('_http._tcp.local', PTR),
    query('Stage Box._fichatech._tcp.local', 255),
  ];
  for (let i = 0; i < Number(count); i++) {
    const bytes = Buffer.from(whole[Math.floor(random() * whole.length)]!);
    for (let n = Math.floor(random() * 4); n >= 0; n--) bytes[Math.floor(random() * bytes.length)] = random() * 256;
    await everywhere(random() < 0.2 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes);
    // Pauses: a network that fills the socket's buffer would lose datagrams.
    if (i % 50 === 49) await sleep(5);
  }
}
socket.close();

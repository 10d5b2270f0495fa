/**
 * Sends packets that no honest client sends, from a seed: over TCP as sessions of either version, over UDP as
 * datagrams. Counts the box's answers. A separate process, so that others are not disturbed. fuzz-sender <port>
 * <packets> <devices, as JSON>; sends its counts after each tenth.
 */

import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { controlPacket } from '../../audio/stream/native/native-client.js';
import { message, noise } from '../../audio/stream/native/native-noise.js';
import type { Device } from '../../harness/box.js';
import { handshake } from './ear.js';

/** Codes of docs/native-protocol.md: refusals, errors, goodbyes. */
const REFUSED = ['bad_value', 'uuid_taken', 'forbidden', 'no_token', 'box-full', 'busy', 'stopping', 'unavailable'];
const CODES = new Set([...REFUSED, 'bad_json', 'replaced', 'kicked']);
/** Sessions at once, and the most packets of one session. */
const AT_ONCE = 8;
const SESSION = 5000;
const BATCH = 50;

export interface Counts {
  packets: number;
  datagrams: number;
  sessions: number;
  /** The box closed it early: the stream was out of step, or had too much junk. */
  closed: number;
  /** By code. */
  readonly answers: Record<string, number>;
  /** Answers that cannot be read, or with a code that is not in the document. */
  untyped: number;
}

/** One packet: usually a message, sometimes damaged, rarely out of step. */
function packet(random: () => number, version: number): Buffer {
  const bytes = controlPacket(message(random), version);
  if (random() % 300 === 0) bytes[16 + (random() % (bytes.length - 16))] = random() & 0xff;
  if (random() % 8000 === 0) bytes[random() % 16] = random() & 0xff;
  return random() % 20_000 === 0 ? bytes.subarray(0, random() % bytes.length) : bytes;
}

/** Counts the box's answers by code. */
function reader(counts: Counts): (chunk: Buffer) => void {
  let left: Buffer = Buffer.alloc(0);
  return (chunk) => {
    left = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
    let at = 0;
    for (; left.length - at >= 16; ) {
      const end = at + 16 + left.readUInt32BE(at + 12);
      if (left.readUInt32BE(at) !== 0xa1d10a7c) counts.untyped++;
      if (end > left.length) break;
      if (left[at + 6] === 2) {
        const { code } = JSON.parse(left.toString('utf8', at + 16, end)) as { code?: string };
        if (code !== undefined) counts.answers[code] = (counts.answers[code] ?? 0) + 1;
        if (code !== undefined && !CODES.has(code)) counts.untyped++;
      }
      at = end;
    }
    left = left.subarray(at);
  };
}

async function session(port: number, seed: number, devices: readonly Device[], counts: Counts): Promise<void> {
  const random = noise(seed);
  const version = seed % 2 === 0 ? 3 : 2;
  const { uuid, token } = devices[seed % devices.length]!;
  const more = seed % 5 === 0 ? message(random) : {};
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => undefined);
  socket.on('data', reader(counts));
  socket.write(
    version === 3
      ? handshake(uuid, { protocol_version: 3, token, ...more, type: 'handshake' })
      : handshake(`fuzz-${seed % 16}`, { ...more, type: 'handshake' }),
  );
  counts.sessions++;
  for (let sent = 0; sent < SESSION && !socket.destroyed; sent += BATCH) {
    const batch = Buffer.concat(Array.from({ length: BATCH }, () => packet(random, version)));
    counts.packets += BATCH;
    // Waits until the kernel has it, so that the box sets the pace.
    await new Promise((resolve) => socket.write(batch, resolve));
  }
  if (socket.destroyed) counts.closed++;
  else {
    socket.end();
    await new Promise((resolve) => {
      socket.once('close', resolve);
      setTimeout(resolve, 2000);
    });
    socket.destroy();
  }
}

/** Sends datagrams until stopped, some with a proper header. */
async function datagrams(port: number, counts: Counts, going: () => boolean): Promise<void> {
  const socket = createSocket('udp4');
  const random = noise(4711);
  while (going()) {
    for (let i = 0; i < BATCH; i++) {
      const bytes = Buffer.from(Array.from({ length: random() % 64 }, () => random() & 0xff));
      if (random() % 2 === 0 && bytes.length >= 16) controlPacket({}, 3).copy(bytes, 0, 0, 7);
      if (random() % 2 === 0 && bytes.length >= 16) bytes[6] = 4;
      await new Promise((resolve) => socket.send(bytes, port, '127.0.0.1', resolve));
      counts.datagrams++;
    }
    await sleep(1);
  }
  socket.close();
}

const [port, packets, joined] = process.argv.slice(2);
const devices = JSON.parse(joined!) as Device[];
const counts: Counts = { packets: 0, datagrams: 0, sessions: 0, closed: 0, answers: {}, untyped: 0 };
let seed = 1;
let going = true;
const udp = datagrams(Number(port), counts, () => going);
for (let part = 1; part <= 10; part++) {
  const lane = async () => {
    while (counts.packets < (Number(packets) * part) / 10) await session(Number(port), seed++, devices, counts);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  process.send!(counts);
}
going = false;
await udp;
process.disconnect();

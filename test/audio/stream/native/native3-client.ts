/**
 * A protocol-3 client for tests, written from docs/native-protocol.md. It has its own
 * small reader and uses no code of the product.
 */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE_MS } from '../../../harness/patience.js';
import { counting } from '../fake-mixer.js';
import { controlPacket } from './native-client.js';

const MAGIC = 0xa1d10a7c;

export interface Sound {
  readonly flags: number;
  readonly epoch: number;
  readonly frames: number;
  readonly sequence: number;
  readonly first: number;
  readonly captureUs: number;
  readonly sampleRate: number;
  readonly way: 'tcp' | 'udp' | 'mended';
  /** What follows the prefix. */
  readonly body: Buffer;
}

interface Parity {
  first: number;
  count: number;
  flags: number;
  xor: Buffer;
}

export class Native3Ear {
  readonly socket: Socket;
  readonly udp: UdpSocket = createSocket('udp4');
  readonly control: Record<string, unknown>[] = [];
  readonly sounds: Sound[] = [];
  readonly #payloads = new Map<number, { flags: number; payload: Buffer }>();
  /** Datagrams for which this returns true are lost. */
  lose: () => boolean = () => false;
  wrong = 0;
  twice = 0;
  broken: string | undefined;
  ended = false;
  /** Versions of the control packets, in order. */
  readonly versions: number[] = [];
  #bytes = Buffer.alloc(0);
  #udpClosed = false;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.ended = true;
    });
    this.socket.on('data', (chunk) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#bytes = this.#bytes.subarray(this.#read(this.#bytes, 'tcp'));
    });
    this.udp.on('message', (datagram) => {
      if (this.lose()) return;
      if (this.#read(datagram, 'udp') !== datagram.length) this.broken = 'a datagram without whole packets';
    });
  }

  static async join(port: number, uuid: string, audio?: Record<string, unknown>): Promise<Native3Ear> {
    const ear = new Native3Ear(port);
    await once(ear.socket, 'connect');
    ear.socket.write(
      controlPacket({
        type: 'handshake',
        client_id: uuid,
        token: 't',
        client_type: 'test',
        protocol_version: 3,
        audio,
      }),
    );
    await ear.until('handshake_response');
    return ear;
  }

  send(message: Record<string, unknown>): void {
    this.socket.write(controlPacket(message, 3));
  }

  /** Sends one hello with the key the box gave. */
  hello(key = this.udpFacts().key): void {
    const packet = Buffer.alloc(32);
    packet.writeUInt32BE(MAGIC, 0);
    packet.writeUInt16BE(3, 4);
    packet[6] = 4;
    packet.writeUInt32BE(16, 12);
    Buffer.from(key, 'hex').copy(packet, 16);
    this.udp.send(packet, this.udpFacts().port, '127.0.0.1');
  }

  udpFacts(): { port: number; key: string } {
    const facts = this.control.findLast((message) => message.udp !== undefined);
    return facts!.udp as { port: number; key: string };
  }

  async until(type: string, n = 1): Promise<Record<string, unknown>> {
    for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
      const found = this.control.filter((message) => message.type === type)[n - 1];
      if (found !== undefined) return found;
      if (this.broken !== undefined) throw new Error(this.broken);
      await sleep(5);
    }
    throw new Error(`no ${type} ${n}; had ${this.control.map((message) => message.type).join(', ')}`);
  }

  close(): void {
    this.socket.destroy();
    if (!this.#udpClosed) this.udp.close();
    this.#udpClosed = true;
  }

  /** Sequence numbers that arrived neither by TCP nor by UDP. */
  missing(): number[] {
    const came = new Set(this.sounds.map(({ sequence }) => sequence));
    const last = Math.max(...came);
    const all = Array.from({ length: last - Math.min(...came) + 1 }, (_, i) => Math.min(...came) + i);
    return all.filter((sequence) => !came.has(sequence));
  }

  #read(bytes: Buffer, way: 'tcp' | 'udp'): number {
    let at = 0;
    while (bytes.length - at >= 16) {
      if (bytes.readUInt32BE(at) !== MAGIC) {
        this.broken = `a packet was cut short (${way})`;
        this.socket.destroy();
        return at;
      }
      const length = bytes.readUInt32BE(at + 12);
      if (bytes.length - at < 16 + length) break;
      const payload = bytes.subarray(at + 16, at + 16 + length);
      const [type, flags] = [bytes[at + 6]!, bytes[at + 7]!];
      if (type === 2) {
        this.versions.push(bytes.readUInt16BE(at + 4));
        this.control.push(JSON.parse(payload.toString()) as Record<string, unknown>);
      } else if (type === 1) this.#sound(flags, payload, way);
      else if (type === 3) this.#parity(payload);
      else this.broken = `type ${type}`;
      at += 16 + length;
    }
    return at;
  }

  #sound(flags: number, payload: Buffer, way: Sound['way']): void {
    const frames = payload.readUInt16BE(2);
    const sequence = payload.readUInt32BE(4);
    const first = Number(payload.readBigInt64BE(8));
    if (this.#payloads.has(sequence)) {
      this.twice++;
      return;
    }
    this.#payloads.set(sequence, { flags, payload: Buffer.from(payload) });
    const bytes = flags & 2 ? 2 : 4;
    if ((flags & 4) === 0 && payload.length !== 28 + frames * 2 * bytes)
      this.broken = `${payload.length} bytes for ${frames} frames`;
    const sample = (i: number) =>
      bytes === 2 ? payload.readInt16BE(28 + i * 2) : payload.readFloatBE(28 + i * 4) * 32_768;
    for (let i = 0; (flags & 4) === 0 && i < frames; i++) {
      const silence = this.sounds.length === 0 && sample(i * 2) === 0 && sample(i * 2 + 1) === 0;
      const value = counting(first + i);
      if (!silence && (sample(i * 2) !== value || sample(i * 2 + 1) !== -value)) this.wrong++;
    }
    this.sounds.push({
      flags,
      epoch: payload.readUInt16BE(0),
      frames,
      sequence,
      first,
      captureUs: Number(payload.readBigInt64BE(16)),
      sampleRate: payload.readUInt32BE(24),
      way,
      body: Buffer.from(payload.subarray(28)),
    });
  }

  #parity(payload: Buffer): void {
    const parity: Parity = {
      first: payload.readUInt32BE(0),
      count: payload[4]!,
      flags: payload[5]!,
      xor: Buffer.from(payload.subarray(8)),
    };
    const group = Array.from({ length: parity.count }, (_, n) => parity.first + n);
    const missing = group.filter((sequence) => !this.#payloads.has(sequence));
    if (missing.length !== 1) return;
    for (const sequence of group) {
      const came = this.#payloads.get(sequence);
      if (came === undefined) continue;
      parity.flags ^= came.flags;
      for (let i = 0; i < parity.xor.length; i++) parity.xor[i]! ^= came.payload[i]!;
    }
    this.#sound(parity.flags, parity.xor, 'mended');
  }
}

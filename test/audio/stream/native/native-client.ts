/** A protocol-2 client for tests of the stream service. It has its own small reader and uses no code of the product. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE_MS } from '../../../harness/patience.js';
import { rawCounting } from '../fake-mixer.js';

const MAGIC = 0xa1d10a7c;

export interface RawPacket {
  readonly flags: number;
  readonly position: number;
  readonly mask: number;
  readonly samples: Buffer;
}

export function controlPacket(message: Record<string, unknown>, version = 2): Buffer {
  const payload = Buffer.from(JSON.stringify({ ...message, timestamp: Date.now() }));
  const header = Buffer.alloc(16);
  header.writeUInt32BE(MAGIC, 0);
  header.writeUInt16BE(version, 4);
  header[6] = 2;
  header[7] = 0x80;
  header.writeUInt32BE(payload.length, 12);
  return Buffer.concat([header, payload]);
}

export function handshake(uuid: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 'handshake',
    client_id: uuid,
    client_type: 'android',
    protocol_version: 2,
    rf_mode: true,
    persistent: true,
    auto_reconnect: true,
    optimized: true,
    ...more,
  };
}

export class NativeEar {
  readonly socket: Socket;
  readonly control: Record<string, unknown>[] = [];
  packets = 0;
  frames = 0;
  wrong = 0;
  gaps = 0;
  last: RawPacket | undefined;
  broken: string | undefined;
  ended = false;
  #bytes = Buffer.alloc(0);
  #next: number | undefined;

  /** `from`: its own address, one of 127.0.0.0/8. */
  constructor(port: number, from = '127.0.0.1') {
    this.socket = connect({ port, host: '127.0.0.1', localAddress: from, noDelay: true });
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => {
      this.ended = true;
    });
    this.socket.on('data', (chunk) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#read();
    });
  }

  /** Connects, introduces itself, and waits for the mix. */
  static async join(
    port: number,
    uuid: string,
    channels?: number[],
    format?: string,
    from?: string,
  ): Promise<NativeEar> {
    const ear = new NativeEar(port, from);
    await once(ear.socket, 'connect');
    ear.send(handshake(uuid, { audio_format: format }));
    await ear.until('mix_state');
    if (channels !== undefined) {
      ear.send({ type: 'subscribe', client_id: uuid, channels, rf_mode: true, persistent: true });
      await ear.until('subscription_confirmed');
    }
    return ear;
  }

  send(message: Record<string, unknown>): void {
    this.socket.write(controlPacket(message));
  }

  /** The `n`-th message of a type. */
  async until(type: string, n = 1): Promise<Record<string, unknown>> {
    for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
      const found = this.control.filter((message) => message.type === type)[n - 1];
      if (found !== undefined) return found;
      if (this.broken !== undefined) throw new Error(this.broken);
      await sleep(5);
    }
    throw new Error(`no ${type} ${n}; had ${this.control.map((message) => message.type).join(', ')}`);
  }

  #read(): void {
    let at = 0;
    while (this.#bytes.length - at >= 16) {
      if (this.#bytes.readUInt32BE(at) !== MAGIC || this.#bytes.readUInt16BE(at + 4) !== 2) {
        this.broken = 'a packet was cut short';
        this.socket.destroy();
        return;
      }
      const length = this.#bytes.readUInt32BE(at + 12);
      if (this.#bytes.length - at < 16 + length) break;
      const payload = this.#bytes.subarray(at + 16, at + 16 + length);
      if (this.#bytes[at + 6] === 2) this.control.push(JSON.parse(payload.toString()) as Record<string, unknown>);
      else this.#audio(payload, this.#bytes[at + 7]!);
      at += 16 + length;
    }
    this.#bytes = this.#bytes.subarray(at);
  }

  #audio(payload: Buffer, flags: number): void {
    const position = Number(payload.readBigInt64BE(0));
    const mask = payload.readUInt32BE(8);
    const channels = Array.from({ length: 32 }, (_, n) => n).filter((n) => (mask >>> n) & 1);
    const bytes = flags & 2 ? 2 : 4;
    const samples = payload.subarray(12);
    const frames = samples.length / (channels.length * bytes);
    if (!Number.isInteger(frames) || frames > 480 || mask === 0) this.broken = `${samples.length} bytes, mask ${mask}`;
    if (this.#next !== undefined && position !== this.#next) this.gaps++;
    for (let frame = 0; frame < frames; frame++) {
      for (let lane = 0; lane < channels.length; lane++) {
        const at = (frame * channels.length + lane) * bytes;
        const value = bytes === 2 ? samples.readInt16BE(at) : samples.readFloatBE(at) * 32_768;
        if (value !== rawCounting(channels[lane]!, position + frame)) this.wrong++;
      }
    }
    this.#next = position + frames;
    this.packets++;
    this.frames += frames;
    this.last = { flags, position, mask, samples };
  }
}

/**
 * Clients of the native protocol for benchmarks, written from its document. The box plays
 * a counting recording. Each client counts its packets, the frames missing by the packets'
 * own positions, and samples that do not follow the one before.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Device } from '../../harness/box.js';
import { writePcmWav } from '../../harness/pcm-wav.js';

export const INPUTS = 8;
const MAGIC = 0xa1d10a7c;
/**
 * Frames of the recording, a prime: its seam falls elsewhere in every packet. Values −10,000…10,010: below the
 * limiter's ceiling.
 */
const LENGTH = 20_011;
const LOWEST = -10_000;

/** Every channel counts, each from another place, and continues where the recording begins again. */
export function countingInputs(path: string): void {
  writePcmWav(path, { rate: 48_000, channels: INPUTS, frames: LENGTH }, (n, channel) => {
    return ((n + channel * 1_009) % LENGTH) + LOWEST;
  });
}

export function control(json: Record<string, unknown>, version = 2): Buffer {
  const payload = Buffer.from(JSON.stringify(json));
  const header = Buffer.alloc(16);
  header.writeUInt32BE(MAGIC, 0);
  header.writeUInt16BE(version, 4);
  header[6] = 2;
  header.writeUInt32BE(payload.length, 12);
  return Buffer.concat([header, payload]);
}

export function handshake(uuid: string, more: Record<string, unknown> = {}): Buffer {
  return control({ type: 'handshake', client_id: uuid, client_type: 'android', protocol_version: 2, ...more });
}

export class Ear {
  readonly socket: Socket;
  frames = 0;
  missing = 0;
  broken = 0;
  /** Samples that do not follow the one before. */
  wrong = 0;
  readonly types: string[] = [];
  readonly messages: Record<string, unknown>[] = [];
  #bytes: Buffer = Buffer.alloc(0);
  #next: number | undefined;
  readonly #last: number[] = [];
  #lanes = 0;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('error', () => undefined);
    this.socket.on('data', (chunk) => this.#read(chunk));
  }

  async until(type: string): Promise<void> {
    while (!this.types.includes(type)) await once(this.socket, 'data');
  }

  /** Judges from here on. */
  judge(): void {
    [this.frames, this.missing, this.wrong] = [0, 0, 0];
  }

  #read(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    let at = 0;
    while (this.#bytes.length - at >= 16) {
      if (this.#bytes.readUInt32BE(at) !== MAGIC) {
        this.broken++;
        this.socket.destroy();
        return;
      }
      const end = at + 16 + this.#bytes.readUInt32BE(at + 12);
      if (end > this.#bytes.length) break;
      this.#packet(this.#bytes.subarray(at, end));
      at = end;
    }
    this.#bytes = this.#bytes.subarray(at);
  }

  #packet(packet: Buffer): void {
    const [version, type] = [packet.readUInt16BE(4), packet[6]];
    if (type === 2) {
      const message = JSON.parse(packet.toString('utf8', 16)) as Record<string, unknown>;
      this.types.push(String(message.type));
      this.messages.push(message);
      return;
    }
    const first = Number(packet.readBigInt64BE(version === 3 ? 24 : 16));
    const frames = version === 3 ? packet.readUInt16BE(18) : 480;
    if (this.#next !== undefined && first !== this.#next) this.missing += Math.abs(first - this.#next);
    this.#next = first + frames;
    this.frames += frames;
    // With version 3 only the left side counts: the mix is hard left.
    if (version === 3) this.#compare(packet, 44, frames, 2, 1);
    else this.#compare(packet, 28, frames, (packet.length - 28) / frames / 2, undefined);
  }

  #compare(packet: Buffer, start: number, frames: number, lanes: number, judged = lanes): void {
    if (lanes !== this.#lanes) this.#last.length = 0;
    this.#lanes = lanes;
    for (let lane = 0; lane < judged; lane++) {
      let last = this.#last[lane];
      for (let n = 0, at = start + lane * 2; n < frames; n++, at += lanes * 2) {
        const value = packet.readInt16BE(at);
        if (last !== undefined && value !== last + 1 && !(value === LOWEST && last === LOWEST + LENGTH - 1))
          this.wrong++;
        last = value;
      }
      this.#last[lane] = last!;
    }
  }
}

/** A client of protocol 2 that hears `channels`. */
export async function rawListener(port: number, uuid: string, channels: readonly number[]): Promise<Ear> {
  const ear = new Ear(port);
  ear.socket.write(handshake(uuid));
  await ear.until('mix_state');
  ear.socket.write(control({ type: 'subscribe', client_id: uuid, channels }));
  await ear.until('subscription_confirmed');
  return ear;
}

/** A client of protocol 3 whose mix is channel 0 alone, hard left, at unity: its left side is the recording itself. */
export async function mixListener(port: number, { uuid, token }: Device, frames: number): Promise<Ear> {
  const ear = new Ear(port);
  ear.socket.write(handshake(uuid, { protocol_version: 3, token, audio: { frames } }));
  await ear.until('handshake_response');
  const others = Array.from({ length: INPUTS - 1 }, (_, n) => ({ p: 'on', ch: n + 1, v: false }));
  const own = [
    { p: 'gain', ch: 0, v: 1 },
    { p: 'pan', ch: 0, v: -1 },
  ];
  const payload = { op: 'bench', set: [...others, ...own] };
  ear.socket.write(control({ type: 'publish', topic: `sb/1/cmd/mix/${uuid}`, payload }, 3));
  await ear.until('message');
  return ear;
}

/** Half of each protocol, one after another. */
export async function thirtyTwo(
  port: number,
  join: (name: string) => Promise<Device>,
): Promise<{ raw: Ear[]; mixed: Ear[] }> {
  const [raw, mixed]: [Ear[], Ear[]] = [[], []];
  for (let i = 0; i < 16; i++) {
    const channels = Array.from({ length: 1 + (i % INPUTS) }, (_, n) => n);
    raw.push(await rawListener(port, `raw-${i}`, channels));
    mixed.push(await mixListener(port, await join(`mixed ${i}`), 240));
  }
  return { raw, mixed };
}

export function percentiles(values: number[]): string {
  values.sort((a, b) => a - b);
  const at = (part: number) => values[Math.floor(part * (values.length - 1))]!.toFixed(2);
  return `${at(0.5)} | ${at(0.99)} | ${at(1)}`;
}

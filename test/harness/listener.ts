/** A web listener written from the contract alone (without code of the product), for tests that judge what arrives. */
import { WebSocket } from 'ws';
import type { Box, Device } from './box.js';

export interface Packet {
  readonly flags: number;
  readonly epoch: number;
  readonly frames: number;
  readonly sequence: number;
  readonly sampleRate: number;
  readonly first: number;
  readonly captureMs: number;
  /** Interleaved stereo. */
  readonly samples: Int16Array;
}

function decode(data: Buffer): { type: number; packet: Packet; json: unknown } {
  if (data.length < 32 || data[0] !== 1)
    throw new Error(`not a packet of version 1: ${data.subarray(0, 32).toString('hex')}`);
  const type = data[1]!;
  const body = data.subarray(32);
  if (data[2] !== 0) throw new Error(`codec ${data[2]}`);
  const frames = data.readUInt16LE(6);
  if (type === 0 && body.length !== frames * 4) throw new Error(`${frames} frames announced, ${body.length} bytes`);
  return {
    type,
    json: type === 0 || body.length === 0 ? undefined : JSON.parse(body.toString()),
    packet: {
      flags: data[3]!,
      epoch: data.readUInt16LE(4),
      frames,
      sequence: data.readUInt32LE(8),
      sampleRate: data.readUInt32LE(12),
      first: data.readDoubleLE(16),
      captureMs: data.readDoubleLE(24),
      samples:
        type === 0
          ? new Int16Array(body.buffer.slice(body.byteOffset, body.byteOffset + body.length))
          : new Int16Array(0),
    },
  };
}

export class WebListener {
  readonly socket: WebSocket;
  readonly opened: Promise<void>;
  readonly closed: Promise<{ code: number; reason: string }>;
  onPacket: ((packet: Packet) => void) | undefined;
  onOther: ((type: number, json: unknown) => void) | undefined;
  packets = 0;

  constructor(
    box: Pick<Box, 'audioPort'>,
    device: Pick<Device, 'uuid' | 'token'>,
    options: { frames?: number; mix?: string; from?: string } = {},
  ) {
    const query = new URLSearchParams({ device: device.uuid, token: device.token });
    if (options.frames !== undefined) query.set('frames', String(options.frames));
    if (options.mix !== undefined) query.set('mix', options.mix);
    this.socket = new WebSocket(`ws://127.0.0.1:${box.audioPort}/audio?${query}`, {
      perMessageDeflate: false,
      ...(options.from === undefined ? {} : { localAddress: options.from }),
    });
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('open', () => resolve());
      this.socket.once('unexpected-response', (_request, response) =>
        reject(new Error(`status ${response.statusCode}`)),
      );
      this.socket.on('error', reject);
    });
    this.opened.catch(() => undefined);
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    this.socket.on('message', (data: Buffer) => {
      const message = decode(data);
      if (message.type !== 0) return this.onOther?.(message.type, message.json);
      this.packets++;
      this.onPacket?.(message.packet);
    });
  }

  /** Collects whole packets until `seconds` of sound arrived, starting with the next. */
  record(seconds: number): Promise<Packet[]> {
    const packets: Packet[] = [];
    let frames = 0;
    return new Promise((resolve, reject) => {
      void this.closed.then(({ code }) => reject(new Error(`closed ${code} while recording`)));
      this.onPacket = (packet) => {
        packets.push(packet);
        frames += packet.frames;
        if (frames < seconds * packet.sampleRate) return;
        this.onPacket = undefined;
        resolve(packets);
      };
    });
  }

  /** Stops reading packets (the socket stays open). */
  stall(): void {
    this.socket.pause();
  }

  close(): void {
    this.socket.close();
  }

  die(): void {
    this.socket.terminate();
  }
}

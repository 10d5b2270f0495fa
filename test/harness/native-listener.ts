/** A protocol-2 client written from the protocol page alone (without code of the product). */
import { connect, type Socket } from 'node:net';
import type { Box } from './box.js';
import { PATIENCE_MS } from './patience.js';

const MAGIC = 0xa1d10a7c;

export interface NativeAudio {
  readonly position: number;
  readonly mask: number;
  readonly frames: number;
  /** Sample of the `lane`-th subscribed channel. */
  int16(frame: number, lane: number): number;
  float32(frame: number, lane: number): number;
}

export interface NativeOptions {
  readonly uuid: string;
  readonly channels: readonly number[];
  readonly format: 'int16' | 'float32';
}

export class NativeListener {
  readonly socket: Socket;
  readonly control: Record<string, unknown>[] = [];
  readonly closed: Promise<void>;
  onAudio: ((audio: NativeAudio) => void) | undefined;
  onControl: ((message: Record<string, unknown>) => void) | undefined;
  #buffer = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('data', (chunk) => {
      this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
      this.#parse();
    });
  }

  static async connect(
    box: Pick<Box, 'nativePort'>,
    options: NativeOptions,
    host = '127.0.0.1',
    from?: string,
  ): Promise<NativeListener> {
    const socket = connect({ port: box.nativePort, host, ...(from === undefined ? {} : { localAddress: from }) });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    const listener = new NativeListener(socket);
    listener.send({
      type: 'handshake',
      client_id: options.uuid,
      device_uuid: options.uuid,
      client_type: 'android',
      protocol_version: 2,
      rf_mode: true,
      persistent: true,
      auto_reconnect: true,
      optimized: true,
      audio_format: options.format,
    });
    const refused = listener.closed.then(() => {
      throw new Error('the box closed the connection');
    });
    await Promise.race([listener.until('mix_state'), refused]);
    listener.send({
      type: 'subscribe',
      client_id: options.uuid,
      channels: options.channels,
      rf_mode: true,
      persistent: true,
      audio_format: options.format,
    });
    await Promise.race([listener.until('subscription_confirmed'), refused]);
    return listener;
  }

  send(message: Record<string, unknown>): void {
    const payload = Buffer.from(JSON.stringify({ ...message, timestamp: Date.now() }));
    const header = Buffer.alloc(16);
    header.writeUInt32BE(MAGIC, 0);
    header.writeUInt16BE(2, 4);
    header[6] = 2;
    header[7] = 0x80;
    header.writeUInt32BE(Date.now() % 2 ** 32, 8);
    header.writeUInt32BE(payload.length, 12);
    this.socket.write(Buffer.concat([header, payload]));
  }

  /** The next control message of a type (or an earlier one). */
  async until(type: string): Promise<Record<string, unknown>> {
    const had = this.control.find((message) => message.type === type);
    if (had) return had;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no ${type} came; had ${this.control.map((m) => m.type).join(', ')}`)),
        PATIENCE_MS,
      );
      void this.closed.then(() => {
        clearTimeout(timer);
        reject(new Error(`closed before ${type} came`));
      });
      const before = this.onControl;
      this.onControl = (message) => {
        before?.(message);
        if (message.type !== type) return;
        clearTimeout(timer);
        this.onControl = before;
        resolve(message);
      };
    });
  }

  close(): void {
    this.socket.destroy();
  }

  #parse(): void {
    let at = 0;
    while (this.#buffer.length - at >= 16) {
      const magic = this.#buffer.readUInt32BE(at);
      if (magic !== MAGIC || this.#buffer.readUInt16BE(at + 4) !== 2)
        throw new Error(`wrong magic ${magic.toString(16)}: a packet was cut short`);
      const length = this.#buffer.readUInt32BE(at + 12);
      if (this.#buffer.length - at < 16 + length) break;
      const payload = this.#buffer.subarray(at + 16, at + 16 + length);
      if (this.#buffer[at + 6] === 2) {
        const message = JSON.parse(payload.toString()) as Record<string, unknown>;
        this.control.push(message);
        this.onControl?.(message);
      } else {
        this.onAudio?.(audio(payload, this.#buffer[at + 7]!));
      }
      at += 16 + length;
    }
    this.#buffer = this.#buffer.subarray(at);
  }
}

function audio(payload: Buffer, flags: number): NativeAudio {
  const mask = payload.readUInt32BE(8);
  let lanes = 0;
  for (let bits = mask; bits !== 0; bits &= bits - 1) lanes++;
  const bytes = flags & 2 ? 2 : 4;
  const frames = (payload.length - 12) / (lanes * bytes);
  if (!Number.isInteger(frames) || frames > 480) throw new Error(`${payload.length} bytes for ${lanes} channels`);
  return {
    position: Number(payload.readBigInt64BE(0)),
    mask,
    frames,
    int16: (frame, lane) => payload.readInt16BE(12 + (frame * lanes + lane) * 2),
    float32: (frame, lane) => payload.readFloatBE(12 + (frame * lanes + lane) * 4),
  };
}

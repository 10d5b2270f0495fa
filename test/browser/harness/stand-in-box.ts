/**
 * A small server that speaks the web-audio contract, so that the player can be tested alone: any signal, any clock, any
 * fault. Written from the contract; it shares no code with the box.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { seeded } from '../../harness/seeded.js';

export interface StandInOptions {
  /** Sample of frame `index`, −1…1. */
  readonly signal: (index: number) => readonly [left: number, right: number];
  /** How much faster than real time, parts per million. */
  readonly driftPpm?: number;
  readonly sampleRate?: number;
  /** Share of packets dropped, seeded. */
  readonly loss?: number;
  /** path → [content type, body]. */
  readonly files?: Readonly<Record<string, readonly [type: string, body: string]>>;
}

interface Client {
  readonly socket: WebSocket;
  readonly device: string;
  readonly frames: number;
  next: number;
  sequence: number;
  dropped: boolean;
}

/** Monotonic ms, like the box's. */
function nowMs(): number {
  return performance.now();
}

export class StandInBox {
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #clients = new Set<Client>();
  readonly #options: StandInOptions;
  readonly #rate: number;
  #timer: NodeJS.Timeout | undefined;
  #startedMs = nowMs();
  readonly #random = seeded(1);
  /** The source is gone: only keep-alives. */
  silent = false;
  /** Nothing at all is sent. */
  frozen = false;
  epoch = 1;
  port = 0;
  connections = 0;
  readonly reports: Record<string, unknown>[] = [];

  private constructor(options: StandInOptions) {
    this.#options = options;
    this.#rate = options.sampleRate ?? 48_000;
    this.#server = createServer((request, response) => {
      const file = options.files?.[new URL(request.url ?? '/', 'http://box').pathname];
      response.writeHead(file ? 200 : 404, { 'content-type': file?.[0] ?? 'text/plain', 'cache-control': 'no-store' });
      response.end(file?.[1] ?? 'not here');
    });
    this.#server.on('upgrade', (request, socket, head) => {
      const query = new URL(request.url ?? '/', 'http://box').searchParams;
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#join(webSocket, query));
    });
  }

  static async start(options: StandInOptions, port = 0): Promise<StandInBox> {
    const box = new StandInBox(options);
    await new Promise<void>((resolve) => box.#server.listen(port, '127.0.0.1', resolve));
    box.port = (box.#server.address() as AddressInfo).port;
    box.#timer = setInterval(() => box.#pump(), 2);
    return box;
  }

  get listeners(): number {
    return this.#clients.size;
  }

  /** Index of the frame that is being captured now. */
  get frame(): number {
    return this.#now();
  }

  /** Capture time of frame `index`, as `performance.timeOrigin + performance.now()` of this process shows it. */
  captureWallMs(index: number): number {
    return performance.timeOrigin + this.#startedMs + (index * 1000) / this.#pace();
  }

  /** The stream starts anew, as after a change of source. */
  restartStream(): void {
    this.epoch++;
    this.#startedMs = nowMs();
    for (const client of this.#clients) client.next = 0;
  }

  closeAll(code: number): void {
    for (const client of this.#clients) client.socket.close(code);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    for (const client of this.#clients) client.socket.terminate();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Frames per second of real time. */
  #pace(): number {
    return this.#rate * (1 + (this.#options.driftPpm ?? 0) * 1e-6);
  }

  #now(): number {
    return Math.floor(((nowMs() - this.#startedMs) * this.#pace()) / 1000);
  }

  #join(socket: WebSocket, query: URLSearchParams): void {
    const frames = Number(query.get('frames') ?? 480);
    const device = query.get('device') ?? '';
    for (const other of this.#clients) if (other.device === device) other.socket.close(4409);
    const client: Client = { socket, device, frames, next: this.#now(), sequence: 0, dropped: false };
    this.#clients.add(client);
    this.connections++;
    (socket as unknown as { _socket?: { setNoDelay(on: boolean): void } })._socket?.setNoDelay(true);
    socket.on('close', () => this.#clients.delete(client));
    socket.on('error', () => undefined);
    socket.on('message', (data) => {
      const report = JSON.parse(data.toString()) as Record<string, unknown>;
      this.reports.push(report);
      if (!this.frozen) socket.send(this.#json(client, 2, { t0: report.t0, t1: nowMs() }));
    });
    socket.send(this.#json(client, 1, { sampleRate: this.#rate }));
  }

  #pump(): void {
    if (this.frozen) return;
    const now = this.#now();
    for (const client of this.#clients) {
      while (client.next + client.frames <= now) {
        if (this.silent) {
          client.next += client.frames;
          if (client.next % 24_000 < client.frames) client.socket.send(this.#json(client, 3, {}));
        } else {
          this.#send(client);
        }
      }
    }
  }

  #send(client: Client): void {
    const first = client.next;
    client.next += client.frames;
    client.sequence++;
    if (this.#random() < (this.#options.loss ?? 0)) {
      client.dropped = true;
      return;
    }
    const message = Buffer.alloc(32 + client.frames * 4);
    this.#header(message, client, 0, first, this.#startedMs + ((client.next - 1) * 1000) / this.#pace());
    message[3] = client.dropped ? 2 : 0;
    client.dropped = false;
    message.writeUInt16LE(client.frames, 6);
    for (let i = 0; i < client.frames; i++) {
      const [left, right] = this.#options.signal(first + i);
      message.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(left * 32_768))), 32 + i * 4);
      message.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(right * 32_768))), 34 + i * 4);
    }
    client.socket.send(message);
  }

  #json(client: Client, type: number, value: unknown): Buffer {
    const body = Buffer.from(JSON.stringify(value));
    const message = Buffer.concat([Buffer.alloc(32), body]);
    this.#header(message, client, type, client.next, nowMs());
    return message;
  }

  #header(message: Buffer, client: Client, type: number, first: number, captureMs: number): void {
    message[0] = 1;
    message[1] = type;
    message.writeUInt16LE(this.epoch, 4);
    message.writeUInt32LE(client.sequence, 8);
    message.writeUInt32LE(this.#rate, 12);
    message.writeDoubleLE(first, 16);
    message.writeDoubleLE(captureMs, 24);
  }
}

/**
 * Native clients over TCP: accepts, introduces, replaces, serves, closes. Stream worker only.
 */
import { createServer, type Server } from 'node:net';
import { monotonicMs } from '../clock.js';
import type { ListenerEvent, ListenerStats, NativeGrant, NativeHello, Refusal } from '../engine-api.js';
import type { SourceDescription } from '../format.js';
import type { Mix } from '../mixer/mix.js';
import type { SocketTuning } from '../source/node-alsa-capture/socket-tuning.js';
import { listenError } from './listen-error.js';
import { type Greeting, NativeConnection } from './native-connection.js';
import type { NativeSession } from './native-session.js';
import { parseFormat } from './native-v2-messages.js';
import { RawSession, type RawSurroundings } from './raw-session.js';
import type { LeftReason } from './web-server.js';

/** A client that connects and says nothing is closed after this, ms. */
const GREETING_MS = 5_000;
/** Connections that have not said who they are, at once; more are turned away at the door. */
const MAX_GREETING = 256;
/** How often closed connections are told of, ms. */
const TELL_FAULTS_MS = 60_000;

export interface NativeHost {
  readonly raw: Omit<RawSurroundings, 'fail' | 'wake'>;
  readonly tuning: SocketTuning | undefined;
  askNative(hello: NativeHello): Promise<NativeGrant | Refusal>;
  event(event: ListenerEvent): void;
  warn(line: string): void;
  /** Look whether something is due. */
  wake(): void;
}

type Reason = LeftReason;

export class NativeServer {
  readonly #host: NativeHost;
  readonly #server: Server;
  readonly #connections = new Set<NativeConnection>();
  readonly #byDevice = new Map<string, NativeConnection>();
  readonly #reasons = new WeakMap<NativeConnection, Reason>();
  readonly #faults = new Map<string, number>();
  #faultsToldMs = 0;

  constructor(host: NativeHost) {
    this.#host = host;
    this.#server = createServer({ noDelay: true }, (socket) => {
      const greeting = [...this.#connections].filter((connection) => connection.greeting).length;
      if (greeting >= MAX_GREETING) socket.destroy();
      else this.#connections.add(new NativeConnection(socket, this.#connectionHost));
    });
    this.#server.on('error', () => undefined);
  }

  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException) => reject(listenError(host, port, error.code));
      this.#server.once('error', failed);
      this.#server.listen({ host, port, exclusive: true }, () => {
        this.#server.off('error', failed);
        resolve((this.#server.address() as { port: number }).port);
      });
    });
  }

  get dueAt(): number {
    let due = Number.POSITIVE_INFINITY;
    for (const { session } of this.#byDevice.values()) if (session !== undefined) due = Math.min(due, session.dueAt);
    return due;
  }

  pump(nowMs: number): void {
    for (const { session } of this.#byDevice.values()) session?.pump(nowMs);
  }

  tick(nowMs: number): void {
    for (const connection of this.#connections) {
      if (connection.greeting && nowMs - connection.openedMs >= GREETING_MS) connection.fail('handshake_timeout');
      else if (connection.session !== undefined) this.#judge(connection, connection.session, nowMs);
    }
    this.#tellFaults(nowMs);
  }

  mixChanged(device: string, mix: Mix): void {
    this.#byDevice.get(device)?.session?.mixChanged(mix);
  }

  sourceChanged(source: SourceDescription): void {
    for (const { session } of this.#byDevice.values()) session?.sourceChanged(source);
  }

  disconnect(device: string): void {
    const connection = this.#byDevice.get(device);
    if (connection !== undefined) this.#end(connection, 'kicked');
  }

  stats(nowMs: number): ListenerStats[] {
    return [...this.#byDevice.values()].flatMap(({ session }) => (session === undefined ? [] : [session.stats(nowMs)]));
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of this.#connections) connection.close();
    await closed;
  }

  readonly #connectionHost = {
    welcome: (connection: NativeConnection, greeting: Greeting) => this.#welcome(connection, greeting),
    freed: (connection: NativeConnection) => {
      connection.session?.pump(monotonicMs());
      this.#host.wake();
    },
    closed: (connection: NativeConnection) => this.#closed(connection),
  };

  async #welcome(
    connection: NativeConnection,
    { hello, json }: Greeting,
  ): Promise<NativeSession | { code: string; message: string }> {
    const format = parseFormat(json);
    if (!format.ok) return format;
    const grant = await this.#host.askNative(hello);
    if (!grant.ok) return grant;
    if (!this.#connections.has(connection)) return { code: 'aborted', message: 'the client went away' };
    const older = this.#byDevice.get(grant.device);
    if (older !== undefined) this.#end(older, 'replaced');
    connection.outlet.watch(this.#host.tuning);
    const around: RawSurroundings = {
      ...this.#host.raw,
      wake: () => this.#host.wake(),
      fail: () => connection.fail('too_much_unread'),
    };
    const session = new RawSession(
      around,
      connection.outlet,
      { checked: hello, json, format: format.value ?? 'int16' },
      grant,
      monotonicMs(),
    );
    this.#byDevice.set(grant.device, connection);
    const { device } = grant;
    this.#host.event({ type: 'joined', device, mix: device, kind: 'native', address: connection.address });
    queueMicrotask(() => this.#host.wake());
    return session;
  }

  #judge(connection: NativeConnection, session: NativeSession, nowMs: number): void {
    const fate = session.tick(nowMs);
    if (fate === 'close') this.#end(connection, 'stalled');
    else if (fate !== 'keep') this.#host.event({ type: fate, device: session.device, kind: 'native' });
  }

  #end(connection: NativeConnection, reason: Reason): void {
    this.#reasons.set(connection, reason);
    connection.close();
  }

  #closed(connection: NativeConnection): void {
    this.#connections.delete(connection);
    if (connection.fault !== undefined)
      this.#faults.set(connection.fault, (this.#faults.get(connection.fault) ?? 0) + 1);
    for (const [device, one] of this.#byDevice) {
      if (one !== connection) continue;
      this.#byDevice.delete(device);
      connection.session?.leave();
      const reason = this.#reasons.get(connection) ?? (connection.fault === undefined ? 'closed' : 'error');
      this.#host.event({ type: 'left', device, kind: 'native', reason });
    }
  }

  /** Once a minute at most: somebody may be sending garbage for fun. */
  #tellFaults(nowMs: number): void {
    if (this.#faults.size === 0 || nowMs - this.#faultsToldMs < TELL_FAULTS_MS) return;
    this.#faultsToldMs = nowMs;
    const counts = [...this.#faults].map(([fault, count]) => `${count} × ${fault}`).join(', ');
    this.#faults.clear();
    this.#host.warn(`native connections closed for what they sent: ${counts}`);
  }
}

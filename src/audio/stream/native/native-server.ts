/**
 * Native clients over TCP: accepts them, lets them in, serves and replaces them, and closes them. Stream worker only.
 */
import { createServer, type Server } from 'node:net';
import type { SocketTuning } from '../../../addon/sockets/socket-tuning.js';
import { plainAddress } from '../../../base/address.js';
import type { FaultSink } from '../../../base/barrier.js';
import { monotonicMs } from '../../../base/clock.js';
import { admitSocket, type ConnectionLimit, type ConnectionPlace } from '../../../net/connection-limit.js';
import { openPort } from '../../../net/open-port.js';
import { markVoice } from '../../../net/socket-buffers.js';
import type { Mix } from '../../../wire/mix.js';
import type { ListenerEvent, ListenerStats, NativeGrant, NativeHello, Refusal } from '../../engine-api.js';
import type { SourceDescription } from '../../format.js';
import type { Histogram } from '../../shared/histogram.js';
import type { ListenerPlan } from '../sound-form.js';
import type { LeftReason } from '../web/web-server.js';
import { pickEvicted } from './doorstep.js';
import { FaultCounts } from './fault-counts.js';
import { type Greeting, NativeConnection, type NativeConnectionDeps } from './native-connection.js';
import type { NativeSession } from './native-session.js';
import { NativeSessions, type NativeSessionsDeps } from './native-sessions.js';
import { parseFormat } from './native-v2-messages.js';
import { DEFAULT_AUDIO, parseAudioSettings } from './native-v3-messages.js';
import { UdpPort } from './udp-port.js';

/** A client that connects but sends no handshake is closed after this, ms. */
const GREETING_MS = 5_000;

export interface NativeServerDeps extends NativeSessionsDeps {
  readonly tuning: SocketTuning | undefined;
  /** Shared by all servers of this thread. */
  readonly connections: ConnectionLimit;
  /** From a handshake's arrival to its answer: new devices, and devices known before. */
  readonly connectTime: Histogram;
  readonly restoreTime: Histogram;
  /** `connection`: the number by which control knows this client (version 3). */
  askNative(hello: NativeHello, connection: number): Promise<NativeAnswer>;
  /** A client was let in, but has left meanwhile: returns what was granted. */
  forsake(grant: NativeAnswer, connection: number): void;
  /** A connection that was let in has ended. */
  gone(connection: number): void;
  /** `sinceMs`: when it was noticed, monotonic; default now. */
  event(event: ListenerEvent, sinceMs?: number): void;
  warn(line: string): void;
  /** Gets the error of a handler that failed at one message. */
  readonly fault: FaultSink;
}

/** A grant for version 3 has a bus. */
export type NativeAnswer = Refusal | (NativeGrant & { readonly bus?: number });

const ELSEWHERE = {
  code: 'uuid_taken',
  message: 'a device with this uuid is connected from another address, and answers',
};

export class NativeServer {
  readonly #deps: NativeServerDeps;
  readonly #server: Server;
  readonly #connections = new Set<NativeConnection>();
  readonly #byDevice = new Map<string, NativeConnection>();
  readonly #reasons = new WeakMap<NativeConnection, LeftReason>();
  readonly #places = new WeakMap<NativeConnection, ConnectionPlace>();
  readonly #faults = new FaultCounts();
  readonly #udp: UdpPort;
  readonly #sessions: NativeSessions;
  readonly #warned = new Set<string>();
  #numbers = 0;

  /** `bindAddress`: the same as for `listen`. */
  constructor(deps: NativeServerDeps, bindAddress: string) {
    this.#deps = deps;
    this.#udp = new UdpPort(bindAddress, (key, address, port) => this.#sessions.hello(key, address, port), deps.fault);
    this.#sessions = new NativeSessions(deps, this.#udp, (line) => this.#warnOnce(line));
    const connectionDeps: NativeConnectionDeps = {
      welcome: (connection, greeting) => this.#welcome(connection, greeting),
      freed: (connection) => {
        connection.session?.pump(monotonicMs());
        deps.wake();
      },
      closed: (connection) => this.#closed(connection),
      fault: deps.fault,
    };
    this.#server = createServer({ noDelay: true }, (socket) => {
      const place = admitSocket(deps.connections, socket);
      if (place === undefined) return;
      const greeting = [...this.#connections].filter((one) => one.greeting);
      pickEvicted(plainAddress(socket.remoteAddress ?? ''), greeting)?.fail('too_many_waiting');
      const connection = new NativeConnection(socket, ++this.#numbers, connectionDeps);
      this.#connections.add(connection);
      this.#places.set(connection, place);
    });
    this.#server.on('error', () => undefined);
  }

  /** Opens the TCP port, and UDP on the same number if that is free. Resolves to the TCP port. */
  async listen(host: string, port: number): Promise<number> {
    const real = await openPort(this.#server, host, port);
    const udpPort = await this.#udp.listen(host, real);
    const datagrams = this.#deps.tuning?.findDatagrams(udpPort);
    if (datagrams !== undefined) this.#warnOnce(markVoice(this.#deps.tuning!, datagrams));
    return real;
  }

  #warnOnce(line: string | undefined): void {
    if (line === undefined || this.#warned.has(line)) return;
    this.#warned.add(line);
    this.#deps.warn(line);
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
    const faults = this.#faults.report(nowMs);
    if (faults !== undefined) this.#deps.warn(faults);
  }

  /** The box chose codec, frames and copies for this device. */
  follow(device: string, plan: ListenerPlan): void {
    this.#byDevice.get(device)?.session?.follow(plan);
  }

  mixChanged(device: string, mix: Mix): void {
    this.#byDevice.get(device)?.session?.mixChanged(mix);
  }

  sourceChanged(source: SourceDescription): void {
    for (const { session } of this.#byDevice.values()) session?.sourceChanged(source);
  }

  keepAlive(reason: string): void {
    for (const { session } of this.#byDevice.values()) session?.keepAlive(reason);
  }

  /** Sends a message of control to a client of version 3. */
  say(connection: number, topic: string, payload: unknown): void {
    this.#sessions.numbered(connection)?.say(topic, payload);
  }

  subscribed(connection: number, topics: readonly string[], refused: readonly string[]): void {
    this.#sessions.numbered(connection)?.subscribed(topics, refused);
  }

  disconnect(device: string): void {
    const connection = this.#byDevice.get(device);
    if (connection !== undefined) this.#end(connection, 'kicked');
  }

  /** All places are taken, and a device with a better claim gets this connection's. */
  displace(number: number | undefined): void {
    for (const connection of this.#byDevice.values())
      if (connection.number === number) this.#end(connection, 'displaced');
  }

  stats(nowMs: number): ListenerStats[] {
    return [...this.#byDevice.values()].flatMap(({ session }) => (session === undefined ? [] : [session.stats(nowMs)]));
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const connection of this.#connections) connection.close(connection.session?.farewell('stopping'));
    this.#udp.close();
    await closed;
  }

  async #welcome(
    connection: NativeConnection,
    { hello, json }: Greeting,
  ): Promise<NativeSession | { code: string; message: string }> {
    const format = parseFormat(json);
    if (!format.ok) return format;
    const audio = parseAudioSettings(hello.protocolVersion >= 3 ? json.audio : undefined, DEFAULT_AUDIO);
    if (!audio.ok) return audio;
    if (audio.value.transport === 'udp' && this.#udp.port === 0) {
      return { code: 'bad_value', message: 'audio.transport: this box has no UDP port' };
    }
    if (hello.token === undefined && this.#isElsewhere(hello.deviceUuid ?? hello.clientId, connection))
      return ELSEWHERE;
    const { transport, codec, frames, copies, adapt } = audio.value;
    const sound = hello.protocolVersion >= 3 ? { transport, codec, frames, copies, adapt } : undefined;
    const answer = await this.#deps.askNative({ ...hello, sound }, connection.number);
    if (!answer.ok) return answer;
    if (!this.#connections.has(connection)) {
      this.#deps.forsake(answer, connection.number);
      return { code: 'aborted', message: 'the client went away' };
    }
    const { device } = answer;
    if (answer.verified !== true && this.#isElsewhere(device, connection)) {
      this.#deps.forsake(answer, connection.number);
      return ELSEWHERE;
    }
    const older = this.#byDevice.get(device);
    if (older !== undefined) this.#end(older, 'replaced');
    this.#warnOnce(connection.outlet.watch(this.#deps.tuning));
    const session =
      answer.bus === undefined
        ? this.#sessions.raw(connection, json, format.value ?? 'int16', answer)
        : this.#sessions.mix(connection, audio.value, answer, answer.bus);
    const times = answer.restored ? this.#deps.restoreTime : this.#deps.connectTime;
    times.record((monotonicMs() - connection.heardMs) * 1000);
    this.#byDevice.set(device, connection);
    // From here on the places of sound decide, not the connection limits.
    this.#places.get(connection)?.vouch();
    const mixesItself = answer.bus === undefined;
    this.#deps.event({ type: 'joined', device, mix: device, kind: 'native', address: connection.address, mixesItself });
    queueMicrotask(() => this.#deps.wake());
    return session;
  }

  /**
   * Whether the device is connected from another address and answers there. Without
   * a token, a client cannot take it over.
   */
  #isElsewhere(device: string, connection: NativeConnection): boolean {
    const present = this.#byDevice.get(device);
    return present !== undefined && present.address !== connection.address && present.session?.stalled !== true;
  }

  #judge(connection: NativeConnection, session: NativeSession, nowMs: number): void {
    const fate = session.tick(nowMs);
    if (fate === 'close') this.#end(connection, 'stalled');
    else if (fate !== 'keep') this.#deps.event({ type: fate, device: session.device, kind: 'native' });
  }

  #end(connection: NativeConnection, reason: LeftReason): void {
    this.#reasons.set(connection, reason);
    connection.close(reason === 'stalled' ? undefined : connection.session?.farewell(reason));
  }

  #closed(connection: NativeConnection): void {
    const nowMs = monotonicMs();
    this.#connections.delete(connection);
    if (connection.fault !== undefined) this.#faults.add(connection.fault);
    for (const [device, one] of this.#byDevice) {
      if (one !== connection) continue;
      this.#byDevice.delete(device);
      connection.session?.leave();
      this.#sessions.forget(connection.number);
      this.#deps.gone(connection.number);
      const reason = this.#reasons.get(connection) ?? (connection.fault === undefined ? 'closed' : 'error');
      this.#deps.event({ type: 'left', device, kind: 'native', reason }, nowMs);
    }
  }
}

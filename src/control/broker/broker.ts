/**
 * The MQTT 3.1.1 broker: Aedes as transport, login, subscriptions and fan-out; what a topic means is the rules' business.
 *
 * Two measured traps shape it. Aedes acknowledges a QoS 1 publish before anything is stored and stops reading a client while one
 * of its publishes is being judged; so commands are taken out of its hands: it sees a harmless QoS 0 publish to a topic nobody may hear, and
 * the acknowledgement is written here, in order, when the change is durable. And messages that reach a client by ways of different
 * latency are dropped as duplicates; so everything goes out as QoS 0, not retained, with no queue in the broker.
 */

import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Client } from 'aedes';
import { Aedes } from 'aedes';
import type { FaultSink } from '../../audio/barrier.js';
import { admitSocket, ConnectionLimit, USUAL_LIMITS } from '../../audio/stream/connection-limit.js';
import { listenError } from '../../audio/stream/listen-error.js';
import type { SocketServer } from '../../audio/stream/socket-server.js';
import { Acks } from './acks.js';
import type { MqttConnection } from './connection.js';
import { Filters } from './filters.js';
import { costOf, Pace } from './pace.js';
import type { SocketProbe } from './tcp-silence.js';
import { overTcp, overWebSocket } from './transports.js';
import { Watchdog } from './watchdog.js';

/** Where a taken publish is sent: nobody may subscribe below `$`. */
const NOWHERE = '$box/nowhere';
/** How long closing may take, ms. */
const STOP_LIMIT_MS = 500;

type AuthorizablePacket = Parameters<Aedes['authorizePublish']>[1];

export interface BrokerClient {
  readonly uuid: string;
  readonly address: string;
  readonly userAgent: string;
  readonly transport: 'tcp' | 'ws';
}

/** What the box decides for the broker. All on the main thread. */
export interface BrokerRules {
  /** 0 lets the client in; otherwise the CONNACK code. */
  login(clientId: string, username: string, password: string): 0 | 2 | 4 | 5;
  /** A client's publish. The acknowledgement waits for the promise, which must not reject. */
  publish(client: BrokerClient, topic: string, payload: Buffer): Promise<void>;
  maySubscribe(client: BrokerClient, filter: string): boolean;
  /** After SUBACK. */
  subscribed(client: BrokerClient, filters: readonly string[]): void;
  connected(client: BrokerClient): void;
  disconnected(client: BrokerClient): void;
  /** Says nothing any more (false), or something again; the connection is open. */
  presence(client: BrokerClient, heard: boolean): void;
}

/** `open` is a plain MQTT broker with the box's transports: for interoperability suites only. */
export type Rules = BrokerRules | 'open';

export interface BrokerOptions {
  /** Finds silent clients over TCP. */
  readonly probe?: SocketProbe | undefined;
  /** Shared by the servers of this thread. */
  readonly connections?: ConnectionLimit | undefined;
  /** Learns of what a barrier caught. */
  readonly onFault?: FaultSink;
}

interface Entry {
  readonly client: Client;
  readonly connection: MqttConnection;
  readonly info: BrokerClient;
  readonly acks: Acks;
  readonly pace: Pace;
  /** While a SUBSCRIBE is being worked on: its end. What is published after it waits, so that replies find their subscriber. */
  subscribing: Turn | undefined;
}

/** A promise and its end. */
interface Turn {
  readonly over: Promise<void>;
  readonly end: () => void;
}

export class Broker {
  readonly #rules: Rules;
  readonly #aedes: Aedes;
  readonly #onFault: FaultSink;
  readonly #watchdog: Watchdog;
  readonly #tcp: Server;
  readonly #entries = new Map<string, Entry>();
  readonly #connections = new Set<MqttConnection>();
  readonly #filters = new Filters<Client>();
  readonly counts = { published: 0, received: 0, refusedLogins: 0 };

  private constructor(rules: Rules, aedes: Aedes, options: BrokerOptions) {
    const { probe, onFault = () => {}, connections = new ConnectionLimit(USUAL_LIMITS) } = options;
    this.#rules = rules;
    this.#aedes = aedes;
    this.#onFault = onFault;
    this.#watchdog = new Watchdog({
      onSilent: (connection) => this.#presence(connection, false),
      onBack: (connection) => this.#presence(connection, true),
      onFault,
    });
    this.#tcp = createServer({ noDelay: true }, (socket) => {
      const place = admitSocket(connections, socket);
      if (place !== undefined) this.#accept(overTcp(socket, place, probe));
    });
  }

  static async create(rules: Rules, options: BrokerOptions = {}): Promise<Broker> {
    // No concurrency limit: with one, a full queue makes packets overtake each other and vanish as duplicates.
    const aedes = new Aedes({ concurrency: 0, drainTimeout: 1000, connectTimeout: 5000, heartbeatInterval: 3_600_000 });
    const broker = new Broker(rules, aedes, options);
    broker.#install();
    await aedes.listen();
    return broker;
  }

  /** Opens the TCP port; resolves to the real one. Rejects naming address and port. */
  listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#tcp.once('error', (error: NodeJS.ErrnoException) => reject(listenError(host, port, error.code)));
      this.#tcp.listen(port, host, () => {
        const address = this.#tcp.address();
        resolve(typeof address === 'object' && address ? address.port : port);
      });
    });
  }

  /** Serves the WebSocket `/mqtt` on a server that listens by itself. */
  serve(server: SocketServer): void {
    overWebSocket(server, (connection) => this.#accept(connection));
  }

  /** To everybody who subscribed. */
  publish(topic: string, payload: unknown): void {
    if (!this.wanted(topic)) return;
    this.counts.published++;
    this.#aedes.publish(
      { cmd: 'publish', topic, payload: JSON.stringify(payload), qos: 0, retain: false, dup: false },
      () => {},
    );
  }

  /** To one client, subscribed or not. */
  send(uuid: string, topic: string, payload: unknown): void {
    const entry = this.#entries.get(uuid);
    if (!entry || entry.client.closed) return;
    entry.client.publish(
      { cmd: 'publish', topic, payload: JSON.stringify(payload), qos: 0, retain: false, dup: false },
      () => {},
    );
  }

  /** Whether anybody subscribed to this topic. */
  wanted(topic: string): boolean {
    return this.#filters.wanted(topic);
  }

  /** Closes a device's connection; a page that sees 4403 does not come back by itself. */
  kick(uuid: string, code: number, reason: string): void {
    this.#entries.get(uuid)?.connection.cut(code, reason);
  }

  get connected(): number {
    return this.#entries.size;
  }

  isConnected(uuid: string): boolean {
    return this.#entries.has(uuid);
  }

  /** Closes every connection (1001) and the port. */
  async stop(): Promise<void> {
    this.#watchdog.stop();
    const closed = new Promise<void>((resolve) => {
      if (this.#tcp.listening) this.#tcp.close(() => resolve());
      else resolve();
    });
    for (const connection of this.#connections) connection.cut(1001, 'the box is going down');
    const ended = new Promise<void>((resolve) => this.#aedes.close(() => resolve()));
    await Promise.race([Promise.all([closed, ended]), setTimeout(STOP_LIMIT_MS, undefined, { ref: false })]);
  }

  #accept(connection: MqttConnection): void {
    this.#watchdog.watch(connection);
    this.#connections.add(connection);
    connection.once('close', () => this.#connections.delete(connection));
    this.#aedes.handle(connection);
  }

  #install(): void {
    const aedes = this.#aedes;
    aedes.on('clientError', () => {});
    aedes.on('connectionError', () => {});
    const rules = this.#rules;
    if (rules === 'open') {
      this.#installOpen();
      return;
    }
    // No session outlives its connection: what a client missed it gets by subscribing again.
    aedes.preConnect = (_client, packet, done) => {
      packet.clean = true;
      done(null, true);
    };
    aedes.authenticate = (client, username, password, done) => {
      const code = rules.login(client.id, username ?? '', password?.toString() ?? '');
      if (code === 0) {
        this.#enter(client, rules);
        return done(null, true);
      }
      this.counts.refusedLogins++;
      done(
        Object.assign(new Error('login refused'), { returnCode: code as number }) as Parameters<typeof done>[0],
        false,
      );
    };
    aedes.authorizeSubscribe = (client, subscription, done) => {
      const entry = this.#entryOf(client);
      if (entry) entry.subscribing ??= turn();
      const allowed =
        entry !== undefined &&
        this.#filters.mayHold(client, subscription.topic) &&
        rules.maySubscribe(entry.info, subscription.topic);
      if (allowed) this.#filters.grant(client);
      done(null, allowed ? subscription : null);
    };
    aedes.authorizePublish = (client, packet, done) => this.#take(client, packet, rules, done);
    aedes.on('subscribe', (subscriptions, client) =>
      this.#subscribed(
        client,
        subscriptions.filter((s) => Number(s.qos) !== 128).map((s) => s.topic),
        rules,
      ),
    );
    aedes.on('unsubscribe', (filters, client) => this.#filters.remove(client, filters));
    aedes.on('clientReady', (client) => {
      const entry = this.#entryOf(client);
      if (entry) rules.connected(entry.info);
    });
  }

  /** MQTT 3.1.1 asks two refusals that Aedes leaves to its user. */
  #installOpen(): void {
    this.#aedes.authenticate = (client, _username, _password, done) => {
      const unnamed = client.id.startsWith('aedes_') && !client.clean;
      if (unnamed)
        done(Object.assign(new Error('identifier rejected'), { returnCode: 2 }) as Parameters<typeof done>[0], false);
      else done(null, true);
    };
    this.#aedes.authorizeSubscribe = (_client, subscription, done) =>
      done(null, subscription.topic.startsWith('test/nosubscribe') ? null : subscription);
  }

  #entryOf(client: Client | null): Entry | undefined {
    const entry = client ? this.#entries.get(client.id) : undefined;
    return entry?.client === client ? entry : undefined;
  }

  #presence(connection: MqttConnection, heard: boolean): void {
    if (this.#rules === 'open') return;
    for (const entry of this.#entries.values())
      if (entry.connection === connection) this.#rules.presence(entry.info, heard);
  }

  /** A login was good: this connection is the device's now, and an older one learns why it ends. */
  #enter(client: Client, rules: BrokerRules): void {
    const connection = client.conn as MqttConnection;
    const older = this.#entries.get(client.id);
    if (older) older.connection.closing = { code: 4409, reason: 'replaced by a newer connection of the same device' };
    const { remoteAddress, userAgent, kind } = connection.transport;
    connection.transport.vouch();
    const info: BrokerClient = { uuid: client.id, address: remoteAddress, userAgent, transport: kind };
    const acks = new Acks((packet) => {
      if (!connection.destroyed) connection.write(packet);
    });
    const pace = new Pace((reading) => connection.setReading(reading));
    const entry: Entry = { client, connection, info, acks, pace, subscribing: undefined };
    this.#entries.set(client.id, entry);
    connection.once('close', () => {
      entry.pace.drop();
      if (this.#entries.get(info.uuid) !== entry) return;
      this.#entries.delete(info.uuid);
      rules.disconnected(info);
    });
  }

  /** A client's publish, or its will. */
  #take(
    client: Client | null,
    packet: AuthorizablePacket,
    rules: BrokerRules,
    done: (error?: Error | null) => void,
  ): void {
    const entry = this.#entryOf(client);
    // Wills are not needed: the box knows by itself who is here.
    if (!entry || client!.closed) {
      done(new Error('not connected'));
      return;
    }
    entry.pace.run(() => this.#judge(entry, packet, rules, done), costOf(packet.payload.length));
  }

  #judge(entry: Entry, packet: AuthorizablePacket, rules: BrokerRules, done: (error?: Error | null) => void): void {
    const { topic, messageId, qos } = packet;
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    this.counts.received++;
    packet.topic = NOWHERE;
    packet.payload = Buffer.alloc(0);
    packet.retain = false;
    // Aedes takes turns of the loop over a SUBSCRIBE and would let a publish of the same segment overtake it.
    const judge = async (): Promise<void> => {
      try {
        await rules.publish(entry.info, topic, payload);
      } catch (error) {
        this.#onFault('MQTT', error);
      }
    };
    const handled = entry.subscribing ? entry.subscribing.over.then(judge) : judge();
    if (qos === 2) {
      void handled.then(() => done(null));
      return;
    }
    packet.qos = 0;
    if (qos === 1 && messageId !== undefined) entry.acks.when(messageId, handled);
    done(null);
  }

  #subscribed(client: Client, filters: string[], rules: BrokerRules): void {
    const entry = this.#entryOf(client);
    if (!entry) return;
    this.#filters.add(client, filters);
    rules.subscribed(entry.info, filters);
    entry.subscribing?.end();
    entry.subscribing = undefined;
  }
}

function turn(): Turn {
  let end = (): void => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { over, end };
}

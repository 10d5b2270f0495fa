/**
 * The MQTT 3.1.1 broker. Aedes (`aedes.ts`) is transport, login and subscriptions; the rules decide what a topic means.
 *
 * Aedes drops messages as duplicates if they reach a client on paths of different latency. So everything goes out
 * as QoS 0, not retained, without a queue in the broker, straight to the connections of the subscribers.
 */
import { createServer, type Server } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Aedes, Client } from 'aedes';
import type { FaultSink } from '../../base/barrier.js';
import { admitSocket, ConnectionLimit, USUAL_LIMITS } from '../../net/connection-limit.js';
import { openPort } from '../../net/open-port.js';
import type { SocketServer } from '../../net/socket-server.js';
import { ClientBudgets } from '../guard/client-budget.js';
import type { Outlet } from '../publish/outlets.js';
import {
  type AnyPublish,
  answerAedes,
  createAedes,
  type Done,
  listenAedes,
  SERVER_UNAVAILABLE,
  takenOut,
} from './aedes.js';
import { type Entry, entryOf, type Guest } from './broker-entry.js';
import type { BrokerClient, BrokerRules, Rules } from './broker-rules.js';
import type { MqttConnection } from './connection.js';
import { encodePublish } from './fan-out.js';
import { Filters } from './filters.js';
import { HeldBytes } from './held-bytes.js';
import { Intake } from './intake.js';
import { openTo } from './open-rules.js';
import type { SocketProbe } from './tcp-silence.js';
import { overTcp, overWebSocket } from './transports.js';
import { Watchdog } from './watchdog.js';

/** The least price of a login, in ms of the client's budget: it is announced to everybody. */
const LOGIN_COST_MS = 5;
/** How long closing may take, ms. */
const STOP_LIMIT_MS = 500;

export interface BrokerOptions {
  /** Finds silent TCP clients. */
  readonly probe?: SocketProbe | undefined;
  /** The connection limit that the servers of this thread share. */
  readonly connections?: ConnectionLimit | undefined;
  /** Gets the faults that a barrier caught. */
  readonly onFault?: FaultSink;
  /** The budgets of all clients, over every transport. Without them the broker makes its own. */
  readonly budgets?: ClientBudgets;
}

export class Broker implements Outlet {
  readonly #rules: Rules;
  readonly #aedes: Aedes;
  readonly #onFault: FaultSink;
  readonly #watchdog: Watchdog;
  readonly #tcp: Server;
  readonly #entries = new Map<string, Entry>();
  readonly #guests = new Map<MqttConnection, Guest>();
  readonly #filters = new Filters<Entry>();
  readonly #held = new HeldBytes<MqttConnection>((connection) => connection.cut(1013, 'the box has too much to read'));
  readonly #budgets: ClientBudgets;
  readonly counts = { published: 0, received: 0, refusedLogins: 0 };

  private constructor(rules: Rules, aedes: Aedes, options: BrokerOptions) {
    const { probe, onFault = () => {}, connections = new ConnectionLimit(USUAL_LIMITS) } = options;
    this.#rules = rules;
    this.#aedes = aedes;
    this.#onFault = onFault;
    this.#budgets = options.budgets ?? new ClientBudgets(onFault);
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
    const aedes = createAedes(rules !== 'open');
    const broker = new Broker(rules, aedes, options);
    broker.#install();
    await listenAedes(aedes, rules !== 'open');
    return broker;
  }

  /** Opens the TCP port and resolves to the one in use. A rejection names address and port. */
  listen(host: string, port: number): Promise<number> {
    return openPort(this.#tcp, host, port);
  }

  /** Serves the WebSocket `/mqtt` on a server that somebody else opens. */
  serve(server: SocketServer): void {
    overWebSocket(server, (connection) => this.#accept(connection));
  }

  /** Sends to all subscribers that may read it. Never throws. */
  publish(topic: string, payload: unknown, mayRead?: (uuid: string) => boolean): void {
    const subscribers = this.#filters.subscribers(topic);
    if (subscribers.size === 0) return;
    this.counts.published++;
    this.#say(mayRead ? [...subscribers].filter(({ info }) => mayRead(info.uuid)) : subscribers, topic, payload);
  }

  /** Sends to one client, subscribed or not. Never throws. */
  send(uuid: string, topic: string, payload: unknown): void {
    const entry = this.#entries.get(uuid);
    if (entry) this.#say([entry], topic, payload);
  }

  /** Whether anybody subscribed to this topic. */
  wanted(topic: string): boolean {
    return this.#filters.wanted(topic);
  }

  /** Closes a device's connection. A page that sees code 4403 does not reconnect by itself. */
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
    for (const connection of this.#guests.keys()) connection.cut(1001, 'the box is going down');
    const ended = new Promise<void>((resolve) => this.#aedes.close(() => resolve()));
    await Promise.race([Promise.all([closed, ended]), setTimeout(STOP_LIMIT_MS, undefined, { ref: false })]);
  }

  #say(entries: Iterable<Entry>, topic: string, payload: unknown): void {
    try {
      const packet = encodePublish(topic, JSON.stringify(payload));
      for (const { client, connection, ready } of entries) {
        if (!ready || client.closed || connection.destroyed) continue;
        connection.write(packet);
        this.#budgets.wrote(packet.length);
      }
    } catch (error) {
      this.#onFault('MQTT', error);
    }
  }

  #accept(connection: MqttConnection): void {
    this.#watchdog.watch(connection);
    const budget = this.#budgets.ofAddress(connection.transport.remoteAddress);
    this.#guests.set(connection, { intake: new Intake(connection, budget, this.#held), entry: undefined });
    connection.once('close', () => this.#guests.delete(connection));
    this.#aedes.handle(connection);
  }

  #install(): void {
    const rules = this.#rules;
    if (rules === 'open') {
      openTo(this.#aedes);
      this.#aedes.on('clientReady', ({ conn }) => this.#guests.get(conn as MqttConnection)?.intake.release());
      return;
    }
    answerAedes(this.#aedes, {
      login: (client, username, password) => {
        const code = this.#guarded(SERVER_UNAVAILABLE, () => this.#login(client, username, password, rules));
        if (code !== 0) this.counts.refusedLogins++;
        return code;
      },
      maySubscribe: (client, filter) => this.#guarded(false, () => this.#maySubscribe(client, filter, rules)),
      subscribed: (client, filters) => this.#guarded(undefined, () => this.#subscribed(client, filters, rules)),
      unsubscribed: (client, filters) => {
        const entry = this.#entryOf(client);
        if (entry) this.#filters.remove(entry, filters);
      },
      ready: (client) => {
        const entry = this.#entryOf(client);
        if (entry) this.#guarded(undefined, () => this.#ready(entry, rules));
      },
      published: (client, packet, done) => this.#take(client, packet, rules, done),
    });
  }

  /** Runs the work of one message. If it throws, reports the fault and returns `otherwise`. */
  #guarded<T>(otherwise: T, handle: () => T): T {
    try {
      return handle();
    } catch (error) {
      this.#onFault('MQTT', error);
      return otherwise;
    }
  }

  #login(client: Client, username: string, password: string, rules: BrokerRules): number {
    const connection = client.conn as MqttConnection;
    this.#guests.get(connection)?.intake.budget.charge(LOGIN_COST_MS);
    const code = rules.login(client.id, username, password);
    if (code === 0) this.#enter(client, connection, rules);
    return code;
  }

  #maySubscribe(client: Client | null, filter: string, rules: BrokerRules): boolean {
    const entry = this.#entryOf(client);
    if (!entry || !this.#filters.mayHold(entry, filter) || !rules.maySubscribe(entry.info, filter)) return false;
    this.#filters.grant(entry);
    return true;
  }

  /** After the CONNACK: announces the client, at its own cost, and begins to take its commands. */
  #ready(entry: Entry, rules: BrokerRules): void {
    const budget = this.#budgets.ofDevice(entry.info.uuid);
    const from = performance.now();
    entry.ready = true;
    try {
      rules.connected(entry.info);
    } finally {
      budget.charge(Math.max(LOGIN_COST_MS, performance.now() - from));
      entry.intake.loggedIn(budget);
    }
  }

  #entryOf(client: Client | null): Entry | undefined {
    const entry = client ? this.#entries.get(client.id) : undefined;
    return entry?.client === client ? entry : undefined;
  }

  #presence(connection: MqttConnection, heard: boolean): void {
    const entry = this.#guests.get(connection)?.entry;
    const rules = this.#rules;
    if (rules !== 'open' && entry?.ready) this.#guarded(undefined, () => rules.presence(entry.info, heard));
  }

  /** Makes this connection the device's, after a good login. An older connection gets the reason for its end. */
  #enter(client: Client, connection: MqttConnection, rules: BrokerRules): void {
    const guest = this.#guests.get(connection);
    if (!guest) return;
    const older = this.#entries.get(client.id);
    if (older) older.connection.closing = { code: 4409, reason: 'replaced by a newer connection of the same device' };
    connection.transport.vouch();
    const entry = entryOf(client, connection, guest.intake);
    guest.entry = entry;
    this.#entries.set(client.id, entry);
    connection.once('close', () => {
      this.#filters.drop(entry);
      if (this.#entries.get(client.id) !== entry) return;
      this.#entries.delete(client.id);
      this.#guarded(undefined, () => rules.disconnected(entry.info));
    });
  }

  /** Takes a client's publish out of Aedes' hands. */
  #take(client: Client | null, packet: AnyPublish, rules: BrokerRules, done: Done): void {
    const entry = this.#entryOf(client);
    if (!entry || client!.closed) {
      done(new Error('not connected'));
      return;
    }
    const { topic, payload, messageId, qos } = takenOut(packet);
    this.counts.received++;
    const handled = this.#judge(entry.info, topic, payload, rules);
    if (qos === 2) {
      void handled.then(() => done(null));
      return;
    }
    packet.qos = 0;
    if (qos === 1 && messageId !== undefined) entry.acks.when(messageId, handled);
    done(null);
  }

  async #judge(info: BrokerClient, topic: string, payload: Buffer, rules: BrokerRules): Promise<void> {
    try {
      await rules.publish(info, topic, payload);
    } catch (error) {
      this.#onFault('MQTT', error);
    }
  }

  #subscribed(client: Client, filters: string[], rules: BrokerRules): void {
    const entry = this.#entryOf(client);
    if (!entry) return;
    this.#filters.add(entry, filters);
    const present = rules.present(entry.info, filters)[Symbol.iterator]();
    entry.intake.answer(() => {
      const next = this.#guarded(undefined, () => present.next());
      if (!next || next.done) return false;
      this.#say([entry], ...next.value);
      return true;
    });
  }
}

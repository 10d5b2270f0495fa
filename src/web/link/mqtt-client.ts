/**
 * A small MQTT 3.1.1 client over a WebSocket. The connection reopens by itself and renews its subscriptions.
 * Commands at QoS 1 are sent again until the box has accepted them. Pure, except for the socket passed in.
 */
import type { Clock } from '../sync/outbox.js';
import { connect, DISCONNECT, PacketReader, PINGREQ, puback, publish, subscribe, unsubscribe } from './mqtt-packet.js';

/** The part of a browser's WebSocket that is used. */
export interface SocketLike {
  binaryType: string;
  readonly readyState: number;
  send(data: Uint8Array): void;
  close(code?: number): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  onerror: (() => void) | null;
}

/**
 * - `connecting`: first attempt or a retry.
 * - `open`.
 * - `waiting`: before the next retry.
 * - `replaced`: the same device connected from elsewhere.
 * - `dismissed`: the engineer closed the connection.
 * - `refused`: the box does not accept the token.
 * - `closed`: before the first `connect()`, or after `close()`.
 *
 * The last four stay closed until `connect()`.
 */
export type LinkState = 'connecting' | 'open' | 'waiting' | 'replaced' | 'dismissed' | 'refused' | 'closed';

export interface MqttOptions {
  readonly open: () => SocketLike;
  readonly clock: Clock;
  readonly clientId: string;
  readonly password: () => string;
  readonly onState: (state: LinkState) => void;
  /** True: the open connection does not answer. False: it answers again, or is closed. */
  readonly onSilent?: (silent: boolean) => void;
  readonly onMessage: (topic: string, payload: string) => void;
  /** Number of tries in a row that ended before the WebSocket opened; 0 as soon as one opens. */
  readonly onUnopened?: (tries: number) => void;
  /** The box did not allow this filter. */
  readonly onDenied?: (filter: string) => void;
  /** 0…1, spreads retries. */
  readonly random: () => number;
}

/** WebSocket close code: a newer connection of the same device replaced this one. */
export const REPLACED = 4409;
/** WebSocket close code: the engineer closed the connection. */
export const DISMISSED = 4403;
const KEEP_ALIVE_S = 12;
/** A ping goes out after this long without a message, ms. A box whose meters are watched sends 15 messages a second. */
const PING_AFTER_MS = 750;
/**
 * A ping without an answer for this long means silence, ms. Only the ping
 * counts: a page that stood still has not yet read what came meanwhile.
 */
const ANSWER_MS = 600;
/** Least wait for an answer before a silent connection is given up, ms. */
const LAST_CHANCE_MS = 1500;
/** Least time without any message before a silent connection is given up, ms. */
const DEAD_AFTER_MS = 6000;
const WATCH_MS = 250;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 4000;
const CONNECT_TIMEOUT_MS = 5000;
/** Commands that may wait for the box. Far more than a hand sends in the second before a silent box is noticed. */
export const MAX_UNACKNOWLEDGED = 4096;

interface Pending {
  readonly id: number;
  readonly topic: string;
  readonly payload: string;
  sent: boolean;
}

export class MqttClient {
  state: LinkState = 'closed';
  readonly #options: MqttOptions;
  readonly #filters = new Set<string>();
  readonly #subscribing = new Map<number, readonly string[]>();
  #pending: Pending[] = [];
  #socket: SocketLike | undefined;
  #reader = new PacketReader();
  #nextId = 1;
  #retryMs = FIRST_RETRY_MS;
  #generation = 0;
  #heard = 0;
  /** When the unanswered ping went out; undefined without one. */
  #pingedAt: number | undefined;
  #silent = false;
  #openedAt = 0;
  #unopened = 0;

  constructor(options: MqttOptions) {
    this.#options = options;
  }

  /** Opens the connection; skips the pause of a waiting retry. Does nothing while it is open or opening. */
  connect(): void {
    if (this.state === 'open' || this.state === 'connecting') return;
    this.#open();
  }

  close(): void {
    this.#drop();
    this.#become('closed');
  }

  /** Subscriptions survive reconnects. */
  subscribe(filters: readonly string[]): void {
    const fresh = filters.filter((filter) => !this.#filters.has(filter));
    for (const filter of fresh) this.#filters.add(filter);
    if (this.state === 'open' && fresh.length > 0) this.#subscribe(fresh);
  }

  unsubscribe(filters: readonly string[]): void {
    const known = filters.filter((filter) => this.#filters.delete(filter));
    if (this.state === 'open' && known.length > 0) this.#write(unsubscribe(this.#id(), known));
  }

  /**
   * Publishes at QoS 1. Waits for the connection, and is sent again after a reconnect until the box acknowledges
   * it. Returns the number that `settle` takes. Throws if MAX_UNACKNOWLEDGED commands already wait.
   */
  publish(topic: string, payload: string): number {
    if (this.#pending.length >= MAX_UNACKNOWLEDGED)
      throw new Error(`the box has not acknowledged ${MAX_UNACKNOWLEDGED} commands; no more can wait`);
    const pending: Pending = { id: this.#id(), topic, payload, sent: false };
    this.#pending.push(pending);
    if (this.state === 'open') this.#send(pending);
    return pending.id;
  }

  /** The box has executed this command, or nobody waits for it any more: it is not sent again. */
  settle(id: number): void {
    this.#pending = this.#pending.filter((pending) => pending.id !== id);
  }

  /** Number of commands that the box has not acknowledged. */
  get unacknowledged(): number {
    return this.#pending.length;
  }

  #id(): number {
    for (;;) {
      const id = this.#nextId;
      this.#nextId = id >= 0xffff ? 1 : id + 1;
      if (!this.#pending.some((pending) => pending.id === id)) return id;
    }
  }

  #open(): void {
    const { clock, clientId, password } = this.#options;
    const generation = ++this.#generation;
    this.#become('connecting');
    this.#reader = new PacketReader();
    this.#heard = clock.now();
    this.#pingedAt = undefined;
    this.#openedAt = clock.now();
    let socket: SocketLike;
    try {
      socket = this.#options.open();
    } catch {
      this.#lost(0);
      return;
    }
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    const current = () => generation === this.#generation;
    socket.onopen = () => {
      if (!current()) return;
      this.#countUnopened(0);
      this.#write(connect(clientId, clientId, password(), KEEP_ALIVE_S));
    };
    socket.onmessage = (event) => {
      if (!current() || !(event.data instanceof ArrayBuffer)) return;
      this.#heard = clock.now();
      this.#pingedAt = undefined;
      this.#tellSilent(false);
      this.#receive(new Uint8Array(event.data));
    };
    socket.onclose = (event) => {
      if (current()) this.#lost(event.code);
    };
    socket.onerror = () => undefined;
    const watch = () => {
      if (!current()) return;
      this.#watch();
      if (current()) clock.after(WATCH_MS, watch);
    };
    clock.after(WATCH_MS, watch);
  }

  #watch(): void {
    const now = this.#options.clock.now();
    if (this.state === 'connecting') {
      if (now - this.#openedAt > CONNECT_TIMEOUT_MS) this.#lost(0);
      return;
    }
    const silent = now - this.#heard;
    if (this.#pingedAt === undefined) {
      if (silent < PING_AFTER_MS) return;
      this.#pingedAt = now;
      this.#write(PINGREQ);
      return;
    }
    const waited = now - this.#pingedAt;
    if (silent > DEAD_AFTER_MS && waited > LAST_CHANCE_MS) this.#lost(0);
    else if (waited >= ANSWER_MS) this.#tellSilent(true);
  }

  #countUnopened(tries: number): void {
    if (tries === this.#unopened) return;
    this.#unopened = tries;
    this.#options.onUnopened?.(tries);
  }

  #tellSilent(silent: boolean): void {
    if (this.#silent === silent) return;
    this.#silent = silent;
    this.#options.onSilent?.(silent);
  }

  #receive(bytes: Uint8Array): void {
    try {
      for (const packet of this.#reader.read(bytes)) {
        switch (packet.type) {
          case 'connack':
            this.#connected(packet.code);
            break;
          case 'publish':
            if (packet.qos > 0) this.#write(puback(packet.id));
            this.#options.onMessage(packet.topic, packet.payload);
            break;
          case 'puback':
            this.settle(packet.id);
            break;
          case 'suback': {
            const filters = this.#subscribing.get(packet.id) ?? [];
            this.#subscribing.delete(packet.id);
            packet.codes.forEach((code, i) => {
              if (code === 0x80 && filters[i] !== undefined) this.#options.onDenied?.(filters[i]);
            });
            break;
          }
          default:
            break;
        }
      }
    } catch {
      // Not MQTT: the rest of this connection cannot be parsed.
      this.#lost(0);
    }
  }

  #connected(code: number): void {
    if (code !== 0) {
      this.#drop();
      // 3: the box is not ready yet; 4 and 5: it does not accept this device.
      if (code === 4 || code === 5) this.#become('refused');
      else this.#retry();
      return;
    }
    this.#retryMs = FIRST_RETRY_MS;
    if (this.#filters.size > 0) this.#subscribe([...this.#filters]);
    // Before the link is open: then the page sends newer values of the same faders, which must arrive later.
    for (const pending of this.#pending) this.#send(pending);
    this.#become('open');
  }

  #subscribe(filters: readonly string[]): void {
    const id = this.#id();
    this.#subscribing.set(id, filters);
    this.#write(subscribe(id, filters));
  }

  #send(pending: Pending): void {
    this.#write(publish(pending.id, pending.topic, pending.payload, pending.sent));
    pending.sent = true;
  }

  #write(bytes: Uint8Array): void {
    if (this.#socket?.readyState === 1) this.#socket.send(bytes);
  }

  #lost(code: number): void {
    if (this.state === 'connecting' && this.#socket?.readyState !== 1) this.#countUnopened(this.#unopened + 1);
    this.#drop();
    if (code === REPLACED) this.#become('replaced');
    else if (code === DISMISSED) this.#become('dismissed');
    else this.#retry();
  }

  #retry(): void {
    const generation = this.#generation;
    const wait = this.#retryMs * (0.75 + this.#options.random() / 2);
    this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 1.6);
    this.#become('waiting');
    this.#options.clock.after(wait, () => {
      if (generation === this.#generation && this.state === 'waiting') this.#open();
    });
  }

  #drop(): void {
    this.#generation++;
    const socket = this.#socket;
    this.#socket = undefined;
    this.#subscribing.clear();
    if (socket === undefined) return;
    socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
    try {
      if (socket.readyState === 1) socket.send(DISCONNECT);
      socket.close();
    } catch {
      // Already closed.
    }
  }

  #become(state: LinkState): void {
    if (this.state === state) return;
    this.state = state;
    this.#options.onState(state);
    // After the state change, so that no watcher sees the box as reached in between.
    this.#tellSilent(false);
  }
}

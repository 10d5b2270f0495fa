/**
 * A small MQTT 3.1.1 client over a WebSocket. The connection reopens by itself and renews its subscriptions.
 * Commands at QoS 1 are sent again until the box has accepted them. Pure, except for the socket passed in.
 */
import { Backoff } from '../../base/backoff.js';
import type { Clock } from '../sync/outbox.js';
import { CommandQueue, type PendingCommand } from './command-queue.js';
import { connect, DISCONNECT, PacketReader, PINGREQ, puback, publish, subscribe, unsubscribe } from './mqtt-packet.js';
import { SilenceWatch } from './silence-watch.js';

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
/** SUBACK's code for a filter that the box does not allow. */
const REFUSED_FILTER = 0x80;
const KEEP_ALIVE_S = 12;
const WATCH_MS = 250;
const PAUSES = { firstMs: 250, growth: 1.6, longestMs: 4000 };
const CONNECT_TIMEOUT_MS = 5000;

export class MqttClient {
  state: LinkState = 'closed';
  readonly #options: MqttOptions;
  readonly #filters = new Set<string>();
  readonly #subscribing = new Map<number, readonly string[]>();
  readonly #commands = new CommandQueue();
  readonly #silence = new SilenceWatch();
  readonly #backoff = new Backoff(PAUSES);
  #socket: SocketLike | undefined;
  #reader = new PacketReader();
  #generation = 0;
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
    if (this.state === 'open' && known.length > 0) this.#write(unsubscribe(this.#commands.newId(), known));
  }

  /**
   * Publishes at QoS 1. Waits for the connection, and is sent again after a reconnect until the box acknowledges
   * it. Returns the number that `settle` takes. Throws if MAX_UNACKNOWLEDGED commands already wait.
   */
  publish(topic: string, payload: string): number {
    const pending = this.#commands.add(topic, payload);
    if (this.state === 'open') this.#send(pending);
    return pending.id;
  }

  /** The box has executed this command, or nobody waits for it any more: it is not sent again. */
  settle(id: number): void {
    this.#commands.settle(id);
  }

  /** Number of commands that the box has not acknowledged. */
  get unacknowledged(): number {
    return this.#commands.size;
  }

  #open(): void {
    const { clock, clientId, password } = this.#options;
    const generation = ++this.#generation;
    this.#become('connecting');
    this.#reader = new PacketReader();
    this.#openedAt = clock.now();
    this.#silence.heard(this.#openedAt);
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
      this.#silence.heard(clock.now());
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
    const silence = this.#silence.check(now);
    if (silence === 'ping') this.#write(PINGREQ);
    else if (silence === 'dead') this.#lost(0);
    else if (silence === 'silent') this.#tellSilent(true);
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
          case 'suback':
            this.#subscribed(packet.id, packet.codes);
            break;
          default:
            break;
        }
      }
    } catch {
      // Not MQTT: the rest of this connection cannot be parsed.
      this.#lost(0);
    }
  }

  /** The box's answer to a subscription: one code for each filter. */
  #subscribed(id: number, codes: ArrayLike<number>): void {
    const filters = this.#subscribing.get(id) ?? [];
    this.#subscribing.delete(id);
    filters.forEach((filter, i) => {
      if (codes[i] === REFUSED_FILTER) this.#options.onDenied?.(filter);
    });
  }

  #connected(code: number): void {
    if (code !== 0) {
      this.#drop();
      // 3: the box is not ready yet; 4 and 5: it does not accept this device.
      if (code === 4 || code === 5) this.#become('refused');
      else this.#retry();
      return;
    }
    this.#backoff.reset();
    if (this.#filters.size > 0) this.#subscribe([...this.#filters]);
    // Before the link is open: then the page sends newer values of the same faders, which must arrive later.
    for (const command of this.#commands) this.#send(command);
    this.#become('open');
  }

  #subscribe(filters: readonly string[]): void {
    const id = this.#commands.newId();
    this.#subscribing.set(id, filters);
    this.#write(subscribe(id, filters));
  }

  #send(command: PendingCommand): void {
    this.#write(publish(command.id, command.topic, command.payload, command.sent));
    command.sent = true;
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
    const wait = this.#backoff.next(this.#options.random());
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

/**
 * Finds dead connections within about a second. It pings WebSockets: browsers answer without the page's help. For TCP
 * it asks our kernel whether the client's kernel still acknowledges.
 *
 * A silent connection is reported at once and closed only later. So a phone that was busy for two seconds comes back
 * and has lost nothing. A connection whose unsent bytes do not move is closed. If the box itself was held up, the
 * clients' time begins again.
 */
import { barrier, type FaultSink } from '../../base/barrier.js';
import type { MqttConnection } from './connection.js';

const PING_EVERY_MS = 250;
/** It looks twice as often as it pings, so it finds silence at most this late. */
const LOOK_EVERY_MS = PING_EVERY_MS / 2;
const SILENT_MS = 900;
/** An acknowledgement this late counts as silence. Power saving in Wi-Fi may delay one by 300 ms. */
const OWED_MS = 400;
/** A connection that is silent for this long is closed. */
const GONE_MS = 5000;

export interface WatchdogEvents {
  readonly onSilent: (connection: MqttConnection) => void;
  readonly onBack: (connection: MqttConnection) => void;
  readonly onFault: FaultSink;
}

export class Watchdog {
  readonly #connections = new Set<MqttConnection>();
  readonly #silent = new Set<MqttConnection>();
  readonly #events: WatchdogEvents;
  /** Runs while there are connections. */
  #timer: NodeJS.Timeout | undefined;
  #lastTick = 0;
  #ticks = 0;

  constructor(events: WatchdogEvents) {
    this.#events = events;
  }

  watch(connection: MqttConnection): void {
    this.#connections.add(connection);
    connection.once('close', () => {
      this.#connections.delete(connection);
      this.#silent.delete(connection);
      if (this.#connections.size === 0) this.stop();
    });
    if (this.#timer === undefined) this.#start();
  }

  #start(): void {
    this.#lastTick = performance.now();
    this.#timer = setInterval(
      barrier('the watchdog', this.#events.onFault, () => this.#tick()),
      LOOK_EVERY_MS,
    ).unref();
  }

  get size(): number {
    return this.#connections.size;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    const now = performance.now();
    const late = now - this.#lastTick > 2 * PING_EVERY_MS;
    this.#lastTick = now;
    const pings = ++this.#ticks % 2 === 0;
    for (const connection of this.#connections) {
      if (late) connection.lastHeard = now;
      else if (connection.isStuck(now)) end(connection, 'stuck');
      else this.#listen(connection, now, pings);
    }
  }

  #listen(connection: MqttConnection, now: number, pings: boolean): void {
    const { transport } = connection;
    const pinged = transport.ping !== undefined;
    const silentMs = pinged ? now - connection.lastHeard : (transport.owedMs?.(now) ?? 0);
    if (silentMs > GONE_MS) {
      end(connection, 'silent');
      return;
    }
    const silent = silentMs > (pinged ? SILENT_MS : OWED_MS);
    if (silent !== this.#silent.has(connection)) {
      if (silent) this.#silent.add(connection);
      else this.#silent.delete(connection);
      this.#events[silent ? 'onSilent' : 'onBack'](connection);
    }
    if (pings) transport.ping?.();
  }
}

/** Closes without a handshake: a silent peer would not answer that either. */
function end(connection: MqttConnection, reason: string): void {
  connection.closing = { code: 4408, reason };
  connection.destroy();
  connection.transport.terminate();
}

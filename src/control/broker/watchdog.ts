/**
 * Finds dead connections within about a second: WebSockets are pinged (browsers answer without the page's help), of
 * TCP the kernel knows whether the other side's still acknowledges. One that is silent is reported at once, so that
 * everybody knows, and closed only later: a phone that was busy for two seconds is back without having lost anything.
 * Bytes that nobody takes end any connection. When the box itself was held up, the fault is not the clients': they
 * get their time again.
 */
import { barrier, type FaultSink } from '../../audio/barrier.js';
import type { MqttConnection } from './connection.js';

export const PING_EVERY_MS = 250;
/** Looked at twice as often: nobody is found later than that after his time. */
const LOOK_EVERY_MS = PING_EVERY_MS / 2;
export const SILENT_MS = 900;
/** An acknowledgement owing for this long counts as silence: Wi-Fi that saves power may hold one back for 300 ms. */
export const OWED_MS = 400;
/** Silent for this long: closed. */
export const GONE_MS = 5000;

export interface WatchdogEvents {
  readonly onSilent: (connection: MqttConnection) => void;
  readonly onBack: (connection: MqttConnection) => void;
  readonly onFault: FaultSink;
}

export class Watchdog {
  readonly #connections = new Set<MqttConnection>();
  readonly #silent = new Set<MqttConnection>();
  readonly #events: WatchdogEvents;
  readonly #timer: NodeJS.Timeout;
  #lastTick = performance.now();
  #ticks = 0;

  constructor(events: WatchdogEvents) {
    this.#events = events;
    this.#timer = setInterval(
      barrier('the watchdog', events.onFault, () => this.#tick()),
      LOOK_EVERY_MS,
    );
    this.#timer.unref();
  }

  watch(connection: MqttConnection): void {
    this.#connections.add(connection);
    connection.once('close', () => {
      this.#connections.delete(connection);
      this.#silent.delete(connection);
    });
  }

  get size(): number {
    return this.#connections.size;
  }

  stop(): void {
    clearInterval(this.#timer);
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

/** A peer that does not answer will not answer a closing handshake either. */
function end(connection: MqttConnection, reason: string): void {
  connection.closing = { code: 4408, reason };
  connection.destroy();
  connection.transport.terminate();
}

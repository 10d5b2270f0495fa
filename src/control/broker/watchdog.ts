/**
 * Finds dead connections within about a second: WebSockets are pinged (browsers answer without the page's help), and bytes that
 * nobody takes end any connection. When the box itself was held up, the fault is not the clients': they get their time again.
 */
import type { MqttConnection } from './connection.js';

export const PING_EVERY_MS = 250;
export const SILENT_MS = 900;

export class Watchdog {
  readonly #connections = new Set<MqttConnection>();
  readonly #timer: NodeJS.Timeout;
  #lastTick = performance.now();

  constructor() {
    this.#timer = setInterval(() => this.#tick(), PING_EVERY_MS);
    this.#timer.unref();
  }

  watch(connection: MqttConnection): void {
    this.#connections.add(connection);
    connection.once('close', () => this.#connections.delete(connection));
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
    for (const connection of this.#connections) {
      const { transport } = connection;
      if (late) connection.lastHeard = now;
      else if (transport.ping && now - connection.lastHeard > SILENT_MS) {
        end(connection, 'silent');
        continue;
      } else if (connection.isStuck(now)) {
        end(connection, 'stuck');
        continue;
      }
      transport.ping?.();
    }
  }
}

/** A peer that does not answer will not answer a closing handshake either. */
function end(connection: MqttConnection, reason: string): void {
  connection.closing = { code: 4408, reason };
  connection.destroy();
  connection.transport.terminate();
}

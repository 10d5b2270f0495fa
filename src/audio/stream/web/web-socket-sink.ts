/** Sends a listener's packets over its WebSocket, in a row with those of others. Stream worker only. */
import type { WebSocketConnection } from '../../../net/socket-server.js';
import type { PacketSink, SoundPacket } from '../packet-sink.js';

export class WebSocketSink implements PacketSink {
  readonly transport = 'websocket';
  readonly #connection: WebSocketConnection<unknown>;

  constructor(connection: WebSocketConnection<unknown>) {
    this.#connection = connection;
  }

  get closed(): boolean {
    return this.#connection.closed;
  }

  unsentBytes(): number {
    return this.#connection.bufferedAmount();
  }

  take({ message }: SoundPacket): void {
    this.#connection.sendInRow(message);
  }
}

/**
 * One MQTT connection as the broker sees it, over TCP or WebSocket. Writing never reports backpressure, because then
 * the broker would hold up all clients for a slow one. Instead a connection that passes a fixed limit is cut.
 */
import { Duplex } from 'node:stream';

/** Bytes that a client may leave unread, besides the longest message among them, before it is cut. */
export const MAX_BUFFERED = 256 * 1024;
/** Largest MQTT packet from a client, bytes. The largest in use is a file of presets. */
export const MAX_PACKET = 1024 * 1024;
/** Largest SUBSCRIBE or UNSUBSCRIBE, bytes: all filters that a client may hold, each as long as the longest topic. */
export const MAX_FILTERS_PACKET = 64 * 1024;
/** Largest CONNECT, bytes. The box reads nothing else of a client that has not shown a token. */
export const MAX_STRANGERS_PACKET = 1024;
/** A connection whose unsent bytes do not move for this long is cut, ms. */
const STUCK_MS = 1000;

/** Time for the last packets of a closed connection, ms. */
const CLOSE_GRACE_MS = 100;

/** Carries the bytes: TCP or WebSocket. */
export interface Transport {
  readonly kind: 'tcp' | 'ws';
  readonly remoteAddress: string;
  readonly userAgent: string;
  send(data: Buffer): void;
  /** Bytes that the kernel has not taken. */
  buffered(): number;
  /** Pings the client, if the transport can. */
  ping?(): void;
  /** How long the client has owed an acknowledgement, ms; 0 = it owes none. Missing if the kernel cannot say. */
  owedMs?(now: number): number;
  /** Called once the client has shown its token: no stranger may displace its connection then. */
  vouch(): void;
  pause(): void;
  resume(): void;
  /** Closes in order. A WebSocket gets the close code and the reason. */
  end(code: number, reason: string): void;
  terminate(): void;
}

export class MqttConnection extends Duplex {
  readonly transport: Transport;
  /** Set before closing, so that the client learns the reason. */
  closing: { code: number; reason: string } = { code: 1000, reason: '' };
  /** Monotonic ms of the last sign of life. */
  lastHeard = performance.now();
  #stuckSince = 0;
  /** Bytes handed to the transport, and how many of them the kernel had taken at the last look. */
  #sent = 0;
  #taken = 0;
  /** Longest message since the client had read everything, bytes. */
  #longest = 0;
  #gone = false;
  /** Called with the bytes that came in. */
  onBytes: (chunk: Buffer) => void = () => {};
  /** True while somebody waits for `onRoom`. */
  roomWanted = false;
  /** Called when unread answers move again. */
  onRoom: () => void = () => {};
  /** Called when the transport is closed. `push(null)` must follow once everything received was worked through. */
  onEnd: () => void = () => void this.push(null);

  constructor(transport: Transport) {
    super({ writableHighWaterMark: Number.MAX_SAFE_INTEGER, decodeStrings: true, emitClose: true, autoDestroy: true });
    this.transport = transport;
  }

  /** Takes bytes that came in. The connection keeps `chunk`. */
  receive(chunk: Buffer): void {
    this.lastHeard = performance.now();
    if (!this.destroyed) this.onBytes(chunk);
  }

  /** Hands a whole packet to the reader, which works on it before this returns. */
  feed(packet: Buffer): void {
    this.push(packet);
    // The stream would emit this in a later tick, when nobody knows which client's time it takes.
    this.emit('readable');
  }

  /** Bytes written to this connection that its transport has not sent. */
  get backlog(): number {
    return this.writableLength + (this.#gone ? 0 : this.transport.buffered());
  }

  /** Called when the transport took waiting bytes. */
  drained(): void {
    if (this.roomWanted && !this.destroyed) this.onRoom();
  }

  /** Called when the transport is closed. What came in before is still worked through. */
  gone(): void {
    if (this.#gone) return;
    this.#gone = true;
    if (this.destroyed) return;
    this.onEnd();
    setTimeout(() => this.destroy(), CLOSE_GRACE_MS).unref();
  }

  /** Closes with a reason. */
  cut(code: number, reason: string): void {
    this.closing = { code, reason };
    this.destroy();
  }

  /** Whether unsent bytes have not moved for STUCK_MS. Called a few times a second. */
  isStuck(now: number): boolean {
    const buffered = this.#gone ? 0 : this.transport.buffered();
    const moved = this.#sent - buffered > this.#taken;
    this.#taken = this.#sent - buffered;
    if (buffered === 0 || moved) this.#stuckSince = 0;
    else if (this.#stuckSince === 0) this.#stuckSince = now;
    // Not every transport reports this reliably.
    if (moved) this.drained();
    return this.#stuckSince > 0 && now - this.#stuckSince > STUCK_MS;
  }

  /** Nothing to do: `feed` pushes the packets. */
  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#send(chunk);
    done();
  }

  override _writev(chunks: { chunk: Buffer; encoding: BufferEncoding }[], done: () => void): void {
    this.#send(chunks.length === 1 ? chunks[0]!.chunk : Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }

  override _destroy(_error: Error | null, done: (error: Error | null) => void): void {
    if (!this.#gone) {
      this.#gone = true;
      this.transport.end(this.closing.code, this.closing.reason);
    }
    done(null);
  }

  #send(data: Buffer): void {
    if (this.#gone) return;
    // Only earlier bytes count. The box chose the length of this message, and a client cut for it would be cut again at
    // every reconnect.
    const buffered = this.transport.buffered();
    if (buffered === 0) this.#longest = 0;
    if (buffered > MAX_BUFFERED + this.#longest) {
      this.cut(1013, 'too slow');
      return;
    }
    this.#longest = Math.max(this.#longest, data.length);
    this.#sent += data.length;
    this.transport.send(data);
    if (this.roomWanted) setImmediate(() => this.drained());
  }
}

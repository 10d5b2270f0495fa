/**
 * One MQTT connection as the broker sees it, over TCP or WebSocket. Writing never reports backpressure: the broker
 * would hold everybody for one slow client. Instead the connection has a written limit, and is cut when it is passed.
 */
import { Duplex } from 'node:stream';

/** Bytes one client may leave unread, beside the longest message among them, before it is cut. */
export const MAX_BUFFERED = 256 * 1024;
/** Bytes of one MQTT packet from a client; a file of presets is the largest. */
export const MAX_PACKET = 1024 * 1024;
/**
 * Bytes of one SUBSCRIBE or UNSUBSCRIBE: as many filters as a client may hold, each as long as the box's longest
 * topics.
 */
export const MAX_FILTERS_PACKET = 64 * 1024;
/** Bytes of a CONNECT: all that is read of somebody who has not shown a token. */
export const MAX_STRANGERS_PACKET = 1024;
/** Unsent bytes that do not move for this long: cut, ms. */
export const STUCK_MS = 1000;

/** How long a closed connection's last packets may take, ms. */
const LAST_WORDS_MS = 100;

/** What carries the bytes. */
export interface Transport {
  readonly kind: 'tcp' | 'ws';
  readonly remoteAddress: string;
  readonly userAgent: string;
  send(data: Buffer): void;
  /** Bytes the kernel has not taken. */
  buffered(): number;
  /** Asks for a sign of life, where the transport can. */
  ping?(): void;
  /** How long an acknowledgement has been owing, ms, where the kernel can be asked; 0 while none is. */
  owedMs?(now: number): number;
  /** The client has shown who it is: its connection gives way to no stranger's. */
  vouch(): void;
  pause(): void;
  resume(): void;
  /** Closes in order, with a WebSocket close code where there is one. */
  end(code: number, reason: string): void;
  terminate(): void;
}

export class MqttConnection extends Duplex {
  readonly transport: Transport;
  /** Set before closing, so that the other side learns why. */
  closing: { code: number; reason: string } = { code: 1000, reason: '' };
  /** Monotonic ms of the last sign of life. */
  lastHeard = performance.now();
  #stuckSince = 0;
  /** Bytes handed to the transport so far, and how many of them the kernel had taken at the last look. */
  #sent = 0;
  #taken = 0;
  /** Length of the longest message that was sent since everything was read. */
  #longest = 0;
  #gone = false;
  /** Bytes came in. */
  onBytes: (chunk: Buffer) => void = () => {};
  /** Somebody waits for `onRoom`. */
  roomWanted = false;
  /** Answers that lay unread are on their way again. */
  onRoom: () => void = () => {};
  /** The transport is closed; `push(null)` is due once everything that came in before is worked through. */
  onEnd: () => void = () => void this.push(null);

  constructor(transport: Transport) {
    super({ writableHighWaterMark: Number.MAX_SAFE_INTEGER, decodeStrings: true, emitClose: true, autoDestroy: true });
    this.transport = transport;
  }

  /** Bytes that came in; the connection keeps `chunk`. */
  receive(chunk: Buffer): void {
    this.lastHeard = performance.now();
    if (!this.destroyed) this.onBytes(chunk);
  }

  /** Hands a whole packet to the reader, which works on it before this returns. */
  feed(packet: Buffer): void {
    this.push(packet);
    // The stream itself would say so in a later tick, in which nobody knows whose time it takes.
    this.emit('readable');
  }

  /** Bytes written to it that its transport has not sent. */
  get backlog(): number {
    return this.writableLength + (this.#gone ? 0 : this.transport.buffered());
  }

  /** The transport took bytes that were waiting. */
  drained(): void {
    if (this.roomWanted && !this.destroyed) this.onRoom();
  }

  /** The transport is closed; what had come in before is still worked through. */
  gone(): void {
    if (this.#gone) return;
    this.#gone = true;
    if (this.destroyed) return;
    this.onEnd();
    setTimeout(() => this.destroy(), LAST_WORDS_MS).unref();
  }

  /** Closes with a reason. */
  cut(code: number, reason: string): void {
    this.closing = { code, reason };
    this.destroy();
  }

  /** Called a few times a second: true when this connection's time is up. */
  isStuck(now: number): boolean {
    const buffered = this.#gone ? 0 : this.transport.buffered();
    const moved = this.#sent - buffered > this.#taken;
    this.#taken = this.#sent - buffered;
    if (buffered === 0 || moved) this.#stuckSince = 0;
    else if (this.#stuckSince === 0) this.#stuckSince = now;
    // No transport says so for certain.
    if (moved) this.drained();
    return this.#stuckSince > 0 && now - this.#stuckSince > STUCK_MS;
  }

  /** Who reads it is fed. */
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
    // Judged by what lies there already: a message is as long as the box made it, and cutting its receiver for that
    // would cut him again at every reconnect.
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

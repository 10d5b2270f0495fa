/**
 * One MQTT connection as the broker sees it, over TCP or WebSocket. Writing never reports backpressure: the broker would hold
 * everybody for one slow client. Instead the connection has a written limit, and is cut when it is passed.
 */
import { Duplex } from 'node:stream';
import { PacketLimit } from './packet-limit.js';

/** Bytes one client may leave unread, beside the longest message among them, before it is cut. */
export const MAX_BUFFERED = 256 * 1024;
/** Bytes of one MQTT packet from a client; a file of presets is the largest. */
export const MAX_PACKET = 1024 * 1024;
/** Bytes of one SUBSCRIBE or UNSUBSCRIBE: as many filters as a client may hold, each as long as the box's longest topics. */
export const MAX_FILTERS_PACKET = 64 * 1024;
/** Bytes of a client that wait to be worked through before it is cut. */
export const MAX_UNREAD = 2 * MAX_PACKET;
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
  /** What came in while it was not to be read on. */
  #unread: Buffer[] | undefined;
  #unreadBytes = 0;
  readonly #limit = new PacketLimit({ packet: MAX_PACKET, filters: MAX_FILTERS_PACKET });

  constructor(transport: Transport) {
    super({ writableHighWaterMark: Number.MAX_SAFE_INTEGER, decodeStrings: true, emitClose: true, autoDestroy: true });
    this.transport = transport;
  }

  /** Bytes that came in; the connection keeps `chunk`. */
  receive(chunk: Buffer): void {
    this.lastHeard = performance.now();
    if (this.destroyed) return;
    if (!this.#limit.accepts(chunk)) {
      this.cut(1009, 'packet too large');
      return;
    }
    if (this.#unread) {
      this.#unread.push(chunk);
      this.#unreadBytes += chunk.length;
    } else if (!this.push(chunk)) this.transport.pause();
    if (this.readableLength + this.#unreadBytes > MAX_UNREAD) this.cut(1008, 'too fast');
  }

  /** Whether what comes in is handed on. While it is not, a WebSocket's bytes are kept here, TCP's in the kernels of both sides. */
  setReading(reading: boolean): void {
    if (reading === (this.#unread === undefined) || this.destroyed) return;
    if (!reading) {
      this.#unread = [];
      this.transport.pause();
      return;
    }
    const kept = this.#unread!;
    this.#unread = undefined;
    this.#unreadBytes = 0;
    let more = true;
    for (const chunk of kept) more = this.push(chunk);
    if (more && !this.#gone) this.transport.resume();
  }

  /** The transport is closed; what had come in before is still worked through. */
  gone(): void {
    if (this.#gone) return;
    this.#gone = true;
    if (this.destroyed) return;
    this.push(null);
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
    return this.#stuckSince > 0 && now - this.#stuckSince > STUCK_MS;
  }

  override _read(): void {
    if (!this.#gone && !this.#unread) this.transport.resume();
  }

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
    // Judged by what lies there already: a message is as long as the box made it, and cutting its receiver for that would cut
    // him again at every reconnect.
    const buffered = this.transport.buffered();
    if (buffered === 0) this.#longest = 0;
    if (buffered > MAX_BUFFERED + this.#longest) {
      this.cut(1013, 'too slow');
      return;
    }
    this.#longest = Math.max(this.#longest, data.length);
    this.#sent += data.length;
    this.transport.send(data);
  }
}

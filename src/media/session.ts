/**
 * One listener's connection: from the offer to its end. It sends RTP packets with its own numbers. Media process only.
 */
import { randomInt } from 'node:crypto';
import { RTP_OPUS, RTP_RED, type SignalWay } from '../wire/signal.js';
import type { Connection, MediaLibrary } from './library/media-library.js';
import type { EndReason } from './link/messages.js';
import { MAX_PACKET_BYTES } from './rtp/red-packer.js';
import { RTP_HEADER_BYTES, writeRtpHeader } from './rtp/rtp-header.js';
import { answerOf, offerOf, readAnswer } from './sdp.js';

export interface SessionLimits {
  /** How long it may take from the offer until packets can be sent, ms. */
  readonly openMs: number;
  /**
   * A browser that has sent RTCP goes on: it reports every five seconds or so. Without any for this long it is gone,
   * ms.
   */
  readonly silenceMs: number;
}

export const SESSION_LIMITS: SessionLimits = { openMs: 10_000, silenceMs: 16_000 };

/** The connection outlives its last packet by this, ms: a browser forgets what it has not handed out when it closes. */
const LINGER_MS = 200;

export interface SessionOptions {
  /** Number of the session on the link. */
  readonly number: number;
  readonly host: string;
  readonly port: number;
  /** The box's address, as the page reached it. */
  readonly address: string;
  readonly way: SignalWay;
  readonly limits: SessionLimits;
}

export interface SessionEvents {
  offered(session: Session, sdp: string): void;
  opened(session: Session, red: boolean): void;
  /** Called once, unless `close` came first. */
  ended(session: Session, reason: EndReason): void;
}

export class Session {
  readonly number: number;
  /** Older frames that each packet carries again. */
  copies = 0;
  /** The stream it plays. */
  stream = 0;
  readonly #options: SessionOptions;
  readonly #events: SessionEvents;
  readonly #connection: Connection;
  readonly #ssrc = randomInt(1, 2 ** 32);
  readonly #header = new DataView(new ArrayBuffer(RTP_HEADER_BYTES));
  readonly #headerBytes = new Uint8Array(this.#header.buffer);
  /** A packet that waits for its turn in the row. */
  readonly #waiting = new Uint8Array(MAX_PACKET_BYTES);
  #waitingBytes = 0;
  /** Capture time of the packet that waits. */
  #waitingSince = 0;
  #sequence = randomInt(0, 2 ** 15);
  #state: 'offering' | 'offered' | 'answered' | 'open' | 'closed' = 'offering';
  #red = false;
  #timer: NodeJS.Timeout;
  #heard = 0;
  #heardLast = 0;
  #silentMs = 0;

  /** Throws if the library has no connection. */
  constructor(library: MediaLibrary, options: SessionOptions, events: SessionEvents) {
    this.number = options.number;
    this.#options = options;
    this.#events = events;
    const { host, port, way } = options;
    this.#connection = library.open(
      { host, port, way, ssrc: this.#ssrc },
      {
        offered: (sdp) => this.#offered(sdp),
        opened: () => this.#opened(),
        heard: () => {
          this.#heard++;
        },
        lost: () => this.#end('lost'),
      },
    );
    this.#timer = setTimeout(() => this.#end('late'), options.limits.openMs);
  }

  get open(): boolean {
    return this.#state === 'open';
  }

  /** Whether its packets have redundancy. */
  get red(): boolean {
    return this.#red && this.copies > 0;
  }

  /** Takes the page's answer; a second one is ignored. */
  answer(text: string): void {
    if (this.#state !== 'offered') return;
    const { way } = this.#options;
    const answer = readAnswer(text, way);
    try {
      if (answer === undefined) throw new Error('not an answer to the offer');
      this.#red = answer.red;
      this.#state = 'answered';
      this.#connection.answer(answerOf(answer, way));
    } catch {
      this.#end('bad-answer');
    }
  }

  /** Writes its RTP header into `packet`, whose payload follows, and sends it. False if the library did not take it. */
  send(packet: Uint8Array, timestamp: number): boolean {
    this.flush();
    this.#number(packet, timestamp);
    return this.#connection.send(packet);
  }

  /** Like `send`, but the packet waits until `flush`, or until the next packet. */
  sendLater(packet: Uint8Array, timestamp: number, captureMs: number): void {
    this.flush();
    this.#number(packet, timestamp);
    this.#waiting.set(packet);
    this.#waitingBytes = packet.length;
    this.#waitingSince = captureMs;
  }

  /** Capture time of the packet that waits; undefined if none does. */
  get waiting(): number | undefined {
    return this.#waitingBytes === 0 ? undefined : this.#waitingSince;
  }

  /** Sends the packet that waits, if any. False if the library did not take it. */
  flush(): boolean {
    if (this.#waitingBytes === 0) return true;
    const packet = this.#waiting.subarray(0, this.#waitingBytes);
    this.#waitingBytes = 0;
    return this.#connection.send(packet);
  }

  /** To be called regularly while it is open: ends it when a browser that used to report is silent. */
  look(sinceMs: number): void {
    if (this.#state !== 'open') return;
    this.#silentMs = this.#heard === this.#heardLast ? this.#silentMs + sinceMs : 0;
    this.#heardLast = this.#heard;
    if (this.#heard > 0 && this.#silentMs > this.#options.limits.silenceMs) this.#end('lost');
  }

  /** Ends it without an event. Sends nothing more; what is on its way still arrives. `gone` is called after that. */
  leave(gone: () => void): void {
    this.#state = 'closed';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#connection.close();
      gone();
    }, LINGER_MS);
  }

  /** Ends it at once, without an event. */
  close(): void {
    this.#state = 'closed';
    clearTimeout(this.#timer);
    this.#connection.close();
  }

  #number(packet: Uint8Array, timestamp: number): void {
    const type = this.red ? RTP_RED : RTP_OPUS;
    writeRtpHeader(this.#header, type, this.#sequence, timestamp, this.#ssrc);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    packet.set(this.#headerBytes);
  }

  #offered(sdp: string): void {
    if (this.#state !== 'offering') return;
    this.#state = 'offered';
    this.#events.offered(this, offerOf(sdp, this.#options.address, this.#options.port));
  }

  #opened(): void {
    if (this.#state !== 'answered') return;
    this.#state = 'open';
    clearTimeout(this.#timer);
    this.#events.opened(this, this.#red);
  }

  #end(reason: EndReason): void {
    if (this.#state === 'closed') return;
    this.close();
    this.#events.ended(this, reason);
  }
}

/**
 * The WebSocket to the box. It reconnects with growing pauses and detects a dead link by its
 * silence. Runs on the page or in a worker. One owner; callbacks come on the thread that created it.
 */
import { Backoff } from '../../../base/backoff.js';

/** The same device listens elsewhere now: final. */
export const CLOSE_REPLACED = 4409;
/** The engineer sent this device away, or it may no longer hear that mix: final. */
export const CLOSE_DISMISSED = 4403;

/** The box has no place, or its radio no room, with ordinary packets or with any: retried, slowly. */
const CLOSE_FULL: Readonly<Record<number, NoPlace>> = { 4503: 'box-full', 4504: 'air-full', 4505: 'air-safe' };

/** Why a box has no place. `air-safe`: its radio would have room for the longest packets. */
export type NoPlace = 'box-full' | 'air-full' | 'air-safe';

/** Null for a code that means something else. */
export const noPlaceOf = (code: number): NoPlace | null => CLOSE_FULL[code] ?? null;

export interface ConnectionEvents {
  /** A connection is open; its packets may belong to another stream than before. */
  opened(): void;
  /** The connection is gone. After `CLOSE_REPLACED` and `CLOSE_DISMISSED` it does not reconnect. */
  closed(code: number): void;
  message(data: ArrayBuffer): void;
}

const PAUSES = { firstMs: 250, growth: 2, longestMs: 2000 };
/** Pauses while all places are taken. Asking more often frees no place. */
const FULL_PAUSES = { firstMs: 5000, growth: 1.5, longestMs: 15_000 };
/** A box in the same room answers sooner or not at all, ms. */
const CONNECT_MS = 3000;
/** An open connection without a message for this long is dead, ms: the box sends sound or keep-alives. */
const SILENT_MS = 4000;

export class Connection {
  readonly #events: ConnectionEvents;
  #url = '';
  #socket: WebSocket | null = null;
  readonly #backoff = new Backoff(PAUSES);
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #heardMs = 0;
  /** Pauses before the box is asked for a place again; undefined unless it reported that all are taken. */
  #full: Backoff | undefined;

  constructor(events: ConnectionEvents) {
    this.#events = events;
  }

  /** Connects, and reconnects whenever the connection breaks, until `close`. A second call moves to another address. */
  open(url: string): void {
    this.close();
    this.#url = url;
    this.#backoff.reset();
    this.#full = undefined;
    this.#connect();
  }

  close(): void {
    this.#url = '';
    clearTimeout(this.#retry);
    this.#drop();
  }

  /** Skips the pause: the network or the page came back. Does nothing while the box has no place. */
  retryNow(): void {
    if (this.#url === '' || this.#socket !== null || this.#full !== undefined) return;
    clearTimeout(this.#retry);
    this.#backoff.reset();
    this.#connect();
  }

  /** Sends at once; the text is lost without a connection. */
  send(text: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  #connect(): void {
    const socket = new WebSocket(this.#url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#watch = setTimeout(() => this.#lost(socket, 1006), CONNECT_MS);
    socket.onopen = () => {
      if (this.#socket !== socket) return;
      this.#backoff.reset();
      this.#heardMs = performance.now();
      clearTimeout(this.#watch);
      this.#listen(socket);
      this.#events.opened();
    };
    socket.onmessage = (event: MessageEvent<ArrayBuffer>) => {
      if (this.#socket !== socket) return;
      this.#heardMs = performance.now();
      this.#full = undefined;
      this.#events.message(event.data);
    };
    socket.onclose = (event) => this.#lost(socket, event.code);
  }

  #listen(socket: WebSocket): void {
    const silentMs = performance.now() - this.#heardMs;
    if (silentMs >= SILENT_MS) this.#lost(socket, 1006);
    else this.#watch = setTimeout(() => this.#listen(socket), SILENT_MS - silentMs);
  }

  #lost(socket: WebSocket, code: number): void {
    if (this.#socket !== socket) return;
    this.#drop();
    if (code === CLOSE_REPLACED || code === CLOSE_DISMISSED) {
      this.#url = '';
    } else {
      this.#retry = setTimeout(() => this.#connect(), this.#pauseMs(code));
    }
    this.#events.closed(code);
  }

  #pauseMs(code: number): number {
    this.#full = noPlaceOf(code) !== null ? (this.#full ?? new Backoff(FULL_PAUSES)) : undefined;
    return (this.#full ?? this.#backoff).next(Math.random());
  }

  #drop(): void {
    clearTimeout(this.#watch);
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}

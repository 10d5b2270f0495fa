/**
 * HTTP and WebSocket on one port, as the box uses them. Pure: types only. `ws-server.ts` (node:http + ws)
 * implements it; every implementation passes the contract suite. One server belongs to one thread;
 * nothing here may be shared between threads.
 */
import type { FaultSink } from '../base/barrier.js';
import type { ConnectionLimit } from './connection-limit.js';
import type { SendRow } from './send-row.js';
import type { ServerLimits } from './server-limits.js';

export interface HttpRequest {
  readonly method: string;
  /** Decoded path without the query; never contains `..` segments. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Header by lower-case name; '' when absent. */
  header(name: string): string;
  /** In its usual form, as `plainAddress` writes it. */
  readonly remoteAddress: string;
  /**
   * Reads the whole body, starting now; to be called once. Rejects with a `BodyTooLarge` (413) over
   * `limit` bytes, or when the client leaves.
   */
  body(limit: number): Promise<Buffer>;
  /** True once the client has left. */
  readonly aborted: boolean;
  /** The client has proved who it is: its connection does not give way to a stranger's. */
  readonly vouch?: () => void;
}

export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export type HttpHandler = (request: HttpRequest) => Promise<HttpReply> | HttpReply;

/** `vouched`: the client has proved who it is. */
export type UpgradeAnswer<T> =
  | { ok: true; data: T; protocol?: string; vouched?: boolean }
  | ({ ok: false } & HttpReply);

export interface WebSocketConnection<T> {
  readonly data: T;
  /** In its usual form, as `plainAddress` writes it. */
  readonly remoteAddress: string;
  /** The box's address on this connection, in the same form; empty if it was gone before it could be asked. */
  readonly localAddress: string;
  readonly closed: boolean;
  /** Copies before it returns, so the buffer may be reused at once. */
  send(message: Uint8Array, isBinary: boolean): void;
  /** From now on `sendInRow` uses `row`. A connection with TLS stays as it is. Reads /proc. */
  joinRow(row: SendRow): void;
  /**
   * Sends a binary message with the row's next flush, in order with all others of this connection. Sends it at once if
   * the connection joined no row, or while bytes wait. Copies as `send` does.
   */
  sendInRow(message: Uint8Array): void;
  /** Bytes accepted but not taken by the kernel. Flushes the row if a message of this connection is in it. */
  bufferedAmount(): number;
  ping(): void;
  /** The client has proved who it is: its connection does not give way to a stranger's. */
  vouch(): void;
  end(code: number, reason: string): void;
  terminate(): void;
}

export interface WebSocketHandlers<T> {
  /** Exact path. */
  readonly path: string;
  /** Largest message in bytes; a larger one closes the connection (1009). */
  readonly maxPayload: number;
  /** May take its time, up to `upgradeMs`. */
  upgrade(request: HttpRequest): Promise<UpgradeAnswer<T>> | UpgradeAnswer<T>;
  /** The upgrade was granted too late, or the client had left: returns the grant. */
  abandoned?(data: T): void;
  open?(connection: WebSocketConnection<T>): void;
  /** `message` is the callee's own copy. */
  message?(connection: WebSocketConnection<T>, message: Buffer, isBinary: boolean): void;
  /** The kernel took buffered bytes. */
  drain?(connection: WebSocketConnection<T>): void;
  pong?(connection: WebSocketConnection<T>): void;
  close?(connection: WebSocketConnection<T>, code: number): void;
}

export interface SocketServer {
  http(handler: HttpHandler): void;
  websocket<T>(handlers: WebSocketHandlers<T>): void;
  /**
   * Resolves to the real port. Rejects with address and port when the port is in use or not permitted. May
   * be called again for a second port (80).
   */
  listen(host: string, port: number): Promise<number>;
  /** Closes the ports and every connection. */
  close(): Promise<void>;
}

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** A request as it arrived, for the guard. */
export interface Arrival {
  readonly request: HttpRequest;
  /** Whether it asks for a WebSocket. */
  readonly upgrade: boolean;
  /** `1.1` or `1.0`. */
  readonly version: string;
  /** Every Host and Origin header, as written. */
  readonly hosts: readonly string[];
  readonly origins: readonly string[];
  readonly hasBody: boolean;
  /** The box's address on this connection. */
  readonly localAddress: string;
  readonly localPort: number;
  readonly secure: boolean;
}

/** Checks a request first. Returns the answer that refuses it, or undefined to let it in. */
export type Guard = (arrival: Arrival) => HttpReply | undefined;

export interface SocketServerOptions {
  readonly tls?: TlsFiles | undefined;
  /** Called before every handler and every upgrade. */
  readonly guard?: Guard | undefined;
  /** Shared by the servers of one thread. If absent, connections are not counted. */
  readonly connections?: ConnectionLimit | undefined;
  /** Gets the errors of failed handlers. */
  readonly onFault?: FaultSink | undefined;
  /** Changes to the usual limits, for tests. */
  readonly limits?: Partial<ServerLimits> | undefined;
}

/**
 * HTTP and WebSocket on one port, as the box uses them. Pure: types only. An implementation passes the contract
 * suite; there is `ws-server.ts` (node:http + ws). One server belongs to one thread; nothing here may be shared
 * between threads.
 */
import type { FaultSink } from '../barrier.js';
import type { ConnectionLimit } from './connection-limit.js';
import type { ServerLimits } from './server-limits.js';

export interface HttpRequest {
  readonly method: string;
  /** Decoded path without the query; never contains `..` segments. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case name; '' when absent. */
  header(name: string): string;
  readonly remoteAddress: string;
  /**
   * The whole body, read from here on; asked for once. Rejects with a `BodyTooLarge` (413) over `limit` bytes, or
   * when the client goes away.
   */
  body(limit: number): Promise<Buffer>;
  /** True once the client has gone. */
  readonly aborted: boolean;
  /** The client has shown who it is: its connection gives way to no stranger's. */
  readonly vouch?: () => void;
}

export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export type HttpHandler = (request: HttpRequest) => Promise<HttpReply> | HttpReply;

/** `vouched`: the client has shown who it is. */
export type UpgradeAnswer<T> =
  | { ok: true; data: T; protocol?: string; vouched?: boolean }
  | ({ ok: false } & HttpReply);

export interface WebSocketConnection<T> {
  readonly data: T;
  readonly remoteAddress: string;
  readonly closed: boolean;
  /** Copies before it returns: the buffer may be reused at once. */
  send(message: Uint8Array, isBinary: boolean): void;
  /** Bytes accepted by `send` that the kernel has not taken. */
  bufferedAmount(): number;
  ping(): void;
  /** The client has shown who it is: its connection gives way to no stranger's. */
  vouch(): void;
  end(code: number, reason: string): void;
  terminate(): void;
}

export interface WebSocketHandlers<T> {
  /** Path, exact. */
  readonly path: string;
  /** Bytes of one message; a larger one closes the connection (1009). */
  readonly maxPayload: number;
  /** May take its time, up to `upgradeMs`. */
  upgrade(request: HttpRequest): Promise<UpgradeAnswer<T>> | UpgradeAnswer<T>;
  /** What was granted found no connection: the client was gone, or the decision came too late. */
  abandoned?(data: T): void;
  open?(connection: WebSocketConnection<T>): void;
  /** `message` is the callee's own copy. */
  message?(connection: WebSocketConnection<T>, message: Buffer, isBinary: boolean): void;
  /** The kernel took bytes that were buffered. */
  drain?(connection: WebSocketConnection<T>): void;
  pong?(connection: WebSocketConnection<T>): void;
  close?(connection: WebSocketConnection<T>, code: number): void;
}

export interface SocketServer {
  http(handler: HttpHandler): void;
  websocket<T>(handlers: WebSocketHandlers<T>): void;
  /**
   * Resolves to the real port. Rejects naming address and port when it is in use or not permitted. May be called
   * again for a second port (80).
   */
  listen(host: string, port: number): Promise<number>;
  /** Closes listeners and every connection. */
  close(): Promise<void>;
}

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** A request as it came, for the check at the door. */
export interface Arrival {
  readonly request: HttpRequest;
  /** It asks for a WebSocket. */
  readonly upgrade: boolean;
  /** `1.1` or `1.0`. */
  readonly version: string;
  /** Every Host and Origin header, as written. */
  readonly hosts: readonly string[];
  readonly origins: readonly string[];
  readonly hasBody: boolean;
  /** The box's end of the connection. */
  readonly localAddress: string;
  readonly localPort: number;
  readonly secure: boolean;
}

/** The answer to a request that nobody shall look at further; undefined lets it in. */
export type Guard = (arrival: Arrival) => HttpReply | undefined;

export interface SocketServerOptions {
  readonly tls?: TlsFiles | undefined;
  /** Asked before every handler and every upgrade. */
  readonly guard?: Guard | undefined;
  /** Shared by the servers of one thread; without it connections are not counted. */
  readonly connections?: ConnectionLimit | undefined;
  /** Learns of handlers that failed. */
  readonly onFault?: FaultSink | undefined;
  /** Others than usual, for tests. */
  readonly limits?: Partial<ServerLimits> | undefined;
}

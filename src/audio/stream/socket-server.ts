/**
 * HTTP and WebSocket on one port, as the box uses them. Pure: types only. Two implementations pass one contract suite:
 * `uws-server.ts` (uWebSockets.js) and `ws-server.ts` (node:http + ws), the fallback where no binary fits.
 * One server belongs to one thread; nothing here may be shared between threads.
 */

export interface HttpRequest {
  readonly method: string;
  /** Decoded path without the query; never contains `..` segments. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case name; '' when absent. */
  header(name: string): string;
  readonly remoteAddress: string;
  /** The whole body. Rejects with a `BodyTooLarge` (413) over `limit` bytes, or when the client goes away. */
  body(limit: number): Promise<Buffer>;
  /** True once the client has gone. */
  readonly aborted: boolean;
}

export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export type HttpHandler = (request: HttpRequest) => Promise<HttpReply> | HttpReply;

export type UpgradeAnswer<T> = { ok: true; data: T; protocol?: string } | ({ ok: false } & HttpReply);

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
  /** May take its time; the request's data must be read before the first await (the implementation keeps it readable). */
  upgrade(request: HttpRequest): Promise<UpgradeAnswer<T>> | UpgradeAnswer<T>;
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
  /** Resolves to the real port. Rejects naming address and port when it is in use or not permitted. May be called again for a second port (80). */
  listen(host: string, port: number): Promise<number>;
  /** Closes listeners and every connection. */
  close(): Promise<void>;
}

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** `createSocketServer(tls?)`: uWebSockets.js where its binary loads, else ws. */
export type CreateSocketServer = (tls?: TlsFiles) => Promise<SocketServer>;

/**
 * The socket server on node:http and ws, for machines without a checked uWebSockets.js binary. Slower, same manners:
 * the contract suite runs on both.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { BodyCollector, decodePath, errorReply, failureReply, MAX_UNSENT_BYTES, plainAddress } from './http-message.js';
import { listenError } from './listen-error.js';
import type {
  HttpHandler,
  HttpReply,
  HttpRequest,
  SocketServer,
  TlsFiles,
  UpgradeAnswer,
  WebSocketConnection,
  WebSocketHandlers,
} from './socket-server.js';

type Upgrade = (req: IncomingMessage, socket: Duplex, head: Buffer) => void;

export class WsServer implements SocketServer {
  readonly #tls: { cert: Buffer; key: Buffer } | undefined;
  readonly #servers: Server[] = [];
  readonly #upgrades = new Map<string, Upgrade>();
  readonly #closers: (() => void)[] = [];
  #handler: HttpHandler = () => errorReply(404, 'not_found', 'there is nothing here');
  #closed = false;

  constructor(tls?: TlsFiles) {
    this.#tls = tls && { cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) };
  }

  http(handler: HttpHandler): void {
    this.#handler = handler;
  }

  websocket<T>(handlers: WebSocketHandlers<T>): void {
    const protocols = new WeakMap<IncomingMessage, string>();
    const wss = new WebSocketServer({
      noServer: true,
      clientTracking: true,
      perMessageDeflate: false,
      maxPayload: handlers.maxPayload,
      handleProtocols: (_offered, req) => protocols.get(req) ?? false,
    });
    this.#closers.push(() => {
      for (const client of wss.clients) client.terminate();
    });
    this.#upgrades.set(handlers.path, (req, socket, head) => {
      const request = new Request(req);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => request.abort());
      void decide(handlers, request).then((decision) => {
        if (request.aborted || this.#closed) return;
        if (!decision.ok) {
          refuse(req, socket, decision);
          return;
        }
        if (decision.protocol !== undefined) protocols.set(req, decision.protocol);
        wss.handleUpgrade(req, socket, head, (ws) => serve(ws, decision.data, request.remoteAddress, handlers));
      });
    });
  }

  async listen(host: string, port: number): Promise<number> {
    const onRequest: RequestListener = (req, res) => void this.#serveHttp(req, res);
    const server = this.#tls === undefined ? createServer(onRequest) : createTlsServer(this.#tls, onRequest);
    server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
      const upgrade = this.#upgrades.get(decodePath(req.url ?? '') ?? '');
      if (upgrade !== undefined) upgrade(req, socket, head);
      else void this.#serveHttp(req, rawResponse(req, socket));
    });
    server.on('clientError', (_error, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
      else socket.destroy();
    });
    server.on('connection', (socket) => socket.setNoDelay(true));
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(host, port, error.code)));
      server.listen({ host, port, exclusive: true }, resolve);
    });
    server.on('error', () => undefined);
    this.#servers.push(server);
    return (server.address() as { port: number }).port;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const close of this.#closers) close();
    await Promise.all(
      this.#servers.map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
      ),
    );
  }

  async #serveHttp(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const request = new Request(req);
    res.on('close', () => request.abort());
    let reply: HttpReply;
    if (request.path === '') reply = errorReply(400, 'bad_path', 'the path is malformed');
    else {
      try {
        reply = await this.#handler(request);
      } catch (error) {
        reply = failureReply(error);
      }
    }
    if (!request.aborted) write(res, reply, request.tooLarge);
  }
}

function write(res: ServerResponse, reply: HttpReply, last: boolean): void {
  const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : (reply.body ?? new Uint8Array(0));
  res.writeHead(reply.status, {
    ...reply.headers,
    ...(last && { connection: 'close' }),
    'content-length': body.length,
  });
  res.end(body);
}

/** A response on a socket that Node took away from its HTTP server because the client asked for an upgrade. */
function rawResponse(req: IncomingMessage, socket: Duplex): ServerResponse {
  const res = new ServerResponse(req);
  res.shouldKeepAlive = false;
  res.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0]);
  res.on('finish', () => socket.end());
  return res;
}

function refuse(req: IncomingMessage, socket: Duplex, reply: HttpReply): void {
  write(rawResponse(req, socket), reply, true);
}

async function decide<T>(handlers: WebSocketHandlers<T>, request: HttpRequest): Promise<UpgradeAnswer<T>> {
  try {
    return await handlers.upgrade(request);
  } catch (error) {
    return { ok: false, ...failureReply(error) };
  }
}

function serve<T>(ws: WebSocket, data: T, remoteAddress: string, handlers: WebSocketHandlers<T>): void {
  const connection = new Connection(ws, data, remoteAddress, handlers);
  ws.on('message', (message: RawData, isBinary) => {
    if (!connection.closed) handlers.message?.(connection, message as Buffer, isBinary);
  });
  ws.on('pong', () => {
    if (!connection.closed) handlers.pong?.(connection);
  });
  ws.on('close', (code) => connection.gone(code));
  // A protocol fault of the client: ws closes with the fitting code by itself.
  ws.on('error', () => undefined);
  handlers.open?.(connection);
}

class Request implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly remoteAddress: string;
  readonly #req: IncomingMessage;
  readonly #collector = new BodyCollector();
  #aborted = false;

  constructor(req: IncomingMessage) {
    this.#req = req;
    this.method = req.method ?? 'GET';
    const target = req.url ?? '';
    this.path = decodePath(target) ?? '';
    this.query = new URLSearchParams(target.includes('?') ? target.slice(target.indexOf('?') + 1) : '');
    this.remoteAddress = plainAddress(req.socket.remoteAddress ?? '');
    req.on('data', (chunk: Buffer) => this.#collector.push(chunk));
    req.on('end', () => this.#collector.complete());
    req.on('error', () => this.abort());
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  get tooLarge(): boolean {
    return this.#collector.tooLarge;
  }

  abort(): void {
    this.#aborted = true;
    this.#collector.abort();
  }

  header(name: string): string {
    const value = this.#req.headers[name];
    return Array.isArray(value) ? value.join(', ') : (value ?? '');
  }

  body(limit: number): Promise<Buffer> {
    return this.#collector.read(limit);
  }
}

class Connection<T> implements WebSocketConnection<T> {
  readonly data: T;
  readonly remoteAddress: string;
  readonly #ws: WebSocket;
  readonly #handlers: WebSocketHandlers<T>;
  #closed = false;
  #mayDrain = false;

  constructor(ws: WebSocket, data: T, remoteAddress: string, handlers: WebSocketHandlers<T>) {
    this.#ws = ws;
    this.data = data;
    this.remoteAddress = remoteAddress;
    this.#handlers = handlers;
  }

  get closed(): boolean {
    return this.#closed;
  }

  send(message: Uint8Array, isBinary: boolean): void {
    if (this.#closed) return;
    // ws keeps a reference until the kernel took it; the caller may reuse its buffer at once.
    this.#ws.send(Buffer.from(message), { binary: isBinary, compress: false }, this.#sent);
    const unsent = this.#ws.bufferedAmount;
    this.#mayDrain = unsent > 0;
    if (unsent > MAX_UNSENT_BYTES) this.#ws.terminate();
  }

  bufferedAmount(): number {
    return this.#closed ? 0 : this.#ws.bufferedAmount;
  }

  vouch(): void {}

  ping(): void {
    if (!this.#closed) this.#ws.ping();
  }

  end(code: number, reason: string): void {
    if (this.#closed) return;
    this.#ws.close(code, reason);
    this.gone(code);
  }

  terminate(): void {
    if (this.#closed) return;
    this.#ws.terminate();
    this.gone(1006);
  }

  /** Told once, whichever side ended it. */
  gone(code: number): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#handlers.close?.(this, code);
  }

  readonly #sent = (): void => {
    if (this.#closed || !this.#mayDrain) return;
    if (this.#ws.bufferedAmount > 0) return;
    this.#mayDrain = false;
    this.#handlers.drain?.(this);
  };
}

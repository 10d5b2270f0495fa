/**
 * The socket server on uWebSockets.js. Its rules, which this file keeps for everybody else: a request lives only until
 * its callback returns, a message's memory only until the handler returns, a socket must not be touched after its close,
 * and a thread must close its app before it ends or the process aborts.
 */

import type * as Uws from 'uWebSockets.js';
import { createServer } from 'node:net';
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
import { statusLine } from './status-line.js';

/** uWS copies the properties of its user data into an object of its own, so a class instance must be one of them. */
interface UserData<T> {
  connection: Connection<T>;
}
type Socket<T> = Uws.WebSocket<UserData<T>>;

/** LIBUS_LISTEN_EXCLUSIVE_PORT: without it a second process would share the port in silence. */
const EXCLUSIVE_PORT = 1;

export class UwsServer implements SocketServer {
  readonly #uws: typeof Uws;
  readonly #app: Uws.TemplatedApp;
  #handler: HttpHandler = () => errorReply(404, 'not_found', 'there is nothing here');
  /** Sockets between open and close. */
  readonly #live = new Set<Pick<Uws.WebSocket<unknown>, 'cork'>>();
  #closed = false;

  constructor(uws: typeof Uws, tls?: TlsFiles) {
    this.#uws = uws;
    this.#app =
      tls === undefined ? uws.App() : uws.SSLApp({ key_file_name: tls.keyFile, cert_file_name: tls.certFile });
    this.#app.any('/*', (res, req) => {
      const request = new Request(res, req);
      if (request.path === '') request.reply(errorReply(400, 'bad_path', 'the path is malformed'));
      else void answer(this.#handler, request).then((reply) => request.reply(reply));
    });
  }

  http(handler: HttpHandler): void {
    this.#handler = handler;
  }

  websocket<T>(handlers: WebSocketHandlers<T>): void {
    this.#app.ws<UserData<T>>(handlers.path, {
      compression: this.#uws.DISABLED,
      maxPayloadLength: handlers.maxPayload,
      idleTimeout: 0,
      sendPingsAutomatically: false,
      maxBackpressure: MAX_UNSENT_BYTES,
      closeOnBackpressureLimit: 1,
      upgrade: (res, req, context) => {
        const key = req.getHeader('sec-websocket-key');
        const request = new Request(res, req);
        void decide(handlers, request).then((decision) => {
          if (request.aborted || this.#closed) return;
          if (!decision.ok) {
            request.reply(decision);
            return;
          }
          const connection = new Connection(decision.data, request.remoteAddress);
          this.#corked(res, () => res.upgrade({ connection }, key, decision.protocol ?? '', '', context));
        });
      },
      open: (ws: Socket<T>) => {
        const { connection } = ws.getUserData();
        connection.attach(ws);
        this.#live.add(ws);
        handlers.open?.(connection);
      },
      message: (ws: Socket<T>, message, isBinary) => {
        // uWS takes the memory back when this returns: `slice` is the copy.
        handlers.message?.(ws.getUserData().connection, Buffer.from(message.slice(0)), isBinary);
      },
      drain: (ws: Socket<T>) => handlers.drain?.(ws.getUserData().connection),
      pong: (ws: Socket<T>) => handlers.pong?.(ws.getUserData().connection),
      close: (ws: Socket<T>, code) => {
        const { connection } = ws.getUserData();
        connection.detach();
        this.#live.delete(ws);
        handlers.close?.(connection, code);
      },
    });
  }

  async listen(host: string, port: number): Promise<number> {
    const socket = await new Promise<Uws.us_listen_socket | false>((resolve) => {
      (this.#app.listen as unknown as ListenExclusive).call(this.#app, host, port, EXCLUSIVE_PORT, resolve);
    });
    if (socket === false) throw listenError(host, port, await whyNot(host, port));
    return this.#uws.us_socket_local_port(socket as Uws.us_socket);
  }

  /**
   * Runs an upgrade that comes after its request's callback. `res.cork` alone must not: when it ends it takes the new
   * WebSocket for the old response, reads whatever lies there as "close when done", and closes one in forty. While some
   * other socket is corked it only calls its callback. Without any cork uWS writes a line to stderr: the price of the first socket.
   */
  #corked(res: Uws.HttpResponse, upgrade: () => void): void {
    const [other] = this.#live;
    if (other === undefined) upgrade();
    else other.cork(() => res.cork(upgrade));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#app.close();
  }
}

/** The binary takes host and options together; its type file lists them only apart. */
type ListenExclusive = (
  host: string,
  port: number,
  options: number,
  done: (socket: Uws.us_listen_socket | false) => void,
) => void;

/** uWS says only "no": the kernel's reason comes from asking it again through Node. */
function whyNot(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}

async function answer(handler: HttpHandler, request: HttpRequest): Promise<HttpReply> {
  try {
    return await handler(request);
  } catch (error) {
    return failureReply(error);
  }
}

async function decide<T>(handlers: WebSocketHandlers<T>, request: HttpRequest): Promise<UpgradeAnswer<T>> {
  try {
    return await handlers.upgrade(request);
  } catch (error) {
    return { ok: false, ...failureReply(error) };
  }
}

/** Everything of a uWS request that must outlive its callback, taken at once. */
class Request implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly remoteAddress: string;
  readonly #headers = new Map<string, string>();
  readonly #collector = new BodyCollector();
  readonly #res: Uws.HttpResponse;
  #aborted = false;
  #answered = false;

  constructor(res: Uws.HttpResponse, req: Uws.HttpRequest) {
    this.#res = res;
    this.method = req.getMethod().toUpperCase();
    this.path = decodePath(req.getUrl()) ?? '';
    this.query = new URLSearchParams(req.getQuery());
    this.remoteAddress = plainAddress(Buffer.from(res.getRemoteAddressAsText()).toString());
    req.forEach((name, value) => {
      this.#headers.set(name, value);
    });
    res.onAborted(() => {
      this.#aborted = true;
      this.#collector.abort();
    });
    res.onData((chunk, isLast) => {
      this.#collector.push(Buffer.from(chunk.slice(0)));
      if (isLast) this.#collector.complete();
    });
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  header(name: string): string {
    return this.#headers.get(name) ?? '';
  }

  body(limit: number): Promise<Buffer> {
    return this.#collector.read(limit);
  }

  reply(reply: HttpReply): void {
    if (this.#aborted || this.#answered) return;
    this.#answered = true;
    const res = this.#res;
    res.cork(() => {
      res.writeStatus(statusLine(reply.status));
      for (const [name, value] of Object.entries(reply.headers ?? {})) res.writeHeader(name, value);
      // uWS closes when the client asked for it, and does not say so: a client that keeps connections by the answer's header alone
      // (Node's) would send its next request into this one and be hung up on.
      if (this.header('connection').toLowerCase() === 'close') res.writeHeader('connection', 'close');
      const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : (reply.body ?? '');
      // The rest of a refused body would be read as the next request: such a connection ends with its answer.
      if (this.method === 'HEAD') res.endWithoutBody(body.length);
      else res.end(body, this.#collector.tooLarge);
    });
  }
}

class Connection<T> implements WebSocketConnection<T> {
  readonly data: T;
  readonly remoteAddress: string;
  #ws: Socket<T> | undefined;

  constructor(data: T, remoteAddress: string) {
    this.data = data;
    this.remoteAddress = remoteAddress;
  }

  attach(ws: Socket<T>): void {
    this.#ws = ws;
  }

  detach(): void {
    this.#ws = undefined;
  }

  get closed(): boolean {
    return this.#ws === undefined;
  }

  send(message: Uint8Array, isBinary: boolean): void {
    this.#ws?.send(message, isBinary, false);
  }

  bufferedAmount(): number {
    return this.#ws?.getBufferedAmount() ?? 0;
  }

  vouch(): void {}

  ping(): void {
    this.#ws?.ping();
  }

  end(code: number, reason: string): void {
    this.#ws?.end(code, reason);
  }

  terminate(): void {
    this.#ws?.close();
  }
}

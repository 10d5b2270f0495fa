/**
 * HTTP and WebSocket on one port, with node:http and ws. Every HTTP or WebSocket port of the box uses it. It limits
 * time, connections and unread answers for all of them.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { admitSocket, type ConnectionPlace } from './connection-limit.js';
import { bareAnswer, responseOn, sendAnswer } from './http-answer.js';
import { HttpConversation } from './http-conversation.js';
import { URL_BYTES } from './http-message.js';
import { arrivalOf, IncomingRequest } from './http-request.js';
import { errorReply, failureReply } from './json-reply.js';
import { openPort } from './open-port.js';
import { SERVER_LIMITS, type ServerLimits } from './server-limits.js';
import type { HttpHandler, HttpReply, SocketServer, SocketServerOptions, WebSocketHandlers } from './socket-server.js';
import { WsUpgrades } from './ws-upgrades.js';

/** When the server closes: how long a connection that closes normally may take for its last bytes, ms. */
const LAST_BYTES_MS = 100;

export class WsServer implements SocketServer {
  readonly #options: SocketServerOptions;
  readonly #limits: ServerLimits;
  readonly #tls: { cert: Buffer; key: Buffer } | undefined;
  readonly #servers: Server[] = [];
  readonly #upgrades: WsUpgrades;
  /** Every open socket; with TLS, both layers of each. */
  readonly #sockets = new Set<Socket>();
  readonly #conversations = new Map<Socket, HttpConversation>();
  /** Places of sockets during their TLS handshake, by both ports and the remote address. */
  readonly #handshaking = new Map<string, ConnectionPlace>();
  readonly #timer: NodeJS.Timeout;
  #handler: HttpHandler = () => errorReply(404, 'not_found', 'there is nothing here');
  #closed = false;

  constructor(options: SocketServerOptions = {}) {
    this.#options = options;
    this.#limits = { ...SERVER_LIMITS, ...options.limits };
    this.#tls = options.tls && { cert: readFileSync(options.tls.certFile), key: readFileSync(options.tls.keyFile) };
    this.#upgrades = new WsUpgrades(this.#limits, (door, error) => options.onFault?.(door, error));
    this.#timer = setInterval(() => {
      const nowMs = performance.now();
      for (const conversation of this.#conversations.values()) conversation.check(nowMs);
    }, this.#checkMs).unref();
  }

  http(handler: HttpHandler): void {
    this.#handler = handler;
  }

  websocket<T>(handlers: WebSocketHandlers<T>): void {
    this.#upgrades.add(handlers);
  }

  async listen(host: string, port: number): Promise<number> {
    const { headersMs, idleMs } = this.#limits;
    const options = {
      headersTimeout: headersMs,
      // Bodies have their own limits, which know whether a reader waits.
      requestTimeout: 0,
      keepAliveTimeout: idleMs,
      connectionsCheckingInterval: this.#checkMs,
      // The guard checks this, and answers with a message.
      requireHostHeader: false,
      noDelay: true,
    };
    const server =
      this.#tls === undefined
        ? createServer(options)
        : createTlsServer({ ...options, ...this.#tls, handshakeTimeout: headersMs });
    if (this.#tls === undefined)
      server.on('connection', (socket: Socket) => this.#converse(socket, this.#admit(socket)));
    else {
      server.on('connection', (socket: Socket) => {
        const place = this.#admit(socket);
        if (place !== undefined) this.#handshaking.set(nameOf(socket), place);
      });
      server.on('secureConnection', (socket: Socket) => {
        this.#hold(socket);
        this.#converse(socket, this.#handshaking.get(nameOf(socket)));
      });
    }
    const take = (req: IncomingMessage, res: ServerResponse): void =>
      this.#conversations.get(req.socket)?.take(req, res);
    server.on('request', take);
    // Node would answer these itself, without regard to what the client takes.
    server.on('checkExpectation', take);
    server.on('upgrade', (req: IncomingMessage, socket: Socket, head: Buffer) => void this.#upgrade(req, socket, head));
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => this.#garbled(error, socket));
    const opened = await openPort(server, host, port);
    this.#servers.push(server);
    return opened;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    const closed = this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    for (const socket of this.#sockets) socket.destroySoon();
    const timer = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, LAST_BYTES_MS);
    await Promise.all(closed);
    clearTimeout(timer);
  }

  get #checkMs(): number {
    const { headersMs, idleMs, paceMs, bodyMs } = this.#limits;
    return Math.min(1000, headersMs / 4, idleMs / 4, paceMs / 4, bodyMs / 4);
  }

  #admit(socket: Socket): ConnectionPlace | undefined {
    const { connections } = this.#options;
    this.#hold(socket);
    if (connections === undefined) return NO_PLACE;
    const name = nameOf(socket);
    const place = admitSocket(connections, socket);
    if (place !== undefined) socket.once('close', () => this.#handshaking.delete(name));
    return place;
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#conversations.delete(socket);
    });
  }

  #converse(socket: Socket, place: ConnectionPlace | undefined): void {
    if (place === undefined || socket.destroyed) return;
    const host = {
      limits: this.#limits,
      reply: (req: IncomingMessage, request: IncomingRequest) => this.#reply(req, request, false),
    };
    this.#conversations.set(socket, new HttpConversation(host, socket, place));
  }

  /** The answer to a request without upgrade. Never rejects. */
  async #reply(req: IncomingMessage, request: IncomingRequest, upgrade: boolean): Promise<HttpReply> {
    try {
      return this.#refusal(req, request, upgrade) ?? (await this.#handler(request));
    } catch (error) {
      return failureReply(error);
    }
  }

  /** What is wrong with a request, before its handler runs. */
  #refusal(req: IncomingMessage, request: IncomingRequest, upgrade: boolean): HttpReply | undefined {
    if ((req.url ?? '').length > URL_BYTES)
      return errorReply(414, 'url_too_long', `the address of a request may have at most ${URL_BYTES} bytes`);
    const turned = this.#options.guard?.(arrivalOf(req, request, upgrade));
    if (turned !== undefined) return turned;
    if (req.httpVersion === '1.1' && !/^(100-continue)?$/i.test(request.header('expect')))
      return errorReply(417, 'bad_expectation', 'the only expectation of a request is 100-continue', {
        path: 'expect',
      });
    return request.path === '' ? errorReply(400, 'bad_path', 'the path is malformed') : undefined;
  }

  async #upgrade(req: IncomingMessage, socket: Socket, first: Buffer): Promise<void> {
    const conversation = this.#conversations.get(socket);
    socket.on('error', () => socket.destroy());
    if (conversation === undefined || conversation.busy) {
      socket.destroy();
      return;
    }
    const head = Buffer.concat([first, conversation.detach()]);
    const request = new IncomingRequest(req, conversation.vouch);
    socket.once('close', () => request.abort());
    const reply = await this.#upgraded(req, request, socket, head);
    if (reply === undefined || socket.destroyed) return;
    const timer = setTimeout(() => socket.destroy(), this.#limits.paceMs);
    await sendAnswer(responseOn(req, socket), reply, { last: true });
    clearTimeout(timer);
    socket.end();
    setTimeout(() => socket.destroy(), this.#limits.lingerMs).unref();
  }

  async #upgraded(
    req: IncomingMessage,
    request: IncomingRequest,
    socket: Socket,
    head: Buffer,
  ): Promise<HttpReply | undefined> {
    const upgrade = this.#upgrades.find(req, request.path);
    // Node's parser is detached, so a body would not be found.
    if (arrivalOf(req, request, true).hasBody)
      return errorReply(400, 'bad_upgrade', 'a request with a body cannot ask for an upgrade');
    if (upgrade === undefined) return this.#reply(req, request, false);
    let refusal: HttpReply | undefined;
    try {
      refusal = this.#refusal(req, request, true);
    } catch (error) {
      refusal = failureReply(error);
    }
    if (refusal !== undefined) return refusal;
    // A client that sends anything, or leaves, before the answer is cut off at once.
    const leave = (): void => void socket.destroy();
    socket.on('data', leave).on('end', leave);
    const refused = await upgrade({
      req,
      request,
      head,
      takeSocket: () => socket.off('data', leave).off('end', leave),
    });
    if (refused === undefined) this.#conversations.delete(socket);
    return refused;
  }

  /** Answers bytes that are not a request, or a request that took too long. */
  #garbled(error: NodeJS.ErrnoException, socket: Socket): void {
    if (!socket.writable || this.#conversations.get(socket)?.busy !== false) {
      socket.destroy();
      return;
    }
    socket.end(bareAnswer(faultReply(error.code)));
    setTimeout(() => socket.destroy(), this.#limits.lingerMs).unref();
  }
}

/** For servers that do not limit connections. */
const NO_PLACE: ConnectionPlace = { active() {}, vouch() {}, leave() {} };

/** Equal for both layers of one TLS connection, and different for any other at the same time. */
const nameOf = ({ remoteAddress, remotePort, localPort }: Socket): string =>
  `${remoteAddress} ${remotePort} ${localPort}`;

function faultReply(code: string | undefined): HttpReply {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return errorReply(408, 'too_slow', 'the headers of the request came too slowly');
    case 'HPE_HEADER_OVERFLOW':
      return errorReply(431, 'headers_too_large', 'the headers of a request may have at most 16 KiB');
    default:
      return errorReply(400, 'bad_request', 'this is not a request of HTTP/1.1');
  }
}

/**
 * The WebSocket paths of a server, and how a request becomes a WebSocket: asked, decided in time, opened or refused.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { barrier, type FaultSink } from '../base/barrier.js';
import type { IncomingRequest } from './http-request.js';
import { errorReply, failureReply } from './json-reply.js';
import type { ServerLimits } from './server-limits.js';
import type { HttpReply, UpgradeAnswer, WebSocketConnection, WebSocketHandlers } from './socket-server.js';
import { WsConnection } from './ws-connection.js';

/** Most pieces of an incomplete message: TCP chunks (1 MB in packets of 256 bytes) and WebSocket frames. */
const MOST_CHUNKS = 4_096;
const MOST_FRAGMENTS = 256;

/** A request to become a WebSocket. */
interface Asking {
  readonly req: IncomingMessage;
  readonly request: IncomingRequest;
  /** Bytes that came after the request. */
  readonly head: Buffer;
  /** Takes the connection's socket over for the WebSocket. */
  takeSocket(): Socket;
}

/** Opens the WebSocket, or returns the refusal. Never rejects. */
type Upgrade = (asking: Asking) => Promise<HttpReply | undefined>;

export class WsUpgrades {
  readonly #limits: ServerLimits;
  readonly #fault: FaultSink;
  readonly #byPath = new Map<string, Upgrade>();

  constructor(limits: ServerLimits, fault: FaultSink) {
    this.#limits = limits;
    this.#fault = fault;
  }

  add<T>(unguarded: WebSocketHandlers<T>): void {
    const handlers = guarded(unguarded, this.#fault);
    const protocols = new WeakMap<IncomingMessage, string>();
    const wss = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      autoPong: false,
      maxPayload: handlers.maxPayload,
      // A message in tiny pieces takes far more memory than its bytes.
      maxBufferedChunks: MOST_CHUNKS,
      maxFragments: MOST_FRAGMENTS,
      closeTimeout: this.#limits.upgradeMs,
      handleProtocols: (_offered, req) => protocols.get(req) ?? false,
    } as ConstructorParameters<typeof WebSocketServer>[0]);
    this.#byPath.set(handlers.path, async ({ req, request, head, takeSocket }) => {
      const decision = await this.#decide(handlers, request);
      if (!decision.ok) return decision;
      let opened = false;
      if (!request.aborted) {
        if (decision.protocol !== undefined) protocols.set(req, decision.protocol);
        const socket = takeSocket();
        wss.handleUpgrade(req, socket, head, (ws) => {
          opened = true;
          if (decision.vouched) request.vouch();
          new WsConnection(ws, socket, decision.data, request, handlers).serve();
        });
      }
      if (!opened) handlers.abandoned?.(decision.data);
      return undefined;
    });
  }

  /** The upgrade for this request; undefined if it asks for something else, or the path is unknown. */
  find({ headers, method }: IncomingMessage, path: string): Upgrade | undefined {
    if (headers.upgrade?.toLowerCase() !== 'websocket') return undefined;
    const upgrade = this.#byPath.get(path);
    if (upgrade === undefined) return undefined;
    const sound =
      method === 'GET' &&
      /^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '') &&
      headers['sec-websocket-version'] === '13';
    return sound ? upgrade : async () => errorReply(400, 'bad_upgrade', 'this is not a WebSocket handshake (RFC 6455)');
  }

  /** The handlers' decision, or a refusal if it takes too long. A grant that comes later is abandoned. */
  async #decide<T>(handlers: WebSocketHandlers<T>, request: IncomingRequest): Promise<UpgradeAnswer<T>> {
    let timer: NodeJS.Timeout | undefined;
    let inTime = true;
    const late = new Promise<UpgradeAnswer<T>>((resolve) => {
      timer = setTimeout(() => {
        inTime = false;
        request.abort();
        resolve({ ok: false, ...errorReply(503, 'busy', 'the box did not answer in time') });
      }, this.#limits.upgradeMs);
    });
    const decided = (async () => handlers.upgrade(request))().then(
      (answer) => {
        if (!inTime && answer.ok) handlers.abandoned?.(answer.data);
        return answer;
      },
      (error: unknown): UpgradeAnswer<T> => ({ ok: false, ...failureReply(error) }),
    );
    const answer = await Promise.race([decided, late]);
    clearTimeout(timer);
    return answer;
  }
}

/** Wraps handlers so that a failed call affects only itself. If `open` fails, the connection is ended. */
function guarded<T>(handlers: WebSocketHandlers<T>, fault: FaultSink): WebSocketHandlers<T> {
  const door = `WebSocket ${handlers.path}`;
  return {
    ...handlers,
    upgrade: (request) => handlers.upgrade(request),
    abandoned: barrier(door, fault, (data: T) => handlers.abandoned?.(data)),
    open(connection) {
      try {
        handlers.open?.(connection);
      } catch (error) {
        fault(door, error);
        connection.terminate();
      }
    },
    message: barrier(door, fault, (connection: WebSocketConnection<T>, message: Buffer, isBinary: boolean) =>
      handlers.message?.(connection, message, isBinary),
    ),
    drain: barrier(door, fault, (connection: WebSocketConnection<T>) => handlers.drain?.(connection)),
    pong: barrier(door, fault, (connection: WebSocketConnection<T>) => handlers.pong?.(connection)),
    close: barrier(door, fault, (connection: WebSocketConnection<T>, code: number) =>
      handlers.close?.(connection, code),
    ),
  };
}

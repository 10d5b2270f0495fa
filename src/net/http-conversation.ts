/**
 * One HTTP connection. It handles one request at a time, and starts the next when the kernel has taken the last
 * answer. A client that does not read its answers is not read either. Its bytes go to Node's parser in small
 * slices, and none while an answer is under way.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ConnectionPlace } from './connection-limit.js';
import { sendAnswer } from './http-answer.js';
import { IncomingRequest } from './http-request.js';
import { errorReply } from './json-reply.js';
import { BytePace, type ServerLimits } from './server-limits.js';
import type { HttpReply } from './socket-server.js';

/** Bytes given to the parser at once: a dozen of the shortest requests, so that few are parsed ahead. */
const SLICE_BYTES = 512;
/** The same while a body arrives. */
const BODY_SLICE_BYTES = 8_192;

/** What a conversation needs from the server. */
export interface ConversationHost {
  readonly limits: ServerLimits;
  /** Never rejects. */
  reply(req: IncomingMessage, request: IncomingRequest): Promise<HttpReply>;
}

export class HttpConversation {
  readonly #host: ConversationHost;
  readonly #socket: Socket;
  readonly #place: ConnectionPlace | undefined;
  /** Node's own data listener of this socket. */
  readonly #parse: (chunk: Buffer) => void;
  readonly #waiting: { req: IncomingMessage; res: ServerResponse }[] = [];
  #kept: Buffer | undefined;
  #feeding = false;
  #detached = false;
  #request: IncomingRequest | undefined;
  #answering: BytePace | undefined;
  #idleSinceMs: number;

  /** To be created when Node's HTTP server has taken the socket, before a byte is read. */
  constructor(host: ConversationHost, socket: Socket, place: ConnectionPlace | undefined) {
    this.#host = host;
    this.#socket = socket;
    this.#place = place;
    this.#idleSinceMs = performance.now();
    this.#parse = socket.listeners('data')[0] as (chunk: Buffer) => void;
    socket.off('data', this.#parse);
    socket.on('data', this.#receive);
    socket.on('drain', () => this.#feed());
  }

  /** Whether a request is being served, or an answer is under way. */
  get busy(): boolean {
    return this.#request !== undefined;
  }

  readonly vouch = (): void => this.#place?.vouch();

  /** Called when Node has parsed a request. */
  take(req: IncomingMessage, res: ServerResponse): void {
    this.#place?.active();
    this.#waiting.push({ req, res });
    if (this.#waiting.length > this.#host.limits.pipelined) this.#socket.destroy();
    else if (!this.busy) void this.#serve();
  }

  /** Gives the socket up for an upgrade. Returns the bytes that were read but not parsed. */
  detach(): Buffer {
    this.#detached = true;
    this.#socket.off('data', this.#receive);
    const kept = this.#kept ?? Buffer.alloc(0);
    this.#kept = undefined;
    return kept;
  }

  /** Checks the time limits; called a few times a second. */
  check(nowMs: number): void {
    const { limits } = this.#host;
    if (this.#detached) return;
    const unread = this.#answering?.late(nowMs) ?? false;
    const idle = !this.busy && nowMs - this.#idleSinceMs > limits.idleMs + limits.headersMs;
    if (unread || idle) this.#socket.destroy();
    else if (this.#request?.late(limits, nowMs)) this.#tooSlow();
  }

  async #serve(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const { req, res } = next;
      const request = new IncomingRequest(req, this.vouch);
      this.#request = request;
      res.once('close', () => request.abort());
      req.on('resume', () => this.#feed());
      const tooSlow = new Promise<HttpReply>((resolve) => {
        this.#tooSlow = () => {
          resolve(errorReply(408, 'too_slow', 'the body of the request came too slowly'));
          request.abort();
        };
      });
      const reply = await Promise.race([this.#host.reply(req, request), tooSlow]);
      await this.#answer(req, res, request, reply);
      if (this.#socket.destroyed) return;
      this.#place?.active();
    }
    this.#request = undefined;
    this.#idleSinceMs = performance.now();
    this.#feed();
  }

  #tooSlow = (): void => {};

  async #answer(req: IncomingMessage, res: ServerResponse, request: IncomingRequest, reply: HttpReply): Promise<void> {
    if (res.destroyed) return;
    const pace = new BytePace(this.#host.limits, performance.now());
    this.#answering = pace;
    // The rest of an unwanted body is read and dropped for a moment. Closing the
    // connection at once would lose the answer.
    const unwanted = !request.complete;
    await sendAnswer(res, reply, {
      last: unwanted,
      moved: (bytes) => pace.moved(bytes),
      beforeEnd: unwanted ? () => discard(req, this.#host.limits.lingerMs) : undefined,
    });
    this.#answering = undefined;
  }

  readonly #receive = (chunk: Buffer): void => {
    this.#kept = this.#kept === undefined ? chunk : Buffer.concat([this.#kept, chunk]);
    this.#feed();
  };

  #feed(): void {
    if (this.#feeding) return;
    this.#feeding = true;
    while (this.#kept !== undefined && !this.#held && !this.#socket.destroyed) {
      const slice = this.#kept.subarray(0, this.#request === undefined ? SLICE_BYTES : BODY_SLICE_BYTES);
      this.#kept = slice.length < this.#kept.length ? this.#kept.subarray(slice.length) : undefined;
      this.#parse(slice);
    }
    this.#feeding = false;
    if (this.#detached || this.#socket.destroyed) return;
    if (this.#kept !== undefined) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  /**
   * Whether the parser gets nothing for now: the request is complete, its body waits unread, or the client has not
   * taken its answer. In the last two cases Node has paused the socket, and its parser must not be fed.
   */
  get #held(): boolean {
    return this.#request?.complete === true || this.#request?.full === true || this.#socket.writableNeedDrain;
  }
}

/** Reads and drops what still comes, for `ms` at most. */
function discard(req: IncomingMessage, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    req.once('close', resolve);
    req.once('end', () => {
      clearTimeout(timer);
      resolve();
    });
    req.resume();
  });
}

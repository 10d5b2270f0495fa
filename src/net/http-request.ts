/**
 * One request on node:http, as handlers see it. Its body is read only when a handler asks for it,
 * so an unwanted body does not fill memory.
 */
import type { IncomingMessage } from 'node:http';
import { plainAddress } from '../base/address.js';
import { BodyTooLarge, decodePath, RequestAborted } from './http-message.js';
import { BytePace, type ServerLimits } from './server-limits.js';
import type { Arrival, HttpRequest } from './socket-server.js';

export class IncomingRequest implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly remoteAddress: string;
  readonly vouch: () => void;
  readonly #req: IncomingMessage;
  #aborted = false;
  #fail: ((error: Error) => void) | undefined;
  #pace: BytePace | undefined;
  #askedMs = 0;

  constructor(req: IncomingMessage, vouch: () => void) {
    this.#req = req;
    this.vouch = vouch;
    this.method = req.method ?? 'GET';
    const target = req.url ?? '';
    this.path = decodePath(target) ?? '';
    this.query = new URLSearchParams(target.includes('?') ? target.slice(target.indexOf('?') + 1) : '');
    this.remoteAddress = plainAddress(req.socket.remoteAddress ?? '');
    req.on('error', () => this.abort());
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  /** Whether the whole request has arrived, including its body. */
  get complete(): boolean {
    return this.#req.complete;
  }

  /** Whether nobody reads the body and its buffer is full. */
  get full(): boolean {
    const { readableFlowing, readableLength, readableHighWaterMark } = this.#req;
    return readableFlowing !== true && readableLength >= readableHighWaterMark;
  }

  header(name: string): string {
    const value = this.#req.headers[name];
    return Array.isArray(value) ? value.join(', ') : (value ?? '');
  }

  body(limit: number): Promise<Buffer> {
    if (this.#aborted) return Promise.reject(new RequestAborted());
    if (Number(this.#req.headers['content-length'] ?? 0) > limit) return Promise.reject(new BodyTooLarge(limit));
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const fail = (error: Error): void => {
        this.#end();
        this.#req.off('data', take);
        reject(error);
      };
      const take = (chunk: Buffer): void => {
        this.#pace?.moved(chunk.length);
        bytes += chunk.length;
        if (bytes <= limit) chunks.push(chunk);
        else fail(new BodyTooLarge(limit));
      };
      this.#fail = fail;
      this.#req.on('data', take);
      this.#req.once('end', () => {
        this.#end();
        resolve(Buffer.concat(chunks));
      });
    });
  }

  /** Whether the body arrives too slowly for its reader. The reader does not know yet. */
  late(limits: ServerLimits, nowMs: number): boolean {
    if (this.#fail === undefined) return false;
    if (this.#pace === undefined) {
      this.#pace = new BytePace(limits, nowMs);
      this.#askedMs = nowMs;
    }
    return this.#pace.late(nowMs) || nowMs - this.#askedMs >= limits.bodyMs;
  }

  /** The client has left, or was given up. */
  abort(): void {
    this.#aborted = true;
    this.#fail?.(new RequestAborted());
  }

  #end(): void {
    this.#fail = undefined;
  }
}

/** What the guard checks. */
export function arrivalOf(req: IncomingMessage, request: HttpRequest, upgrade: boolean): Arrival {
  const { socket, headers } = req;
  return {
    request,
    upgrade,
    version: req.httpVersion,
    hosts: all(req, 'host'),
    origins: all(req, 'origin'),
    hasBody: headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0,
    localAddress: plainAddress(socket.localAddress ?? ''),
    localPort: socket.localPort ?? 0,
    secure: 'encrypted' in socket,
  };
}

/** All values of a header. Node itself keeps only the first Host. */
function all({ rawHeaders }: IncomingMessage, name: string): string[] {
  const values: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]!.toLowerCase() === name) values.push(rawHeaders[i + 1]!);
  }
  return values;
}

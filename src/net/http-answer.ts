/**
 * Writes an answer in pieces. Each piece waits until the kernel has taken the previous one. So an unread answer costs
 * no memory, and is noticed.
 */
import { type IncomingMessage, ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { failureReply } from './json-reply.js';
import type { HttpReply } from './socket-server.js';

const PIECE_BYTES = 16_384;

export interface AnswerOptions {
  /** The connection ends after this answer. */
  readonly last: boolean;
  /** Called with the bytes of the body that the kernel took. */
  readonly moved?: (bytes: number) => void;
  /** Runs between the answer and its end. */
  readonly beforeEnd?: (() => Promise<void>) | undefined;
}

/** Sends an answer. Resolves when the kernel has taken everything, or the client has left. Never rejects. */
export async function sendAnswer(res: ServerResponse, reply: HttpReply, options: AnswerOptions): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    res.once('close', resolve);
    res.once('finish', resolve);
  });
  const text = reply.body ?? '';
  const body = typeof text === 'string' ? Buffer.from(text) : text;
  try {
    writeHead(res, reply, body.length, options.last);
  } catch {
    // A header that cannot be sent is a fault of the box.
    return sendAnswer(res, failureReply(undefined), options);
  }
  // Node never sends a body after HEAD, 204 and 304.
  const bodiless = res.req.method === 'HEAD' || reply.status === 204 || reply.status === 304;
  let at = 0;
  while (!bodiless && body.length - at > (options.beforeEnd ? 0 : PIECE_BYTES) && !res.destroyed) {
    const piece = body.subarray(at, at + PIECE_BYTES);
    at += piece.length;
    const taken = new Promise<void>((resolve) => res.write(piece, () => resolve()));
    await Promise.race([taken, gone]);
    options.moved?.(piece.length);
  }
  if (options.beforeEnd && !res.destroyed) {
    res.flushHeaders();
    await Promise.race([options.beforeEnd(), gone]);
  }
  if (!res.destroyed) res.end(bodiless ? undefined : body.subarray(at));
  await gone;
}

function writeHead(res: ServerResponse, reply: HttpReply, length: number, last: boolean): void {
  const bare = reply.status === 204 || reply.status === 304;
  res.writeHead(reply.status, {
    ...reply.headers,
    ...(last && { connection: 'close' }),
    ...(!bare && { 'content-length': length }),
  });
}

/** A response on a socket that Node detached from its HTTP server because the client asked for an upgrade. */
export function responseOn(req: IncomingMessage, socket: Duplex): ServerResponse {
  const res = new ServerResponse(req);
  res.shouldKeepAlive = false;
  res.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0]);
  return res;
}

/** The bytes of an answer to something that is not a request. */
export function bareAnswer(reply: HttpReply): string {
  const body = typeof reply.body === 'string' ? reply.body : '';
  const headers = { ...reply.headers, connection: 'close', 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? ''}\r\n${lines.join('')}\r\n${body}`;
}

/**
 * Parts of HTTP that every server shares: paths, errors as JSON. Pure.
 */
import { AudioError } from '../base/errors.js';
import type { HttpReply } from './socket-server.js';

/** Longest target of a request, bytes. */
export const URL_BYTES = 8_192;

/** Bytes a WebSocket may leave unsent before it is closed: a safety net far above what any sender here allows. */
export const MAX_UNSENT_BYTES = 4_194_304;

/** The client sent more than allowed. If a handler does not catch it, the answer is 413. */
export class BodyTooLarge extends AudioError {
  readonly status = 413;
  constructor(limit: number) {
    super('body_too_large', `the request's body may have at most ${limit} bytes`);
    this.name = 'BodyTooLarge';
  }
}

/** The client left while its body was being read. */
export class RequestAborted extends AudioError {
  constructor() {
    super('aborted', 'the client went away before its request was complete');
    this.name = 'RequestAborted';
  }
}

/** The error answer of the HTTP contract. */
export function errorReply(status: number, code: string, message: string, path?: string): HttpReply {
  return jsonReply(status, { error: path === undefined ? { code, message } : { code, message, path } });
}

function jsonReply(status: number, value: unknown): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify(value),
  };
}

/** The answer to a handler's failure: its own 413, else a 500 that reveals no details. */
export function failureReply(error: unknown): HttpReply {
  if (error instanceof BodyTooLarge) return errorReply(error.status, error.code, error.message);
  return errorReply(500, 'internal', 'the box failed to answer this request');
}

/**
 * Path of a request target, decoded, without the query. Undefined if it is malformed, has a NUL, or climbs with a `..`
 * segment (also one hidden behind an escape or a backslash).
 */
export function decodePath(target: string): string | undefined {
  const raw = target.split('?', 1)[0] ?? '';
  if (!raw.startsWith('/')) return undefined;
  let path: string;
  try {
    path = decodeURIComponent(raw);
  } catch {
    return undefined;
  }
  if (path.includes('\0') || path.split(/[/\\]/).includes('..')) return undefined;
  return path;
}

/**
 * Parts of HTTP that every server shares: limits, paths, what goes wrong with a body. Pure.
 */
import { CodedError } from '../base/errors.js';

/** Longest target of a request, bytes. */
export const URL_BYTES = 8_192;

/** Bytes a WebSocket may leave unsent before it is closed: a safety net far above what any sender here allows. */
export const MAX_UNSENT_BYTES = 4_194_304;

const BODY_TOO_LARGE = 'body_too_large';

/** The client sent more than allowed. If a handler does not catch it, the answer is 413. */
export class BodyTooLarge extends CodedError {
  constructor(limit: number) {
    super(BODY_TOO_LARGE, `the request's body may have at most ${limit} bytes`);
    this.name = 'BodyTooLarge';
  }
}

/** Whether a request's body was too large: its code says so. */
export const isBodyTooLarge = (error: unknown): error is BodyTooLarge =>
  error instanceof Error && (error as { code?: unknown }).code === BODY_TOO_LARGE;

/** The client left while its body was being read. */
export class RequestAborted extends CodedError {
  constructor() {
    super('aborted', 'the client went away before its request was complete');
    this.name = 'RequestAborted';
  }
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

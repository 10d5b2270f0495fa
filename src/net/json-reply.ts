/** Answers in JSON, the same from every part of the box: a value, or the reason of a refusal. Pure. */
import type { ErrorAnswer } from '../wire/answers.js';
import type { ErrorDetails } from '../wire/errors.js';
import { isBodyTooLarge } from './http-message.js';
import type { HttpReply } from './socket-server.js';

type Headers = Readonly<Record<string, string>>;

/** An answer is for one client and one moment, and a browser must not take it for anything but JSON. */
const HEADERS: Headers = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/** `T` is the answer's type, where it is described. */
export function jsonReply<T>(value: T, status = 200, headers: Headers = {}): HttpReply {
  return jsonTextReply(JSON.stringify(value), status, headers);
}

/** The same for a body that is JSON text already. */
export function jsonTextReply(body: string, status = 200, headers: Headers = {}): HttpReply {
  return { status, headers: { ...HEADERS, ...headers }, body };
}

/** Some details become headers too; those without a value are left out. */
export function errorReply(status: number, code: string, message: string, details: ErrorDetails = {}): HttpReply {
  return jsonReply<ErrorAnswer>({ error: { code, message, ...details } }, status, headersOf(status, details));
}

export const notFound = (path: string): HttpReply => errorReply(404, 'not_found', `there is nothing at ${path}`);

/** `methods`: those that the path takes. HEAD comes with GET. */
export function badMethod(path: string, methods: readonly string[]): HttpReply {
  const allowed = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : method));
  return errorReply(405, 'bad_method', `${path} takes ${allowed.join(', ')}`, { allowed });
}

/** The answer to a handler's failure: 413 for a body that was too large, else a 500 that reveals no details. */
export function failureReply(error: unknown): HttpReply {
  if (isBodyTooLarge(error)) return errorReply(413, error.code, error.message);
  return errorReply(500, 'internal', 'the box failed to answer this request');
}

/** The headers that HTTP requires with some refusals (RFC 9110 §11.6.1, §15.5.6, RFC 6585 §4). */
function headersOf(status: number, { retryAfterMs, allowed }: ErrorDetails): Headers {
  if (retryAfterMs !== undefined) return { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  if (status === 405 && Array.isArray(allowed)) return { allow: allowed.join(', ') };
  if (status === 401) return { 'www-authenticate': 'Bearer' };
  return {};
}

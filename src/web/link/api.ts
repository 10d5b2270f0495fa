/** The box's HTTP interface. Every failure is an `ApiError`, with the box's own code and message if it sent them. */

import type { ErrorAnswer } from '../../wire/answers.js';
import type { ErrorBody, ErrorDetails } from '../../wire/errors.js';

/** `code` is the box's, or `unreachable` (no answer), or `bad_answer` (not JSON). */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: ErrorDetails;
  /** The box answered and asks to retry after this long, ms; undefined if it does not ask. */
  readonly againMs: number | undefined;
  constructor(code: string, message: string, status: number, details: ErrorDetails = {}, againMs?: number) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
    this.againMs = againMs;
  }
}

const TIMEOUT_MS = 8000;

export class Api {
  readonly #fetch: typeof fetch;
  readonly #token: () => string | undefined;

  /** @param token of this device on the present box; undefined sends none. */
  constructor(fetcher: typeof fetch, token: () => string | undefined) {
    // Browsers refuse `fetch` as a method of another object.
    this.#fetch = (...request) => fetcher(...request);
    this.#token = token;
  }

  /** Sends `body` as JSON, and returns the answer's JSON. */
  async json<T>(method: string, path: string, body?: unknown, timeoutMs?: number): Promise<T> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const response = await this.response(method, path, text, timeoutMs);
    try {
      return (await response.json()) as T;
    } catch {
      throw new ApiError('bad_answer', `${path} did not answer with JSON`, response.status);
    }
  }

  /** The raw answer, for files; `body` is sent as it is. */
  async response(method: string, path: string, body?: string | Blob, timeoutMs = TIMEOUT_MS): Promise<Response> {
    const token = this.#token();
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeoutMs);
    let response: Response;
    try {
      response = await this.#fetch(path, {
        method,
        signal: abort.signal,
        cache: 'no-store',
        headers: {
          ...(body !== undefined ? { 'content-type': 'application/json' } : {}),
          ...(token !== undefined ? { authorization: `Bearer ${token}` } : {}),
        },
        ...(body !== undefined ? { body } : {}),
      });
    } catch {
      throw new ApiError('unreachable', 'the box does not answer', 0);
    } finally {
      clearTimeout(timer);
    }
    if (!response.ok) throw await refusal(response);
    return response;
  }
}

/** The error that a refused request stands for. */
async function refusal(response: Response): Promise<ApiError> {
  // Something between the page and the box may answer too, so nothing of it is certain.
  const answer = (await response.json().catch(() => undefined)) as Partial<ErrorAnswer> | undefined;
  const error: Partial<ErrorBody> | undefined = answer?.error;
  return new ApiError(
    error?.code ?? 'bad_answer',
    error?.message ?? response.statusText,
    response.status,
    error ?? {},
    againMs(response, error?.code),
  );
}

/** Longest wait that a box may ask for, ms. */
const LONGEST_WAIT_MS = 30_000;
const USUAL_WAIT_MS = 2000;
/** Codes of status 503 that clear up by themselves. */
const PASSING = ['busy', 'stopping', 'unavailable'];

function againMs({ status, headers }: Response, code: string | undefined): number | undefined {
  const asked = headers.get('retry-after');
  const passes = status === 429 || (status === 503 && (asked !== null || PASSING.includes(code ?? '')));
  if (!passes) return undefined;
  return Math.min(LONGEST_WAIT_MS, Number(asked) * 1000 || USUAL_WAIT_MS);
}

/** Serves `/api`: finds the route, checks the token, and gives all errors one shape. */
import type { HttpReply, HttpRequest } from '../../net/socket-server.js';
import { asControlError, ControlError } from '../../wire/errors.js';
import type { ClientBudget, ClientBudgets } from '../guard/client-budget.js';
import { readJson } from '../guard/json-body.js';
import type { DeviceRecord } from '../state/state.js';

/** `open` needs no token, `token` any token, `engineer` an engineer's token. */
type Access = 'open' | 'token' | 'engineer';

export interface Context {
  readonly request: HttpRequest;
  /** The values of the `:names` in the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly token: string;
  /** The device that sends the request; undefined only on open routes. */
  readonly device: DeviceRecord | undefined;
  /** Reads the body as a JSON object; an empty body is `{}`. Rejects with `bad_json` and the like. */
  json(limit?: number): Promise<Readonly<Record<string, unknown>>>;
  /** Resolves in the client's next turn; called between the pieces of a long answer. */
  more(): Promise<void>;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'PUT';
  readonly path: string;
  readonly access: Access;
  readonly handle: (context: Context) => Promise<HttpReply> | HttpReply;
}

/** A body of blanks up to this length counts as empty. Bytes. */
const MAX_BLANK = 64;
/** Largest JSON body, unless a route allows more. Bytes. */
const BODY_LIMIT = 256 * 1024;
/** Largest body without a token, bytes: every connection may hold this much at the same time. */
const STRANGER_BODY_LIMIT = 16 * 1024;

const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return { status, headers: { ...HEADERS, ...headers }, body: JSON.stringify(body) };
}

/** A reply whose body is JSON text already. */
export function jsonText(body: string, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return { status: 200, headers: { ...HEADERS, ...headers }, body };
}

function errorReply(error: ControlError): HttpReply {
  return json({ error: error.toJSON() }, error.status, errorHeaders(error));
}

/** The headers that HTTP requires with some refusals (RFC 9110 §11.6.1, §15.5.6, RFC 6585 §4). */
function errorHeaders(error: ControlError): Readonly<Record<string, string>> {
  const { retryAfterMs, allowed } = error.details;
  if (retryAfterMs !== undefined) return { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  if (error.status === 405 && Array.isArray(allowed)) return { allow: allowed.join(', ') };
  if (error.status === 401) return { 'www-authenticate': 'Bearer' };
  return {};
}

export interface RouterParts {
  readonly routes: readonly Route[];
  /** The device that a token belongs to. */
  readonly byToken: (token: string) => DeviceRecord | undefined;
  readonly onFault: (error: unknown) => void;
  readonly budgets: ClientBudgets;
}

export class Router {
  readonly #parts: RouterParts;
  readonly #routes: readonly { readonly route: Route; readonly parts: readonly string[] }[];

  constructor(parts: RouterParts) {
    this.#parts = parts;
    this.#routes = parts.routes.map((route) => ({ route, parts: route.path.split('/').slice(1) }));
  }

  /** Answers a path under `/api`, except `/api/health`. Undefined for all other paths. Never throws. */
  async handle(request: HttpRequest): Promise<HttpReply | undefined> {
    if (!request.path.startsWith('/api/') || request.path === '/api/health') return undefined;
    const token = bearerToken(request.header('authorization'));
    const budget = this.#budgetOf(token, request);
    try {
      const reply = await budget.answer(() => this.#answer(request, token, budget));
      budget.chargeBytes(reply.body?.length ?? 0);
      return reply;
    } catch (error) {
      if (error instanceof Error && (error as { code?: unknown }).code === 'body_too_large')
        return errorReply(new ControlError('too_large', error.message));
      if (error instanceof Error && error.name === 'BodyTooLarge')
        return errorReply(new ControlError('too_large', 'the body is too large'));
      if (!(error instanceof ControlError) && !request.aborted) this.#parts.onFault(error);
      return errorReply(asControlError(error));
    }
  }

  /** Waits for the client's turn. Resolves to a refusal if too many of its requests wait. Never throws. */
  async turn(request: HttpRequest): Promise<HttpReply | undefined> {
    try {
      await this.#budgetOf(bearerToken(request.header('authorization')), request).turn();
      return undefined;
    } catch (error) {
      return errorReply(asControlError(error));
    }
  }

  #budgetOf(token: string, request: HttpRequest): ClientBudget {
    const { budgets, byToken } = this.#parts;
    const device = token === '' ? undefined : byToken(token);
    return device ? budgets.ofDevice(device.uuid) : budgets.ofAddress(request.remoteAddress);
  }

  async #answer(request: HttpRequest, token: string, budget: ClientBudget): Promise<HttpReply> {
    // The request may have waited for its turn.
    if (request.aborted) throw new ControlError('busy', 'the client went away');
    const device = token === '' ? undefined : this.#parts.byToken(token);
    if (device) request.vouch?.();
    const path = request.path.split('/').slice(1);
    const matching = this.#routes.filter(({ parts }) => fitsPath(parts, path));
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const found = matching.find(({ route }) => route.method === method);
    if (found?.route.access !== 'open') {
      // A client without a token must not learn which paths exist.
      if (!device && !matching.some(({ route }) => route.access === 'open'))
        throw new ControlError('no_token', 'this needs Authorization: Bearer <token>');
    }
    if (!found) {
      if (matching.length === 0) throw new ControlError('not_found', `nothing at ${request.path}`);
      throw new ControlError(
        'bad_method',
        `${request.path} takes ${matching.map(({ route }) => route.method).join(', ')}`,
        { allowed: matching.map(({ route }) => route.method) },
      );
    }
    const { route, parts } = found;
    if (route.access !== 'open' && !device)
      throw new ControlError('no_token', 'this needs Authorization: Bearer <token>');
    if (route.access === 'engineer' && device?.role !== 'engineer')
      throw new ControlError('forbidden', 'only an engineer may do this');
    const params = Object.fromEntries(
      parts.flatMap((part, i) => (part.startsWith(':') ? [[part.slice(1), path[i]!]] : [])),
    );
    return await route.handle({
      request,
      params,
      token,
      device,
      json: (limit) => readBody(request, device ? (limit ?? BODY_LIMIT) : STRANGER_BODY_LIMIT, budget),
      more: () => budget.more(),
    });
  }
}

function fitsPath(parts: readonly string[], path: readonly string[]): boolean {
  return (
    parts.length === path.length && parts.every((part, i) => (part.startsWith(':') ? path[i] !== '' : part === path[i]))
  );
}

/** The token of an `Authorization` header, or an empty text. */
export const bearerToken = (header: string): string => /^Bearer +(\S+)$/i.exec(header.trim())?.[1] ?? '';

async function readBody(
  request: HttpRequest,
  limit: number,
  budget: ClientBudget,
): Promise<Readonly<Record<string, unknown>>> {
  const bytes = await request.body(limit);
  await budget.more();
  if (bytes.length === 0 || (bytes.length < MAX_BLANK && bytes.toString('latin1').trim() === '')) return {};
  const read = readJson(bytes);
  if (!read.ok) throw read.error;
  const value = read.body;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ControlError('bad_json', 'the body must be a JSON object');
  return value as Record<string, unknown>;
}

/** Serves `/api` and `/metrics`: finds the route, checks the token, and gives all errors one shape. */
import { isBodyTooLarge } from '../../net/http-message.js';
import { errorReply } from '../../net/json-reply.js';
import { type Found, noRoute, type Params, type Route, Router } from '../../net/router.js';
import type { HttpReply, HttpRequest } from '../../net/socket-server.js';
import { asControlError, ControlError } from '../../wire/errors.js';
import type { ClientBudget, ClientBudgets } from '../guard/client-budget.js';
import { readJson } from '../guard/json-body.js';
import type { DeviceRecord } from '../state/state.js';

/** `open` needs no token, `token` any token, `engineer` an engineer's token. */
type Access = 'open' | 'token' | 'engineer';

export interface ApiContext {
  readonly request: HttpRequest;
  readonly params: Params;
  readonly token: string;
  /** The device that sends the request; undefined only on open routes. */
  readonly device: DeviceRecord | undefined;
  /** Reads the body as a JSON object; an empty body is `{}`. Rejects with `bad_json` and the like. */
  json(): Promise<Readonly<Record<string, unknown>>>;
  /** Resolves in the client's next turn; called between the pieces of a long answer. */
  more(): Promise<void>;
}

export interface ApiRoute extends Route<ApiContext> {
  readonly access: Access;
}

/** A body of blanks up to this length counts as empty. Bytes. */
const MAX_BLANK = 64;
/** Largest JSON body, unless a route says otherwise. Bytes. */
const BODY_LIMIT = 256 * 1024;
/** Largest body without a token, bytes: every connection may hold this much at the same time. */
const STRANGER_BODY_LIMIT = 16 * 1024;

export interface ApiParts {
  readonly routes: readonly ApiRoute[];
  /** The device that a token belongs to. */
  readonly byToken: (token: string) => DeviceRecord | undefined;
  readonly onFault: (error: unknown) => void;
  readonly budgets: ClientBudgets;
}

export class Api {
  readonly #parts: ApiParts;
  readonly #router: Router<ApiRoute>;

  constructor(parts: ApiParts) {
    this.#parts = parts;
    this.#router = new Router(parts.routes);
  }

  /** Adds routes of other parts of the box. */
  add(routes: readonly ApiRoute[]): void {
    this.#router.add(routes);
  }

  /** Answers a path under `/api`, or of another route. Undefined for all other paths. Never throws. */
  async handle(request: HttpRequest): Promise<HttpReply | undefined> {
    const found = this.#router.find(request);
    if (!request.path.startsWith('/api/') && found.here.length === 0) return undefined;
    const token = bearerToken(request.header('authorization'));
    const budget = this.#budgetOf(token, request);
    try {
      const reply = await budget.answer(() => this.#answer(request, found, token, budget));
      budget.chargeBytes(reply.body?.length ?? 0);
      return reply;
    } catch (error) {
      if (isBodyTooLarge(error)) return refusal(new ControlError('too_large', error.message));
      if (!(error instanceof ControlError) && !request.aborted) this.#parts.onFault(error);
      return refusal(asControlError(error));
    }
  }

  /** Waits for the client's turn. Resolves to a refusal if too many of its requests wait. Never throws. */
  async turn(request: HttpRequest): Promise<HttpReply | undefined> {
    try {
      await this.#budgetOf(bearerToken(request.header('authorization')), request).turn();
      return undefined;
    } catch (error) {
      return refusal(asControlError(error));
    }
  }

  #budgetOf(token: string, request: HttpRequest): ClientBudget {
    const { budgets, byToken } = this.#parts;
    const device = token === '' ? undefined : byToken(token);
    return device ? budgets.ofDevice(device.uuid) : budgets.ofAddress(request.remoteAddress);
  }

  async #answer(
    request: HttpRequest,
    { here, route, params }: Found<ApiRoute>,
    token: string,
    budget: ClientBudget,
  ): Promise<HttpReply> {
    // The request may have waited for its turn.
    if (request.aborted) throw new ControlError('busy', 'the client went away');
    const device = token === '' ? undefined : this.#parts.byToken(token);
    if (device) request.vouch?.();
    // A client without a token must not learn which paths exist.
    const open = route === undefined ? here.some(({ access }) => access === 'open') : route.access === 'open';
    if (!device && !open) throw new ControlError('no_token', 'this needs Authorization: Bearer <token>');
    if (route === undefined) return noRoute(request.path, here);
    if (route.access === 'engineer' && device?.role !== 'engineer')
      throw new ControlError('forbidden', 'only an engineer may do this');
    const limit = device ? (route.bodyLimit ?? BODY_LIMIT) : STRANGER_BODY_LIMIT;
    return await route.handle({
      request,
      params,
      token,
      device,
      json: () => readBody(request, limit, budget),
      more: () => budget.more(),
    });
  }
}

/** The token of an `Authorization` header, or an empty text. */
const bearerToken = (header: string): string => /^Bearer +(\S+)$/i.exec(header.trim())?.[1] ?? '';

const refusal = ({ status, code, message, details }: ControlError): HttpReply =>
  errorReply(status, code, message, details);

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

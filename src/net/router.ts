/** Finds the handler of a request by method and path. Pure. */
import { badMethod, notFound } from './json-reply.js';
import type { HttpReply, HttpRequest } from './socket-server.js';

/** The values of the `:names` in a route's path. */
export type Params = Readonly<Record<string, string>>;

export interface Route<Context> {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'PUT';
  /** Its segments; `:name` stands for any segment that is not empty. */
  readonly path: string;
  /** Largest body, bytes. If absent, the server's usual limit holds. */
  readonly bodyLimit?: number;
  readonly handle: (context: Context) => Promise<HttpReply> | HttpReply;
}

export interface Found<R> {
  /** The routes at this path, for any method. */
  readonly here: readonly R[];
  readonly route: R | undefined;
  readonly params: Params;
}

export class Router<R extends Route<never>> {
  readonly #routes: { readonly route: R; readonly segments: readonly string[] }[] = [];

  constructor(routes: readonly R[] = []) {
    this.add(routes);
  }

  add(routes: readonly R[]): void {
    for (const route of routes) this.#routes.push({ route, segments: segmentsOf(route.path) });
  }

  /** HEAD counts as GET. */
  find({ method, path }: Pick<HttpRequest, 'method' | 'path'>): Found<R> {
    const given = segmentsOf(path);
    const fitting = this.#routes.filter(({ segments }) => fits(segments, given));
    const wanted = method === 'HEAD' ? 'GET' : method;
    const found = fitting.find(({ route }) => route.method === wanted);
    return {
      here: fitting.map(({ route }) => route),
      route: found?.route,
      params: found === undefined ? {} : paramsOf(found.segments, given),
    };
  }
}

/** The refusal of a request that has no route: 404, or 405 with the methods of its path. */
export function noRoute(path: string, here: readonly Pick<Route<never>, 'method'>[]): HttpReply {
  if (here.length === 0) return notFound(path);
  return badMethod(
    path,
    here.map(({ method }) => method),
  );
}

const segmentsOf = (path: string): readonly string[] => path.split('/').slice(1);
const isName = (segment: string): boolean => segment.startsWith(':');

const fits = (segments: readonly string[], given: readonly string[]): boolean =>
  segments.length === given.length &&
  segments.every((segment, i) => (isName(segment) ? given[i] !== '' : segment === given[i]));

const paramsOf = (segments: readonly string[], given: readonly string[]): Params =>
  Object.fromEntries(segments.flatMap((segment, i) => (isName(segment) ? [[segment.slice(1), given[i]!]] : [])));

/** Routes behind the box's own checks of token and role, without a box. */
import { ClientBudgets } from '../../src/control/guard/client-budget.js';
import { Api, type ApiRoute } from '../../src/control/http/api.js';
import type { DeviceRecord } from '../../src/control/state/state.js';
import type { HttpReply } from '../../src/net/socket-server.js';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly body?: string;
}

/** Serves requests of one device with this role, or of a stranger. */
export function servedRoutes(
  routes: readonly ApiRoute[],
  role: DeviceRecord['role'] | undefined,
): (asked: Asked) => Promise<HttpReply | undefined> {
  const onFault = (error: unknown) => {
    throw error;
  };
  const device = { uuid: 'asker', role } as DeviceRecord;
  const api = new Api({
    routes,
    byToken: () => (role === undefined ? undefined : device),
    budgets: new ClientBudgets(onFault),
    onFault,
  });
  return ({ method, path, query = new URLSearchParams(), body = '' }) =>
    api.handle({
      method,
      path,
      query,
      header: (name) => (name === 'authorization' ? 'Bearer token' : ''),
      remoteAddress: '127.0.0.1',
      body: async () => Buffer.from(body),
      aborted: false,
    });
}

import t from 'tap';
import { noRoute, Router } from '../../src/net/router.js';

const route = (method: 'GET' | 'POST' | 'DELETE', path: string) => ({ method, path, handle: () => ({ status: 200 }) });
const ROUTES = [
  route('GET', '/api/devices'),
  route('GET', '/api/devices/:uuid'),
  route('DELETE', '/api/devices/:id'),
  route('GET', '/api/devices/:uuid/mix'),
  route('POST', '/api/join'),
];
const router = new Router(ROUTES);

t.test('a request finds the route of its method and path, with the names of that route', async (t) => {
  for (const [method, path, found, params] of [
    ['GET', '/api/devices', 0, {}],
    ['GET', '/api/devices/u1', 1, { uuid: 'u1' }],
    ['HEAD', '/api/devices/u1', 1, { uuid: 'u1' }],
    ['DELETE', '/api/devices/u1', 2, { id: 'u1' }],
    ['GET', '/api/devices/u1/mix', 3, { uuid: 'u1' }],
    ['GET', '/api/devices/__proto__', 1, { uuid: '__proto__' }],
  ] as const) {
    const { route, params: given } = router.find({ method, path });
    t.equal(route, ROUTES[found], `${method} ${path}`);
    t.same(given, params);
  }
});

t.test('where nothing is, the answer is 404; a wrong method gets 405 with those that fit, HEAD with GET', async (t) => {
  for (const [method, path, status, allow] of [
    ['GET', '/api', 404, undefined],
    ['GET', '/api/devices/', 404, undefined],
    ['GET', '/api/devices/u1/mix/more', 404, undefined],
    ['GET', '/API/devices', 404, undefined],
    ['HEAD', '/api/join', 405, 'POST'],
    ['PUT', '/api/devices/u1', 405, 'GET, HEAD, DELETE'],
  ] as const) {
    const { route, here } = router.find({ method, path });
    t.equal(route, undefined, `${method} ${path}`);
    const reply = noRoute(path, here);
    t.equal(reply.status, status, `${method} ${path}`);
    t.equal(reply.headers?.allow, allow);
  }
});

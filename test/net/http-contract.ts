/** The contract of every `SocketServer` for requests. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { until } from '../harness/until.js';
import { call, type MakeServer, raw } from './socket-clients.js';

export function httpContract(t: Test, make: MakeServer): void {
  t.test('a request reaches the handler with method, path, query, headers and address', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    server.http((request) => ({
      status: 201,
      headers: { 'x-seen': request.header('x-thing') },
      body: JSON.stringify([request.method, request.path, request.query.get('a'), request.remoteAddress]),
    }));
    const port = await server.listen('127.0.0.1', 0);
    const answer = await call(port, { method: 'PUT', path: '/caf%C3%A9/x?a=1%202', headers: { 'X-Thing': 'yes' } });
    t.equal(answer.status, 201);
    t.equal(answer.headers['x-seen'], 'yes');
    t.same(JSON.parse(answer.body), ['PUT', '/café/x', '1 2', '127.0.0.1']);
    t.equal((await call(port, { path: '/' })).headers['x-seen'], '', 'an absent header is an empty string');
  });

  t.test('without a handler everything is 404; a throwing handler is 500 and reveals nothing', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    const port = await server.listen('127.0.0.1', 0);
    t.equal((await call(port, { path: '/nothing' })).status, 404);
    server.http(() => {
      throw new Error('secret');
    });
    const answer = await call(port, { path: '/' });
    t.equal(answer.status, 500);
    t.notMatch(answer.body, /secret/);
  });

  t.test('a path that climbs or is malformed is 400', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    server.http((request) => ({ status: 200, body: request.path }));
    const port = await server.listen('127.0.0.1', 0);
    for (const path of ['/a/../b', '/%2e%2e/b', '/..%2fb', '/%2e%2e%5cb', '/%ff', '/a%00b']) {
      t.equal((await call(port, { path })).status, 400, path);
    }
    t.equal((await call(port, { path: '/a..b/...' })).status, 200);
  });

  t.test('HEAD has headers and no body; a binary body arrives unchanged', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    const bytes = Buffer.from([0, 255, 1, 254]);
    server.http(() => ({ status: 200, headers: { 'content-type': 'application/octet-stream' }, body: bytes }));
    const port = await server.listen('127.0.0.1', 0);
    const head = await call(port, { path: '/', method: 'HEAD' });
    t.equal(head.headers['content-length'], '4');
    t.equal(head.body, '');
    t.equal((await call(port, { path: '/' })).headers['content-length'], '4');
  });

  t.test('an answer after which the connection closes says so', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    server.http(() => ({ status: 200, body: 'once' }));
    const port = await server.listen('127.0.0.1', 0);
    const socket = await raw(port, 'GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    let text = '';
    for await (const chunk of socket) text += chunk;
    t.equal(text.match(/^connection: close\r$/gim)?.length, 1, 'in one header');
    t.match(text, /\r\n\r\nonce$/);
  });

  t.test('a body is delivered whole, up to its limit and not a byte more', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    server.http(async (request) => ({ status: 200, body: String((await request.body(1000)).length) }));
    const port = await server.listen('127.0.0.1', 0);
    t.equal((await call(port, { path: '/', method: 'POST', body: 'x'.repeat(1000) })).body, '1000');
    t.equal((await call(port, { path: '/', method: 'POST' })).body, '0');
    const large = await call(port, { path: '/', method: 'POST', body: 'x'.repeat(1001) });
    t.equal(large.status, 413);
    t.equal(JSON.parse(large.body).error.code, 'body_too_large');
    t.equal((await call(port, { path: '/', method: 'POST', body: 'still here' })).body, '10');
  });

  t.test('a body may be read late', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    server.http(async (request) => {
      await sleep(30);
      return { status: 200, body: await request.body(300_000) };
    });
    const port = await server.listen('127.0.0.1', 0);
    const body = Buffer.alloc(200_000, 'abc').toString();
    t.equal((await call(port, { path: '/', method: 'POST', body })).body, body);
  });

  t.test('a client that goes away rejects its body and sets aborted', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    let outcome = '';
    let asked = false;
    server.http(async (request) => {
      asked = true;
      try {
        await request.body(1000);
      } catch (error) {
        outcome = `${(error as Error).name} ${request.aborted}`;
      }
      return { status: 200 };
    });
    const port = await server.listen('127.0.0.1', 0);
    const socket = await raw(port, 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf');
    await until('the request came', () => asked);
    socket.destroy();
    await until('the body was rejected', () => outcome !== '');
    t.equal(outcome, 'RequestAborted true');
  });

  t.test('garbage on the socket ends only that connection', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    server.http(() => ({ status: 200, body: 'well' }));
    const port = await server.listen('127.0.0.1', 0);
    for (const garbage of [Buffer.alloc(5000, 0xff), '\r\n\r\n\0\0\0\0\r\n\r\n', 'GET\r\n\r\n', 'x'.repeat(100_000)]) {
      const socket = await raw(port, garbage);
      let ended = false;
      socket.on('close', () => {
        ended = true;
      });
      socket.resume();
      socket.end();
      await until('the garbled connection was closed', () => ended);
    }
    t.equal((await call(port, { path: '/' })).body, 'well');
  });
}

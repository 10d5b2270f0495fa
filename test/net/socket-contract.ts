/** Rules that every `SocketServer` keeps; ws-server.test.ts runs them. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Test } from 'tap';
import { WebSocket } from 'ws';
import { httpContract } from './http-contract.js';
import { limitsContract } from './limits-contract.js';
import { call, generateCertificate, type MakeServer, opened, raw } from './socket-clients.js';
import { websocketContract } from './websocket-contract.js';
import { wireContract } from './wire-contract.js';

export function socketContract(t: Test, make: MakeServer): void {
  httpContract(t, make);
  websocketContract(t, make);
  wireContract(t, make);
  limitsContract(t, make);

  t.test('a port in use is refused by address and port', async (t) => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    t.teardown(() => blocker.close());
    const port = (blocker.address() as { port: number }).port;
    const server = make();
    t.teardown(() => server.close());
    await t.rejects(server.listen('127.0.0.1', port), {
      code: 'port_in_use',
      message: new RegExp(`127\\.0\\.0\\.1:${port}`),
    });
    const first = await server.listen('127.0.0.1', 0);
    const second = make();
    t.teardown(() => second.close());
    await t.rejects(second.listen('127.0.0.1', first), { code: 'port_in_use' }, 'also when it is one of ours');
    await t.rejects(second.listen('192.0.2.1', 0), { code: 'bad_address', message: /192\.0\.2\.1/ });
  });

  t.test('one server serves two ports, and close ends everything', async (t) => {
    const server = make();
    server.http(() => ({ status: 200, body: 'here' }));
    let closes = 0;
    server.websocket<null>({
      path: '/socket',
      maxPayload: 100,
      upgrade: () => ({ ok: true, data: null }),
      close: () => {
        closes++;
      },
    });
    const first = await server.listen('127.0.0.1', 0);
    const second = await server.listen('127.0.0.1', 0);
    t.not(first, second);
    t.equal((await call(first, { path: '/' })).body, 'here');
    t.equal((await call(second, { path: '/' })).body, 'here');
    const clients = await Promise.all(
      [first, second].map((port) => opened(new WebSocket(`ws://127.0.0.1:${port}/socket`))),
    );
    const idle = await raw(first, 'GET / HTTP/1.1\r\nhost: x\r\n');
    for (const client of clients) client.on('error', () => undefined);
    const gone = Promise.all([...clients, idle].map((client) => new Promise((resolve) => client.on('close', resolve))));
    idle.resume();
    await server.close();
    await gone;
    t.equal(closes, 2);
    await t.rejects(call(first, { path: '/' }));
    await t.rejects(call(second, { path: '/' }));
    await server.close();
  });

  t.test('with a certificate it speaks https and wss', async (t) => {
    const server = make({ tls: generateCertificate() });
    t.teardown(() => server.close());
    server.http(() => ({ status: 200, body: 'safe' }));
    server.websocket<null>({
      path: '/socket',
      maxPayload: 100,
      upgrade: () => ({ ok: true, data: null }),
      message: (connection, message) => connection.send(message, true),
    });
    const port = await server.listen('127.0.0.1', 0);
    t.equal((await call(port, { path: '/' }, true)).body, 'safe');
    const client = await opened(new WebSocket(`wss://127.0.0.1:${port}/socket`, { rejectUnauthorized: false }));
    client.send(Buffer.from('secret'));
    const [message] = await once(client, 'message');
    t.equal(String(message), 'secret');
    client.close();
  });
}

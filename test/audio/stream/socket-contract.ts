/** Rules every implementation of `SocketServer` keeps; run by uws-server.test.ts and ws-server.test.ts. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { WebSocket } from 'ws';
import type { SocketServer, TlsFiles, WebSocketConnection } from '../../../src/audio/stream/socket-server.js';

export type MakeServer = (tls?: TlsFiles) => SocketServer;

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

function call(port: number, options: RequestOptions & { body?: string | Buffer }, tls = false): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const make = tls ? httpsRequest : httpRequest;
    const req = make({ host: '127.0.0.1', port, agent: false, rejectUnauthorized: false, ...options }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () =>
        resolve({ status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(chunks).toString() }),
      );
      res.on('error', reject);
    });
    req.on('error', reject);
    req.end(options.body);
  });
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (condition()) return;
    await sleep(10);
  }
  throw new Error(`waited in vain until ${what}`);
}

async function raw(port: number, text: string | Buffer): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => undefined);
  socket.write(text);
  return socket;
}

async function opened(socket: WebSocket): Promise<WebSocket> {
  await once(socket, 'open');
  return socket;
}

/** A refused upgrade's status and body. */
function refused(socket: WebSocket): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    socket.on('error', () => undefined);
    socket.on('open', () => reject(new Error('the upgrade was accepted')));
    socket.on('unexpected-response', (_req, res) => {
      let body = '';
      res.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      res.on('end', () => resolve({ status: res.statusCode ?? 0, body }));
    });
  });
}

export function generateCertificate(): TlsFiles {
  const folder = mkdtempSync(join(tmpdir(), 'socket-tls-'));
  const certFile = join(folder, 'cert.pem');
  const keyFile = join(folder, 'key.pem');
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
      .concat(['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'])
      .concat(['-keyout', keyFile, '-out', certFile]),
    { stdio: 'ignore' },
  );
  return { certFile, keyFile };
}

export function socketContract(t: Test, make: MakeServer): void {
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

  t.test('without a handler everything is 404; a throwing handler is 500 and tells nothing', async (t) => {
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

  t.test('an answer after which the connection ends says so', async (t) => {
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

  t.test('a body is given whole, up to its limit and not a byte more', async (t) => {
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

  t.test('a body may be asked for late', async (t) => {
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
    server.http(async (request) => {
      try {
        await request.body(1000);
      } catch (error) {
        outcome = `${(error as Error).name} ${request.aborted}`;
      }
      return { status: 200 };
    });
    const port = await server.listen('127.0.0.1', 0);
    const socket = await raw(port, 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf');
    await sleep(30);
    socket.destroy();
    await until(() => outcome !== '', 'the body was rejected');
    t.equal(outcome, 'RequestAborted true');
  });

  t.test('garbage on the socket ends that connection alone', async (t) => {
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
      await until(() => ended, 'the garbled connection was closed');
    }
    t.equal((await call(port, { path: '/' })).body, 'well');
  });

  t.test('a websocket carries messages both ways, each with its kind', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    const got: [string, boolean][] = [];
    server.websocket<{ name: string }>({
      path: '/socket',
      maxPayload: 100,
      upgrade: async (request) => {
        await sleep(5);
        return { ok: true, data: { name: request.query.get('name') ?? '' } };
      },
      open: (connection) => connection.send(Buffer.from(connection.data.name), false),
      message: (connection, message, isBinary) => {
        got.push([message.toString(), isBinary]);
        connection.send(message, isBinary);
        message.fill(0);
      },
    });
    const port = await server.listen('127.0.0.1', 0);
    const client = new WebSocket(`ws://127.0.0.1:${port}/socket?name=ana`);
    const messages: [string, boolean][] = [];
    client.on('message', (data, isBinary) => messages.push([(data as Buffer).toString(), isBinary]));
    await opened(client);
    client.send('text');
    client.send(Buffer.from('bytes'));
    client.send(Buffer.alloc(0));
    await until(() => messages.length === 4, 'all messages came back');
    t.same(messages, [
      ['ana', false],
      ['text', false],
      ['bytes', true],
      ['', true],
    ]);
    t.equal(got.length, 3);
    t.equal(client.extensions, '', 'no permessage-deflate');
    client.close();
  });

  t.test('send copies: the buffer may be reused at once', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    server.websocket<null>({
      path: '/socket',
      maxPayload: 100,
      upgrade: () => ({ ok: true, data: null }),
      open: (connection) => {
        const shared = new Uint8Array(new SharedArrayBuffer(65_536));
        for (let i = 0; i < 40; i++) {
          shared.fill(i);
          connection.send(shared, true);
        }
      },
    });
    const port = await server.listen('127.0.0.1', 0);
    const client = new WebSocket(`ws://127.0.0.1:${port}/socket`);
    const seen: number[] = [];
    client.on('message', (data: Buffer) => {
      if (data.every((byte) => byte === data[0])) seen.push(data[0]!);
    });
    await until(() => seen.length === 40, 'all messages arrived whole');
    t.same(
      seen,
      Array.from({ length: 40 }, (_, i) => i),
    );
    client.close();
  });

  t.test('the chosen subprotocol is answered', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    server.websocket<null>({
      path: '/mqtt',
      maxPayload: 100,
      upgrade: (request) =>
        request.header('sec-websocket-protocol').includes('mqtt')
          ? { ok: true, data: null, protocol: 'mqtt' }
          : { ok: false, status: 400, body: 'mqtt only' },
    });
    const port = await server.listen('127.0.0.1', 0);
    const client = await opened(new WebSocket(`ws://127.0.0.1:${port}/mqtt`, ['other', 'mqtt']));
    t.equal(client.protocol, 'mqtt');
    client.close();
    t.same(await refused(new WebSocket(`ws://127.0.0.1:${port}/mqtt`)), { status: 400, body: 'mqtt only' });
  });

  t.test('an upgrade is refused with its answer, a throwing one with 500, an unknown path with 404', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    server.websocket<null>({
      path: '/refuse',
      maxPayload: 100,
      upgrade: async () => {
        await sleep(5);
        return { ok: false, status: 403, body: 'no' };
      },
    });
    server.websocket<null>({
      path: '/throw',
      maxPayload: 100,
      upgrade: () => {
        throw new Error('secret');
      },
    });
    const port = await server.listen('127.0.0.1', 0);
    t.same(await refused(new WebSocket(`ws://127.0.0.1:${port}/refuse`)), { status: 403, body: 'no' });
    t.equal((await refused(new WebSocket(`ws://127.0.0.1:${port}/throw`))).status, 500);
    t.equal((await refused(new WebSocket(`ws://127.0.0.1:${port}/elsewhere`))).status, 404);
    t.equal((await call(port, { path: '/refuse' })).status, 404, 'a plain GET of a socket path is an ordinary request');
  });

  t.test('a client that leaves before its upgrade is decided is never opened', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    let decided = false;
    let opens = 0;
    server.websocket<null>({
      path: '/slow',
      maxPayload: 100,
      upgrade: async () => {
        await sleep(100);
        decided = true;
        return { ok: true, data: null };
      },
      open: () => {
        opens++;
      },
    });
    const port = await server.listen('127.0.0.1', 0);
    const client = new WebSocket(`ws://127.0.0.1:${port}/slow`);
    client.on('error', () => undefined);
    await sleep(30);
    client.terminate();
    await until(() => decided, 'the upgrade was decided');
    await sleep(30);
    t.equal(opens, 0);
  });

  t.test('upgrades that were decided late, many at once, all stay open', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    let closes = 0;
    server.websocket<null>({
      path: '/socket',
      maxPayload: 100,
      upgrade: async () => {
        await sleep(2);
        return { ok: true, data: null };
      },
      open: (connection) => connection.send(Buffer.alloc(200), true),
      close: () => {
        closes++;
      },
    });
    const port = await server.listen('127.0.0.1', 0);
    for (let round = 0; round < 8; round++) {
      const clients = await Promise.all(
        Array.from({ length: 32 }, () => opened(new WebSocket(`ws://127.0.0.1:${port}/socket`))),
      );
      await sleep(30);
      t.equal(closes, 0);
      const gone = Promise.all(clients.map((client) => once(client, 'close')));
      for (const client of clients) client.terminate();
      await gone;
      await until(() => closes === 32, 'the server saw them go');
      closes = 0;
    }
  });

  t.test('an oversized message closes its connection and no other', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    const got: number[] = [];
    let closes = 0;
    server.websocket<null>({
      path: '/socket',
      maxPayload: 100,
      upgrade: () => ({ ok: true, data: null }),
      message: (_connection, message) => got.push(message.length),
      close: () => {
        closes++;
      },
    });
    const port = await server.listen('127.0.0.1', 0);
    const large = await opened(new WebSocket(`ws://127.0.0.1:${port}/socket`));
    const other = await opened(new WebSocket(`ws://127.0.0.1:${port}/socket`));
    large.on('error', () => undefined);
    large.send(Buffer.alloc(101));
    await until(() => closes === 1 && large.readyState === WebSocket.CLOSED, 'the large one was closed');
    other.send(Buffer.alloc(100));
    await until(() => got.length === 1, 'the other was heard');
    t.same(got, [100]);
    other.close();
  });

  t.test('what the kernel does not take is counted, and its going is told', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    let connection: WebSocketConnection<null> | undefined;
    let drained = 0;
    server.websocket<null>({
      path: '/socket',
      maxPayload: 100,
      upgrade: () => ({ ok: true, data: null }),
      open: (opened) => {
        connection = opened;
      },
      drain: (opened) => {
        if (opened.bufferedAmount() === 0) drained++;
      },
    });
    const port = await server.listen('127.0.0.1', 0);
    const client = await opened(new WebSocket(`ws://127.0.0.1:${port}/socket`));
    await until(() => connection !== undefined, 'the server saw it open');
    t.equal(connection!.bufferedAmount(), 0);
    client.pause();
    const message = Buffer.alloc(65_536);
    let sent = 0;
    while (connection!.bufferedAmount() === 0 && sent < 500) {
      connection!.send(message, true);
      sent++;
      if (sent % 8 === 0) await sleep(1);
    }
    t.ok(connection!.bufferedAmount() > 0, 'a reader that stands still fills the buffers');
    t.equal(drained, 0);
    let received = 0;
    client.on('message', () => {
      received++;
    });
    client.resume();
    await until(() => drained === 1 && received === sent, 'everything drained and arrived');
    t.equal(connection!.bufferedAmount(), 0);
    client.close();
  });

  t.test('a ping is answered by a pong; end gives code and reason; terminate just ends', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    const connections: WebSocketConnection<null>[] = [];
    let pongs = 0;
    const closes: number[] = [];
    server.websocket<null>({
      path: '/socket',
      maxPayload: 100,
      upgrade: () => ({ ok: true, data: null }),
      open: (connection) => {
        connections.push(connection);
        connection.ping();
      },
      pong: () => {
        pongs++;
      },
      close: (_connection, code) => closes.push(code),
    });
    const port = await server.listen('127.0.0.1', 0);
    const ended = await opened(new WebSocket(`ws://127.0.0.1:${port}/socket`));
    await until(() => pongs === 1, 'the pong came');
    const endedBy = once(ended, 'close');
    connections[0]!.end(4409, 'replaced');
    t.ok(connections[0]!.closed, 'closed at once for its owner');
    const [code, reason] = await endedBy;
    t.equal(code, 4409);
    t.equal(String(reason), 'replaced');

    const cut = await opened(new WebSocket(`ws://127.0.0.1:${port}/socket`));
    await until(() => connections.length === 2, 'the second opened');
    const cutBy = once(cut, 'close');
    connections[1]!.terminate();
    t.equal((await cutBy)[0], 1006);
    await until(() => closes.length === 2, 'each close was told');
    await sleep(20);
    t.equal(closes.length, 2, 'and told once');
    for (const connection of connections) {
      connection.send(Buffer.from('late'), true);
      connection.ping();
      connection.end(1000, '');
      connection.terminate();
      t.equal(connection.bufferedAmount(), 0, 'a closed connection may be touched, to no effect');
    }
  });

  t.test('a client that vanishes or closes is told', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    const closes: number[] = [];
    server.websocket<null>({
      path: '/socket',
      maxPayload: 100,
      upgrade: () => ({ ok: true, data: null }),
      close: (_connection, code) => closes.push(code),
    });
    const port = await server.listen('127.0.0.1', 0);
    (await opened(new WebSocket(`ws://127.0.0.1:${port}/socket`))).close(4000, 'bye');
    await until(() => closes.length === 1, 'the close was told');
    (await opened(new WebSocket(`ws://127.0.0.1:${port}/socket`))).terminate();
    await until(() => closes.length === 2, 'the loss was told');
    t.same(closes, [4000, 1006]);
  });

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
    const server = make(generateCertificate());
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

/** The contract of every `SocketServer` for time limits, unread answers and too many connections. */
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { WebSocket } from 'ws';
import { ConnectionLimit } from '../../src/net/connection-limit.js';
import type { HttpRequest, SocketServer, WebSocketConnection } from '../../src/net/socket-server.js';
import { until } from '../harness/until.js';
import { call, everything, HANDSHAKE, type MakeServer, opened, raw, refused } from './socket-clients.js';

/** Counts whole answers of one connection as they arrive. */
function countAnswers(socket: Socket): { count: number } {
  const seen = { count: 0 };
  socket.on('data', (chunk) => {
    seen.count += String(chunk).split('HTTP/1.1 ').length - 1;
  });
  return seen;
}

const HEAD = 'POST /x HTTP/1.1\r\nhost: x\r\n';

export function limitsContract(t: Test, make: MakeServer): void {
  t.test('a silent or too slow client is closed, with 408 where a request had begun', async (t) => {
    const limits = { headersMs: 200, idleMs: 200, paceMs: 300, bodyMs: 1000 };
    const server = make({ limits });
    t.teardown(() => server.close());
    let aborted = 0;
    server.http(async (request) => {
      await request.body(1_000_000).catch(() => aborted++);
      return { status: 200, body: 'done' };
    });
    const port = await server.listen('127.0.0.1', 0);
    const drip = async (beginning: string, drop: string): Promise<string> => {
      const socket = await raw(port, beginning);
      const timer = setInterval(() => socket.write(drop), 20);
      const text = await everything(socket);
      clearInterval(timer);
      return text;
    };
    const [nothing, headers, stalled, slow, kept, breaks] = await Promise.all([
      raw(port, '').then(everything),
      drip('GET / HTTP/1.1\r\nhost: x\r\n', 'x'),
      raw(port, `${HEAD}content-length: 9\r\n\r\nhalf`).then(everything),
      drip(`${HEAD}content-length: 100000\r\n\r\n`, 'x'),
      raw(port, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n').then(everything),
      drip('GET / HTTP/1.1\r\nhost: x\r\n\r\n', '\r\n'),
    ]);
    t.match(nothing, /^(HTTP\/1\.1 408 [\s\S]*)?$/, 'nothing at all');
    t.match(headers, /^HTTP\/1\.1 408 [\s\S]*"too_slow"/, 'headers');
    t.match(stalled, /^HTTP\/1\.1 408 [\s\S]*"too_slow"/, 'a body that stops');
    t.match(slow, /^HTTP\/1\.1 408 [\s\S]*"too_slow"/, 'a body that drips');
    t.match(kept, /^HTTP\/1\.1 200 [\s\S]*done$/, 'a connection kept after its answer');
    t.match(breaks, /^HTTP\/1\.1 200 [\s\S]*done$/, 'empty lines between requests');
    t.equal(aborted, 2, 'who waited for a body learnt of it');
    t.equal((await call(port, { path: '/', method: 'POST', body: 'x'.repeat(500_000) })).body, 'done');
  });

  t.test('a body that no handler reads is not kept: it is answered, and the connection ends', async (t) => {
    const server = make({ limits: { lingerMs: 100 } });
    t.teardown(() => server.close());
    server.http(() => ({ status: 404, body: 'no' }));
    const port = await server.listen('127.0.0.1', 0);
    const socket = await raw(port, `${HEAD}content-length: 100000000\r\n\r\n`);
    const answer = everything(socket);
    const timer = setInterval(() => socket.write(Buffer.alloc(10_000)), 5);
    t.match(await answer, /^HTTP\/1\.1 404 [\s\S]*\r\nconnection: close[\s\S]*\r\n\r\nno$/i);
    clearInterval(timer);
  });

  t.test('an undecided upgrade is refused, and a later grant is given back', async (t) => {
    const server = make({ limits: { upgradeMs: 100 } });
    t.teardown(() => server.close());
    const abandoned: string[] = [];
    let opens = 0;
    let decide: () => void = () => undefined;
    server.websocket<string>({
      path: '/socket',
      maxPayload: 100,
      upgrade: () =>
        new Promise((resolve) => {
          decide = () => resolve({ ok: true, data: 'granted' });
        }),
      abandoned: (data) => abandoned.push(data),
      open: () => opens++,
    });
    const port = await server.listen('127.0.0.1', 0);
    t.match(await refused(new WebSocket(`ws://127.0.0.1:${port}/socket`)), { status: 503, body: /"busy"/ });
    decide();
    await until('the grant was given back', () => abandoned.length === 1);
    t.same([abandoned, opens], [['granted'], 0]);
  });

  t.test(
    'a connection that does not read its answer gets no further request handled, and is closed after a time',
    async (t) => {
      const server = make({ limits: { paceMs: 500 } });
      t.teardown(() => server.close());
      const body = Buffer.alloc(30_000_000, 'x');
      const asked: HttpRequest[] = [];
      server.http((request) => {
        asked.push(request);
        return { status: 200, body };
      });
      const port = await server.listen('127.0.0.1', 0);
      const clients = await Promise.all(
        Array.from({ length: 10 }, () => raw(port, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(400))),
      );
      for (const client of clients) client.pause();
      await until('the box has closed all', () => asked.length >= 10 && asked.every((request) => request.aborted));
      t.equal(asked.length, 10, 'one answer each');
      for (const client of clients) client.destroy();
      t.equal((await call(port, { path: '/' })).body.length, body.length, 'who reads gets it whole');
    },
  );

  t.test(
    'expectations the box cannot meet are refused in turn: a client that reads nothing is asked no further',
    async (t) => {
      const server = make({ limits: { paceMs: 1000 } });
      t.teardown(() => server.close());
      server.http(async (request) => ({ status: 200, body: await request.body(10) }));
      const port = await server.listen('127.0.0.1', 0);
      const answer = await everything(
        await raw(port, 'GET / HTTP/1.1\r\nhost: x\r\nexpect: 200-ok\r\nconnection: close\r\n\r\n'),
      );
      t.match(answer, /^HTTP\/1\.1 417 [\s\S]*"bad_expectation"/);
      const met = await everything(
        await raw(port, `${HEAD}expect: 100-continue\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi`),
      );
      t.match(met, /^HTTP\/1\.1 100 [\s\S]*HTTP\/1\.1 200 [\s\S]*hi$/);
      for (const one of ['expect: x', 'expect: 100-continue']) {
        const socket = await raw(port, '');
        socket.pause();
        const many = `GET / HTTP/1.1\r\nhost: x\r\n${one}\r\n\r\n`.repeat(2000);
        const write = (): void => void socket.write(many, (error) => error ?? write());
        write();
        await until('the box has closed it', () => socket.closed);
        t.equal((await call(port, { path: '/' })).status, 200, `after many with ${one}`);
      }
    },
  );

  t.test('a body is read only as far as the handler wants it', async (t) => {
    const server = make({ limits: { paceMs: 1000 } });
    t.teardown(() => server.close());
    let ask = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      ask = resolve;
    });
    server.http(async (request) => {
      await asked;
      return { status: 200, body: String((await request.body(200_000_000)).length) };
    });
    const port = await server.listen('127.0.0.1', 0);
    const length = 100_000_000;
    const socket = await raw(port, `${HEAD}connection: close\r\ncontent-length: ${length}\r\n\r\n`);
    const answer = everything(socket);
    let taken = 0;
    const piece = Buffer.alloc(1_000_000, 'x');
    const write = (): void => {
      if (taken < length) socket.write(piece, () => write());
      taken += piece.length;
    };
    write();
    let seen = -1;
    await until('nothing more is taken', async () => {
      if (taken === seen) return true;
      seen = taken;
      await sleep(200);
      return false;
    });
    // The bytes that the kernels of both ends hold.
    t.ok(taken < 30_000_000, `${taken} bytes`);
    ask();
    t.match(await answer, new RegExp(`^HTTP/1\\.1 200 [\\s\\S]*\\r\\n${length}$`));
  });

  t.test('a client that reads at a fair pace is left alone, however long the answer', async (t) => {
    const server = make({ limits: { paceMs: 300, bytesPerSecond: 20_000 } });
    t.teardown(() => server.close());
    const body = Buffer.alloc(12_000_000, 'x');
    server.http(() => ({ status: 200, body }));
    const port = await server.listen('127.0.0.1', 0);
    const socket = await raw(port, 'GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    let bytes = 0;
    for await (const chunk of socket) {
      bytes += chunk.length;
      await sleep(2);
    }
    t.ok(bytes > body.length);
  });

  t.test('pings of a client that does not read pile up no answers', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    let connection: WebSocketConnection<null> | undefined;
    server.websocket<null>({
      path: '/socket',
      maxPayload: 100,
      upgrade: () => ({ ok: true, data: null }),
      open: (one) => {
        connection = one;
      },
      message: (one, message) => one.send(message, true),
    });
    const port = await server.listen('127.0.0.1', 0);
    const socket = await raw(port, HANDSHAKE);
    socket.pause();
    const ping = Buffer.concat([Buffer.from([0x89, 0xfd, 0, 0, 0, 0]), Buffer.alloc(125)]);
    const pings = Buffer.concat(Array.from({ length: 1000 }, () => ping));
    await until('it is open', () => connection !== undefined);
    for (let i = 0; i < 200 && connection!.bufferedAmount() === 0; i++) {
      socket.write(pings);
      await until('they are sent', () => socket.writableLength < 1_000_000);
    }
    for (let i = 0; i < 20; i++) socket.write(pings);
    await sleep(100);
    t.ok(connection!.bufferedAmount() <= 1000, `${connection!.bufferedAmount()} bytes`);
    socket.destroy();
  });

  t.test('a message in very many frames closes its connection', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    let got = 0;
    server.websocket<null>({
      path: '/socket',
      maxPayload: 1_000_000,
      upgrade: () => ({ ok: true, data: null }),
      message: () => got++,
    });
    const port = await server.listen('127.0.0.1', 0);
    const socket = await raw(port, HANDSHAKE);
    socket.resume();
    const crumb = (opcode: number) => Buffer.from([opcode, 0x81, 0, 0, 0, 0, 0x78]);
    socket.write(Buffer.concat([crumb(0x02), ...Array.from({ length: 5000 }, () => crumb(0))]));
    await until('it is closed', () => socket.closed);
    t.equal(got, 0);
  });

  t.test('connections beyond the limit: the idlest stranger is closed, identified clients stay', async (t) => {
    const connections = new ConnectionLimit({ perAddress: 100, total: 3 });
    const server: SocketServer = make({ connections });
    const other: SocketServer = make({ connections });
    t.teardown(() => Promise.all([server.close(), other.close()]));
    server.http((request) => {
      if (request.header('authorization') === 'Bearer good') request.vouch?.();
      return { status: 200, body: 'here' };
    });
    server.websocket<null>({
      path: '/socket',
      maxPayload: 100,
      upgrade: () => ({ ok: true, data: null, vouched: true }),
    });
    const port = await server.listen('127.0.0.1', 0);
    const otherPort = await other.listen('127.0.0.1', 0);
    const known = await raw(port, 'GET / HTTP/1.1\r\nhost: x\r\nauthorization: Bearer good\r\n\r\n');
    const seen = countAnswers(known);
    const listener = await opened(new WebSocket(`ws://127.0.0.1:${port}/socket`));
    await until('the first was answered', () => seen.count === 1);
    const strangers: Socket[] = [];
    for (let i = 0; i < 20; i++) strangers.push(await raw(i % 2 === 0 ? port : otherPort, 'GET / HTTP/1.1\r\n'));
    await until(
      'the newest is the only stranger',
      () => strangers.filter((one) => !one.closed).length === 1 || undefined,
    );
    t.equal(connections.count, 3);
    t.notOk(strangers.at(-1)!.closed);
    known.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await until('the known one is answered again', () => seen.count === 2);
    t.equal(listener.readyState, WebSocket.OPEN);
    known.destroy();
    listener.terminate();
    strangers.at(-1)!.destroy();
    await until('all places are given back', () => connections.count === 0);
  });
}

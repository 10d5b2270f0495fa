/** The contract of every `SocketServer` for websockets. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { WebSocket } from 'ws';
import { loadAddon } from '../../src/addon/index.js';
import { SendRow } from '../../src/net/send-row.js';
import type { HttpRequest, WebSocketConnection } from '../../src/net/socket-server.js';
import { seeded } from '../harness/seeded.js';
import { until } from '../harness/until.js';
import { call, type MakeServer, opened, refused } from './socket-clients.js';

export function websocketContract(t: Test, make: MakeServer): void {
  t.test('a websocket carries messages in both directions, each with its kind', async (t) => {
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
    await until('all messages came back', () => messages.length === 4);
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

  for (const bytes of [100, 2000, 65_536])
    t.test(`send copies: a buffer of ${bytes} bytes may be reused at once, also while earlier ones wait`, async (t) => {
      const server = make();
      t.teardown(() => server.close());
      let sent = 0;
      server.websocket<null>({
        path: '/socket',
        maxPayload: 100,
        upgrade: () => ({ ok: true, data: null }),
        open: (connection) => {
          const shared = new Uint8Array(new SharedArrayBuffer(bytes));
          const send = () => {
            shared.fill(sent++ % 251);
            connection.send(shared, true);
          };
          while (connection.bufferedAmount() === 0) send();
          for (let i = 0; i < 20; i++) send();
        },
      });
      const port = await server.listen('127.0.0.1', 0);
      const client = new WebSocket(`ws://127.0.0.1:${port}/socket`);
      let whole = 0;
      client.on('message', (data: Buffer) => {
        if (data.length === bytes && data.every((byte) => byte === whole % 251)) whole++;
      });
      await until('all messages arrived whole, in their order', () => sent > 20 && whole === sent);
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

  t.test('a refused upgrade gets its answer, a throwing one 500, an unknown path 404', async (t) => {
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
    let asked: HttpRequest | undefined;
    let decide: () => void = () => undefined;
    const decision = new Promise<void>((resolve) => {
      decide = resolve;
    });
    let opens = 0;
    server.websocket<null>({
      path: '/slow',
      maxPayload: 100,
      upgrade: async (request) => {
        asked = request;
        await decision;
        return { ok: true, data: null };
      },
      open: () => {
        opens++;
      },
    });
    const port = await server.listen('127.0.0.1', 0);
    const client = new WebSocket(`ws://127.0.0.1:${port}/slow`);
    client.on('error', () => undefined);
    await until('the upgrade was asked for', () => asked !== undefined);
    client.terminate();
    // Node's own server does not read meanwhile, and notices when it writes.
    await until('its going was seen', () => asked?.aborted === true, 2000).catch(() => undefined);
    decide();
    // Another that is decided later shows that the first one's turn has passed.
    await opened(new WebSocket(`ws://127.0.0.1:${port}/slow`)).then((other) => other.terminate());
    t.equal(opens, 1, 'the other alone');
  });

  t.test('many upgrades that were decided late all stay open', async (t) => {
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
      await until('the server saw them go', () => closes === 32);
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
    await until('the large one was closed', () => closes === 1 && large.readyState === WebSocket.CLOSED);
    other.send(Buffer.alloc(100));
    await until('the other was heard', () => got.length === 1);
    t.same(got, [100]);
    other.close();
  });

  t.test('bytes that the kernel does not take are counted, and the socket reports when they have gone', async (t) => {
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
    await until('the server saw it open', () => connection !== undefined);
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
    await until('everything drained and arrived', () => drained === 1 && received === sent);
    t.equal(connection!.bufferedAmount(), 0);
    client.close();
  });

  t.test(
    'messages of a row arrive whole and in order, beside others, also where the kernel takes a part',
    async (t) => {
      const addon = loadAddon();
      if (addon === undefined) return t.pass('no addon');
      const row = new SendRow(addon);
      const server = make();
      t.teardown(() => server.close());
      const connections: WebSocketConnection<null>[] = [];
      server.websocket<null>({
        path: '/socket',
        maxPayload: 100,
        upgrade: () => ({ ok: true, data: null }),
        open: (opened) => {
          opened.joinRow(row);
          connections.push(opened);
        },
      });
      const port = await server.listen('127.0.0.1', 0);
      const random = seeded(7);
      const sizes = Array.from({ length: 600 }, () => Math.floor(4 + random() ** 6 * 70_000));
      const clients = [0, 1].map(() => new WebSocket(`ws://127.0.0.1:${port}/socket`));
      const received = [0, 0];
      let wrong = 0;
      for (const [i, client] of clients.entries()) {
        client.on('message', (bytes: Buffer) => {
          const number = received[i]!++;
          const last = sizes[number]! > 4 ? number & 255 : bytes[3];
          if (bytes.length !== sizes[number] || bytes.readUInt32LE(0) !== number || bytes.at(-1) !== last) wrong++;
        });
        await opened(client);
        await until('the server saw it open', () => connections.length === i + 1);
      }
      const buffer = Buffer.alloc(70_004);
      let waited = 0;
      for (const [number, size] of sizes.entries()) {
        if (number % 100 === 10) clients[0]!.pause();
        if (number % 100 === 70) clients[0]!.resume();
        buffer.fill(number & 255, 4, size);
        buffer.writeUInt32LE(number, 0);
        for (const connection of connections) {
          if (number % 7 === 0) connection.ping();
          if (number % 5 === 0) connection.send(buffer.subarray(0, size), true);
          else connection.sendInRow(buffer.subarray(0, size));
        }
        if (number % 3 > 0) row.flush();
        if (number % 3 > 0 && connections[0]!.bufferedAmount() > 0) waited++;
        while (connections[0]!.bufferedAmount() > 500_000) {
          clients[0]!.resume();
          await sleep(1);
        }
      }
      row.flush();
      clients[0]!.resume();
      await until('all arrived', () => received.every((count) => count === sizes.length));
      t.equal(wrong, 0);
      t.ok(waited > 0, 'some had to wait');
      for (const connection of connections) connection.sendInRow(Buffer.from('last'));
      connections[0]!.terminate();
      connections[1]!.end(1000, 'over');
      row.flush();
      t.same(
        connections.map((connection) => connection.bufferedAmount()),
        [0, 0],
        'a message in the row goes before an end',
      );
      await until('the other got it', () => received[1] === sizes.length + 1);
      for (const connection of connections) connection.sendInRow(buffer);
      row.flush();
    },
  );

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
    await until('the pong came', () => pongs === 1);
    const endedBy = once(ended, 'close');
    connections[0]!.end(4409, 'replaced');
    t.ok(connections[0]!.closed, 'closed at once for its owner');
    const [code, reason] = await endedBy;
    t.equal(code, 4409);
    t.equal(String(reason), 'replaced');

    const cut = await opened(new WebSocket(`ws://127.0.0.1:${port}/socket`));
    await until('the second opened', () => connections.length === 2);
    const cutBy = once(cut, 'close');
    connections[1]!.terminate();
    t.equal((await cutBy)[0], 1006);
    await until('each close was reported', () => closes.length === 2);
    await sleep(20);
    t.equal(closes.length, 2, 'and reported once');
    for (const connection of connections) {
      connection.send(Buffer.from('late'), true);
      connection.ping();
      connection.end(1000, '');
      connection.terminate();
      t.equal(connection.bufferedAmount(), 0, 'a closed connection may be touched, to no effect');
    }
  });

  t.test('a client that vanishes or closes is reported', async (t) => {
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
    await until('the close was reported', () => closes.length === 1);
    (await opened(new WebSocket(`ws://127.0.0.1:${port}/socket`))).terminate();
    await until('the loss was reported', () => closes.length === 2);
    t.same(closes, [4000, 1006]);
  });

  t.test('a handler that fails costs only its own event, and is reported', async (t) => {
    const faults: string[] = [];
    const server = make({ onFault: (door, error) => faults.push(`${door}: ${(error as Error).message}`) });
    t.teardown(() => server.close());
    let opens = 0;
    server.websocket<null>({
      path: '/socket',
      maxPayload: 100,
      upgrade: () => ({ ok: true, data: null }),
      open: () => {
        if (++opens > 1) throw new Error('at the beginning');
      },
      message: (connection, message) => {
        if (String(message) === 'bad') throw new Error('in a message');
        connection.send(message, true);
      },
      close: () => {
        throw new Error('at the end');
      },
    });
    const port = await server.listen('127.0.0.1', 0);
    const client = await opened(new WebSocket(`ws://127.0.0.1:${port}/socket`));
    client.send('bad');
    client.send('good');
    const [message] = await once(client, 'message');
    t.equal(String(message), 'good');
    const other = new WebSocket(`ws://127.0.0.1:${port}/socket`);
    other.on('error', () => undefined);
    await once(other, 'close');
    client.close();
    await until('all are reported', () => faults.length === 4);
    t.same(faults, [
      'WebSocket /socket: in a message',
      'WebSocket /socket: at the beginning',
      'WebSocket /socket: at the end',
      'WebSocket /socket: at the end',
    ]);
  });
}

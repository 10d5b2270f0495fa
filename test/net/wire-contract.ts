/** The contract of every `SocketServer` for bytes on the wire: cut, broken, malformed and pipelined requests. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { until } from '../harness/until.js';
import { everything, HANDSHAKE, KEY, type MakeServer, raw } from './socket-clients.js';

export function wireContract(t: Test, make: MakeServer): void {
  t.test('a request cut into packets at any byte is the same request', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    server.http(async (request) => ({ status: 200, body: `${request.path}:${await request.body(100)}` }));
    server.websocket<null>({ path: '/socket', maxPayload: 100, upgrade: () => ({ ok: true, data: null }) });
    const port = await server.listen('127.0.0.1', 0);
    const request = 'POST /x HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 5\r\n\r\nhello';
    const cuts = Array.from({ length: request.length - 1 }, (_, i) => i + 1);
    await Promise.all(
      cuts.map(async (cut) => {
        const socket = await raw(port, request.slice(0, cut));
        socket.setNoDelay(true);
        const answer = everything(socket);
        await sleep(30);
        socket.write(request.slice(cut));
        t.match(
          await answer,
          /^HTTP\/1\.1 200 [\s\S]*\/x:hello$/,
          `cut after ${JSON.stringify(request.slice(0, cut))}`,
        );
      }),
    );
    await Promise.all(
      Array.from({ length: HANDSHAKE.length - 1 }, async (_, i) => {
        const socket = await raw(port, HANDSHAKE.slice(0, i + 1));
        socket.setNoDelay(true);
        await sleep(30);
        socket.write(HANDSHAKE.slice(i + 1));
        const [chunk] = await once(socket, 'data');
        t.match(String(chunk), /^HTTP\/1\.1 101 /, `an upgrade cut after ${i + 1} bytes`);
        socket.destroy();
      }),
    );
    for (const [whole, wanted] of [
      [request, /^HTTP\/1\.1 200 /],
      [HANDSHAKE, /^HTTP\/1\.1 101 /],
    ] as const) {
      const socket = await raw(port, '');
      socket.setNoDelay(true);
      const answer = once(socket, 'data');
      for (const byte of whole) {
        socket.write(byte);
        await new Promise(setImmediate);
      }
      t.match(String((await answer)[0]), wanted, 'byte by byte');
      socket.destroy();
    }
  });

  t.test('a broken handshake gets 400 before the box decides, or gives back its grant', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    let [asked, abandoned] = [0, 0];
    server.websocket<null>({
      path: '/socket',
      maxPayload: 100,
      upgrade: () => {
        asked++;
        return { ok: true, data: null };
      },
      abandoned: () => abandoned++,
    });
    const port = await server.listen('127.0.0.1', 0);
    for (const [from, to] of [
      [KEY, 'short'],
      [': 13', ': 99'],
      ['GET', 'DELETE'],
      ['\r\n\r\n', '\r\ncontent-length: 4\r\n\r\nbody'],
    ] as const) {
      t.match(
        await everything(await raw(port, HANDSHAKE.replace(from, to))),
        /^HTTP\/1\.1 400 [\s\S]*"bad_upgrade"/,
        to,
      );
    }
    t.equal(asked, 0);
    await everything(await raw(port, HANDSHAKE.replace(': 13', ': 13\r\nsec-websocket-protocol: a,,')));
    t.equal(abandoned, asked);
  });

  t.test('pipelined requests are answered in order, one at a time', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    let [now, most] = [0, 0];
    server.http(async (request) => {
      most = Math.max(most, ++now);
      await sleep(1);
      now--;
      return { status: 200, body: `<${request.path}:${await request.body(10)}>` };
    });
    const port = await server.listen('127.0.0.1', 0);
    const numbers = Array.from({ length: 300 }, (_, i) => i);
    const requests = numbers.map((n) =>
      n % 3 === 0
        ? `POST /${n} HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nhi`
        : `GET /${n} HTTP/1.1\r\nhost: x\r\n\r\n`,
    );
    const socket = await raw(port, requests.join(''));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    await until('all are answered', () => text.includes('</299:'));
    t.same(
      [...text.matchAll(/<(.*?)>/g)].map((match) => match[1]),
      numbers.map((n) => `/${n}:${n % 3 === 0 ? 'hi' : ''}`),
    );
    t.equal(most, 1);
    socket.destroy();
  });

  t.test('a malformed request is refused in the shape of all errors', async (t) => {
    const server = make();
    t.teardown(() => server.close());
    server.http(() => ({ status: 200 }));
    const port = await server.listen('127.0.0.1', 0);
    for (const [text, status, code] of [
      ['GARBAGE\r\n\r\n', 400, 'bad_request'],
      ['GET / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n', 400, 'bad_request'],
      [`GET / HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
      [`GET /${'x'.repeat(9_000)} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`, 414, 'url_too_long'],
      ['GET http://x/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400, 'bad_path'],
      ['OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n', 400, 'bad_path'],
    ] as const) {
      const answer = await everything(await raw(port, text));
      t.equal(Number(/^HTTP\/1\.1 (\d+) /.exec(answer)?.[1]), status, text.slice(0, 40));
      t.equal(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)).error.code, code);
    }
  });

  t.test('the check at the front door sees the whole request, and comes first', async (t) => {
    const seen: unknown[] = [];
    const server = make({
      guard: ({ upgrade, version, hosts, origins, hasBody, localAddress, localPort, secure }) => {
        seen.push({ upgrade, version, hosts, origins, hasBody, localAddress, secure, port: localPort === port });
        return { status: 421, body: 'no' };
      },
    });
    t.teardown(() => server.close());
    let asked = 0;
    server.http(() => ({ status: 200, body: String(++asked) }));
    server.websocket<null>({
      path: '/socket',
      maxPayload: 100,
      upgrade: () => {
        asked++;
        return { ok: true, data: null };
      },
    });
    const port = await server.listen('127.0.0.1', 0);
    const plain =
      'POST / HTTP/1.1\r\nHost: a\r\nhost: b\r\nOrigin: c\r\nconnection: close\r\ncontent-length: 1\r\n\r\nx';
    t.match(await everything(await raw(port, plain)), /^HTTP\/1\.1 421 [\s\S]*no$/);
    t.match(await everything(await raw(port, 'GET / HTTP/1.0\r\n\r\n')), /^HTTP\/1\.1 421 /);
    t.match(await everything(await raw(port, HANDSHAKE)), /^HTTP\/1\.1 421 /);
    t.equal(asked, 0);
    const here = { localAddress: '127.0.0.1', secure: false, port: true };
    t.same(seen, [
      { upgrade: false, version: '1.1', hosts: ['a', 'b'], origins: ['c'], hasBody: true, ...here },
      { upgrade: false, version: '1.0', hosts: [], origins: [], hasBody: false, ...here },
      { upgrade: true, version: '1.1', hosts: ['x'], origins: [], hasBody: false, ...here },
    ]);
  });
}

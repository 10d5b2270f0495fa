/** Host, Origin and types of bodies, at every port of a running box. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import t from 'tap';
import { Box } from '../../harness/box.js';
import { portsToReturnTo } from '../../harness/ports.js';
import { generateCertificate } from '../../net/socket-clients.js';

const SOCKET =
  'upgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

/** The status of the answer to a request; `lines` are headers, each with its line break. */
async function status(
  port: number,
  target: string,
  lines: string,
  { secure = false, method = 'GET' } = {},
): Promise<number> {
  const socket = secure
    ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
    : connect(port, '127.0.0.1');
  await once(socket, secure ? 'secureConnect' : 'connect');
  socket.write(`${method} ${target} HTTP/1.1\r\n${lines}\r\n`);
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return Number(/^HTTP\/1\.1 (\d+) /.exec(chunk.toString())?.[1]);
}

t.test('every port and every upgrade answers only under the box’s names, and only to its own pages', async (t) => {
  const also = await portsToReturnTo();
  const { certFile, keyFile } = generateCertificate();
  const tlsFlags = ['--tls-cert', certFile, '--tls-key', keyFile, '--tls-web-port', '0', '--tls-audio-port', '0'];
  const names = ['--host-names', 'monitor.example,stage.example'];
  const box = await Box.start(['--source', 'tones', '--also-web-port', String(also), ...names, ...tlsFlags]);
  t.teardown(() => box.stop());
  const { tls, serial } = (await box.json('/api/box')) as {
    tls: { webPort: number; audioPort: number };
    serial: string;
  };
  const { uuid, token } = await box.join('Anna');
  const audio = `/audio?device=${uuid}&token=${token}`;
  const mqtt = `${SOCKET}sec-websocket-protocol: mqtt\r\n`;
  const own = `stagebox-${serial.replace(/[^A-Za-z0-9-]/g, '-')}.local`;
  for (const [name, port, target, lines, secure, good] of [
    ['page', box.webPort, '/', '', false, 200],
    ['page on the second port', also, '/', '', false, 200],
    ['page over TLS', tls.webPort, '/', '', true, 200],
    ['mqtt', box.webPort, '/mqtt', mqtt, false, 101],
    ['mqtt on the second port', also, '/mqtt', mqtt, false, 101],
    ['mqtt over TLS', tls.webPort, '/mqtt', mqtt, true, 101],
    ['audio', box.audioPort, audio, SOCKET, false, 101],
    ['audio over TLS', tls.audioPort, audio, SOCKET, true, 101],
    ['audio, no upgrade', box.audioPort, '/audio?device=x&token=y', '', false, 426],
  ] as const) {
    const ask = (headers: string) => status(port, target, headers + lines, { secure });
    for (const host of ['127.0.0.1', 'LOCALHOST:1', 'monitor.example', 'Stage.Example.:80', 'stagebox.local', own])
      t.equal(await ask(`Host: ${host}\r\n`), good, `${name}: ${host}`);
    for (const host of ['evil.example', 'stagebox.test', '192.0.2.200'])
      t.equal(await ask(`Host: ${host}\r\n`), 421, `${name}: ${host}`);
    t.equal(await ask(''), 400, `${name}: no host`);
    t.equal(await ask('Host: localhost\r\nHost: evil.example\r\n'), 400, `${name}: two hosts`);
    const from = (origin: string) => ask(`Host: stagebox.local:1\r\nOrigin: ${origin}\r\n`);
    t.equal(await from('http://stagebox.local:5100'), good, `${name}: its own page, of another port`);
    for (const origin of ['http://evil.example', 'null', 'http://localhost:5100'])
      t.equal(await from(origin), 403, `${name}: ${origin}`);
  }
});

t.test('a device is registered only by application/json, and no answer lets other sites read it', async (t) => {
  const box = await Box.start(['--source', 'tones']);
  t.teardown(() => box.stop());
  const count = async () => ((await box.json('/api/health')) as { control: { devices: number } }).control.devices;
  const before = await count();
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', undefined]) {
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    const body = Buffer.from(JSON.stringify({ name: 'x' }));
    const answer = await fetch(`${box.url}/api/join`, { method: 'POST', body, headers });
    t.match([answer.status, await answer.json()], [415, { error: { code: 'json_only' } }], type ?? 'none');
  }
  t.equal(await count(), before);
  const options = await fetch(`${box.url}/api/join`, { method: 'OPTIONS', headers: { origin: box.url } });
  for (const answer of [options, await box.fetch('/'), await box.fetch('/api/box')])
    for (const name of answer.headers.keys()) t.notMatch(name, /^access-control-/);
});

t.test('with the captive page on, a foreign name gets only the captive answer', async (t) => {
  const box = await Box.start(['--source', 'tones', '--captive-portal', 'true']);
  t.teardown(() => box.stop());
  const at = (target: string, more = '', method = 'GET') =>
    status(box.webPort, target, `Host: evil.example\r\n${more}`, { method });
  for (const target of ['/', '/api/box', '/api/health', '/metrics', '/welcome', '/welcome/continue', '/label'])
    t.equal(await at(target), 302, target);
  t.equal(await at('/api/box', '', 'HEAD'), 302);
  t.equal(await at('/api/box', 'Origin: http://evil.example\r\n'), 302);
  t.equal(await at('/api/join', 'content-length: 0\r\n', 'POST'), 421);
  t.equal(await at('/mqtt', `${SOCKET}sec-websocket-protocol: mqtt\r\n`), 421);
});

t.test('40 clients that ask for a large file 400 times and read nothing cost the box little', async (t) => {
  const box = await Box.start(['--source', 'tones']);
  t.teardown(() => box.stop());
  const page = await (await box.fetch('/')).text();
  const script = /src="([^"]+\.js)"/.exec(page)?.[1];
  t.ok(script, 'the page has a script');
  const request = `GET ${new URL(script!, `${box.url}/`).pathname} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
  const rss = async () => ((await box.json('/api/health')) as { memory: { rss: number } }).memory.rss;
  const before = await rss();
  const clients = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const socket = connect(box.webPort, '127.0.0.1');
      await once(socket, 'connect');
      socket.pause();
      socket.on('error', () => undefined);
      socket.write(request.repeat(400));
      return socket;
    }),
  );
  for (let i = 0; i < 20; i++) t.equal((await box.fetch('/api/box')).status, 200, 'others are answered meanwhile');
  const grown = ((await rss()) - before) / 2 ** 20;
  t.ok(grown < 64, `${grown.toFixed(0)} MiB`);
  for (const client of clients) client.destroy();
});

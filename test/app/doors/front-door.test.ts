/** Signals, old HTTP, methods, and a reader of the output that goes away, on a running box. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { hostname } from 'node:os';
import { text } from 'node:stream/consumers';
import { connectAsync } from 'mqtt';
import t from 'tap';
import { Box } from '../../harness/box.js';
import { until } from '../../harness/until.js';

/** The box's answer to these bytes, up to the end of the connection. */
async function say(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(bytes);
  return text(socket);
}

/** A port without a listener. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

t.test('a phone that probes for the Internet in HTTP/1.0 is redirected to the page, on the second port', async (t) => {
  const also = await freePort();
  const box = await Box.start(['--source', 'tones', '--captive-portal', 'true', '--also-web-port', String(also)]);
  t.teardown(() => box.stop());
  const probe = 'GET /hotspot-detect.html HTTP/1.0\r\nHost: captive.apple.com\r\n\r\n';
  t.match(await say(also, probe), /^HTTP\/1\.1 302 Found[\s\S]*location: http:\/\/[\d.:]+\/welcome/i);
  t.match(await say(also, 'GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n'), /^HTTP\/1\.1 200 [\s\S]*<html/);
  const { serial } = (await (await box.fetch('/api/box')).json()) as { serial: string };
  const own = serial.replace(/[^A-Za-z0-9-]/g, '-');
  for (const host of ['stagebox.local', `stagebox-${own}.local`, `${hostname()}.local`])
    t.match(await say(also, `GET / HTTP/1.0\r\nHost: ${host}\r\n\r\n`), /^HTTP\/1\.1 200 [\s\S]*<html/, host);
  await say(also, 'GET /welcome/continue HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n');
  const laptop = await say(also, 'GET / HTTP/1.0\r\nHost: connectivity-check.ubuntu.com\r\n\r\n');
  t.match(laptop, /^HTTP\/1\.1 204 [\s\S]*^X-NetworkManager-Status: online\r$/m, 'NetworkManager reads this very line');
  const { uuid, token } = await box.join('Anna');
  const client = await connectAsync(`ws://127.0.0.1:${also}/mqtt`, { clientId: uuid, username: uuid, password: token });
  t.ok(client.connected, 'control is there too');
  await client.endAsync();
});

t.test('HEAD is GET without its body; the figures accept no other method', async (t) => {
  const box = await Box.start(['--source', 'tones']);
  t.teardown(() => box.stop());
  const whole = await box.fetch('/', { headers: { 'accept-encoding': 'identity' } });
  const body = await whole.text();
  const head = await box.fetch('/', { method: 'HEAD', headers: { 'accept-encoding': 'identity' } });
  t.equal(Number(head.headers.get('content-length')), Buffer.byteLength(body));
  t.equal(await head.text(), '');
  for (const path of ['/api/health', '/metrics']) {
    const refused = await box.fetch(path, { method: 'POST', body: '{}' });
    t.equal(refused.status, 405);
    t.equal(refused.headers.get('allow'), 'GET, HEAD');
    t.match(await refused.json(), { error: { code: 'bad_method' } });
  }
});

t.test('a refusal has the headers that HTTP requires', async (t) => {
  const box = await Box.start(['--source', 'tones']);
  t.teardown(() => box.stop());
  const method = await box.fetch('/api/join');
  t.same([method.status, method.headers.get('allow')], [405, 'POST']);
  const stranger = await box.fetch('/api/devices');
  t.same([stranger.status, stranger.headers.get('www-authenticate')], [401, 'Bearer']);
});

t.test(
  'a second and a third signal do not cut the clean end short; one before ready ends it cleanly too',
  async (t) => {
    const box = await Box.start(['--source', 'tones']);
    for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM'] as const) {
      box.process.kill(signal);
      await new Promise((resolve) => setImmediate(resolve));
    }
    t.same(await box.exited, { code: 0, signal: null });
  },
);

t.test('the box plays on after the reader of its output has gone', async (t) => {
  const box = await Box.start(['--source', 'tones']);
  t.teardown(() => box.kill());
  box.process.stdout!.destroy();
  box.process.stderr!.destroy();
  const periods = async () => ((await box.json('/api/health')) as { periods: number }).periods;
  const before = await periods();
  await until('periods pass', async () => (await periods()) > before + 10);
  t.equal((await box.stop()).code, 0);
});

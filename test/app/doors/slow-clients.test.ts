/** Deliberately slow clients, and many of them, at every port of a running box. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import t from 'tap';
import { WebSocket } from 'ws';
import { Box } from '../../harness/box.js';
import { portsToReturnTo } from '../../harness/ports.js';
import { until } from '../../harness/until.js';
import { generateCertificate } from '../../net/socket-clients.js';

/** Connects from this address and sends something. */
async function talk(port: number, text: string, localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

t.test('slow headers, slow bodies and silent connections are closed on every port', async (t) => {
  const also = await portsToReturnTo();
  const { certFile, keyFile } = generateCertificate();
  const tlsFlags = ['--tls-cert', certFile, '--tls-key', keyFile, '--tls-web-port', '0', '--tls-audio-port', '0'];
  const box = await Box.start(['--source', 'tones', '--also-web-port', String(also), ...tlsFlags]);
  t.teardown(() => box.stop());
  const { tls } = (await box.json('/api/box')) as { tls: { webPort: number; audioPort: number } };
  const head = 'POST /api/join HTTP/1.1\r\nHost: 127.0.0.1\r\n';
  const body = `${head}Content-Type: application/json\r\nContent-Length: 10000\r\n\r\n`;
  const plain = [box.webPort, also, box.audioPort].flatMap((port) =>
    ['', 'G', head, body].map((beginning) => talk(port, beginning)),
  );
  const secure = [tls.webPort, tls.audioPort].flatMap((port) => [
    talk(port, ''),
    ...[head, body].map(async (beginning) => {
      const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
      socket.on('error', () => undefined);
      await once(socket, 'secureConnect');
      socket.write(beginning);
      return socket;
    }),
  ]);
  const sockets = await Promise.all([...plain, ...secure]);
  for (const socket of sockets) socket.resume();
  const drip = setInterval(() => {
    for (const socket of sockets) if (socket.bytesWritten > 1 && socket.writable) socket.write('x');
  }, 500);
  t.teardown(() => clearInterval(drip));
  await until('all are closed', () => sockets.every((socket) => socket.closed), 90_000);
  t.pass();
});

t.test('hundreds of connections from one address leave every port open to others', async (t) => {
  const box = await Box.start(['--source', 'tones']);
  t.teardown(() => box.stop());
  const { uuid, token } = await box.join('Anna');
  const flood: Socket[] = [];
  for (const [port, text] of [
    [box.webPort, 'GET / HTTP/1.1\r\n'],
    [box.mqttPort, ''],
    [box.audioPort, 'GET /audio HTTP/1.1\r\n'],
    [box.nativePort, ''],
  ] as const)
    for (let i = 0; i < 150; i++) flood.push(await talk(port, text, '127.0.0.2'));
  for (const socket of flood) socket.resume();
  await until('two times 64 are left', () => flood.filter((socket) => !socket.closed).length <= 128);
  t.equal((await box.fetch('/api/me', { token })).status, 200);
  const audio = new WebSocket(`ws://127.0.0.1:${box.audioPort}/audio?device=${uuid}&token=${token}`);
  await new Promise((resolve, reject) => {
    audio.addEventListener('message', resolve);
    audio.addEventListener('error', reject);
  });
  audio.close();
  for (const socket of flood) socket.destroy();
});

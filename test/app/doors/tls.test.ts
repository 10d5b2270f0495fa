import { request } from 'node:https';
import t from 'tap';
import { WebSocket } from 'ws';
import { Box } from '../../harness/box.js';
import { generateCertificate } from '../../net/socket-clients.js';

/** `GET` over TLS from a box with an untrusted certificate. */
function get(port: number, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, rejectUnauthorized: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on('error', reject)
      .end();
  });
}

t.test('an invalid certificate is reported by its setting, with status 2 and no stack trace', async (t) => {
  const { keyFile } = generateCertificate();
  const folder = t.testdir({ 'cert.pem': 'no certificate' });
  const flags = ['--source', 'tones', '--tls-cert', `${folder}/cert.pem`, '--tls-key', keyFile];
  const { code, stderr } = await Box.refused(flags);
  t.equal(code, 2);
  t.match(stderr, [/^--tls-cert: .*cert\.pem/]);
});

t.test('a box with a certificate prints its TLS addresses; the page, /mqtt and audio work there', async (t) => {
  const { certFile, keyFile } = generateCertificate();
  const flags = ['--source', 'tones', '--tls-cert', certFile, '--tls-key', keyFile];
  const box = await Box.start([...flags, '--tls-web-port', '0', '--tls-audio-port', '0']);
  t.teardown(() => box.stop());
  const { tls } = (await box.json('/api/box')) as { tls: { webPort: number; audioPort: number } };
  t.ok(tls.webPort > 0 && tls.audioPort > 0 && tls.webPort !== box.webPort && tls.audioPort !== box.audioPort);
  t.match(await get(tls.webPort, '/'), { status: 200, body: /<html/ });
  t.match(JSON.parse((await get(tls.webPort, '/api/box')).body), { tls, audio: { port: box.audioPort } });

  const { uuid, token } = await box.join('Anna');
  const open = (url: string, protocol?: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = new WebSocket(url, protocol ?? [], { rejectUnauthorized: false });
      socket.once('open', () => resolve(socket.protocol)).once('error', reject);
      t.teardown(() => socket.terminate());
    });
  t.equal(await open(`wss://127.0.0.1:${tls.webPort}/mqtt`, 'mqtt'), 'mqtt');
  t.equal(await open(`wss://127.0.0.1:${tls.audioPort}/audio?device=${uuid}&token=${token}`), '');
});

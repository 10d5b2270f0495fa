import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { createSocketServer, socketServerNote } from '../../../src/audio/stream/create-socket-server.js';
import { matchesDigest } from '../../../src/audio/stream/uws-binary.js';
import { generateCertificate } from './socket-clients.js';

const folder = mkdtempSync(join(tmpdir(), 'create-socket-server-'));

t.test('a server is made whatever the machine, and says which', async (t) => {
  const server = await createSocketServer();
  t.teardown(() => server.close());
  t.match(socketServerNote(), /^(uWebSockets\.js|ws, because )/);
  t.ok((await server.listen('127.0.0.1', 0)) > 0);
});

t.test('a binary whose digest differs is not run', async (t) => {
  const file = join(folder, 'binary');
  writeFileSync(file, 'abc');
  t.ok(matchesDigest(file, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'));
  t.notOk(matchesDigest(file, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ae'));
});

t.test('an unusable certificate or key is refused by name', async (t) => {
  const tls = generateCertificate();
  const missing = join(folder, 'missing.pem');
  const broken = join(folder, 'broken.pem');
  writeFileSync(broken, 'not a key');
  await t.rejects(createSocketServer({ ...tls, certFile: missing }), { code: 'bad_tls', message: /missing\.pem/ });
  await t.rejects(createSocketServer({ ...tls, keyFile: broken }), { code: 'bad_tls', message: /broken\.pem/ });
  await (await createSocketServer(tls)).close();
});

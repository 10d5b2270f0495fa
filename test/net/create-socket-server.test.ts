import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { createSocketServer } from '../../src/net/create-socket-server.js';
import { generateCertificate } from './socket-clients.js';

t.test('an unusable certificate or key is refused by name', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'create-socket-server-'));
  const tls = generateCertificate();
  const missing = join(folder, 'missing.pem');
  const broken = join(folder, 'broken.pem');
  writeFileSync(broken, 'not a key');
  const make = (files: Partial<typeof tls>) => () => createSocketServer({ tls: { ...tls, ...files } });
  t.throws(make({ certFile: missing }), { code: 'bad_tls', message: /missing\.pem/ });
  t.throws(make({ keyFile: broken }), { code: 'bad_tls', message: /broken\.pem/ });
  await createSocketServer({ tls }).close();
});

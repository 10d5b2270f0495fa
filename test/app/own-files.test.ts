/** The real box starts and serves the page, whatever its own files hold, and reports what it set aside. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { Box } from '../harness/box.js';
import { countingWav } from '../harness/counting.js';

t.setTimeout(300_000);

async function begun(
  t: Test,
  files: (folder: string) => void,
  leave: readonly string[] = [],
  flags: readonly string[] = ['--source', 'tones'],
) {
  const dataDir = mkdtempSync(join(tmpdir(), 'stagebox-own-files-'));
  files(dataDir);
  const box = await Box.start(flags, { dataDir, leave });
  t.teardown(async () => {
    await box.kill();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return { box, dataDir, said: () => box.errors.join('\n') };
}

t.test('the box starts with a settings file of NUL bytes and junk in every other own file', async (t) => {
  const { box, dataDir, said } = await begun(t, (folder) => {
    writeFileSync(join(folder, 'settings.json'), Buffer.alloc(300));
    mkdirSync(join(folder, 'engineer-pin'));
    writeFileSync(join(folder, 'serial'), '\0\0\0');
    writeFileSync(join(folder, 'store'), 'no folder');
    writeFileSync(join(folder, 'backups'), 'no folder');
    writeFileSync(join(folder, 'settings.json.new'), '{');
  });
  const response = await box.fetch('/');
  t.equal(response.status, 200, 'the page is there');
  const { uuid, token } = await box.join('Anna');
  t.match(await box.json('/api/me', { token }), { uuid });
  for (const name of ['settings.json', 'engineer-pin', 'serial', 'store']) t.match(said(), name);
  const names = readdirSync(dataDir).join(' ');
  for (const name of ['settings.json.damaged-1', 'engineer-pin.damaged-1', 'serial.damaged-1', 'damaged-1'])
    t.match(names, name);
  const pin = box.lines.find((line) => line.startsWith('engineer PIN '))!.slice(-6);
  const answer = await box.json('/api/engineer', { method: 'POST', token, body: JSON.stringify({ pin }) });
  t.match(answer, { role: 'engineer' });
});

t.test('the box starts without an unusable address, port or certificate of its file, and says so', async (t) => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, '0.0.0.0', resolve));
  t.teardown(() => blocker.close());
  const { port } = blocker.address() as { port: number };
  const { box, said } = await begun(
    t,
    (folder) => {
      writeFileSync(join(folder, 'junk.pem'), 'this is no certificate');
      const pem = join(folder, 'junk.pem');
      const settings = { host: '192.0.2.1', 'also-web-port': port, 'tls-cert': pem, 'tls-key': pem };
      writeFileSync(join(folder, 'settings.json'), `\uFEFF${JSON.stringify(settings)}`);
    },
    ['--host'],
  );
  t.equal((await box.fetch('/')).status, 200);
  for (const name of ['"host"', '"also-web-port"', '"tls-cert"']) t.match(said(), name);
});

t.test('a pipe or a device in place of the certificate is not read: the box starts without it', async (t) => {
  const { box, said } = await begun(t, (folder) => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const settings = { 'tls-cert': join(folder, 'pipe'), 'tls-key': '/dev/zero' };
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(settings));
  });
  t.equal((await box.fetch('/')).status, 200);
  t.match(said(), /"tls-cert": .*pipe cannot be read \(no regular file\)/);
});

t.test('a missing source of the file is awaited without error, and plays once it is there', async (t) => {
  let wav = '';
  const { box, said } = await begun(
    t,
    (folder) => {
      wav = join(folder, 'late.wav');
      writeFileSync(join(folder, 'settings.json'), JSON.stringify({ source: `wav:${wav}` }));
    },
    [],
    [],
  );
  const about = (await box.json('/api/box')) as { source: string; channels: unknown[] };
  t.match(about.source, 'waiting for a source');
  t.notMatch(said(), 'demo band');
  t.match(await box.json('/api/health'), { sourceState: 'gone' });
  countingWav(wav);
  while (/waiting/.test(((await box.json('/api/box')) as { source: string }).source)) await sleep(100);
  t.match(await box.json('/api/box'), { source: /late/ });
});

t.test('a sound card of the file that is not plugged in is awaited without error', async (t) => {
  const { box, said } = await begun(
    t,
    (folder) => writeFileSync(join(folder, 'settings.json'), '{"source": "alsa:hw:CARD=NotHere,DEV=0"}'),
    [],
    [],
  );
  t.match(((await box.json('/api/box')) as { source: string }).source, /^waiting for a source/);
  t.match(await box.json('/api/health'), { sourceState: 'gone' });
  t.notMatch(said(), 'demo band');
  const sources = await box.json('/api/sources', { token: (await box.join('Anna')).token });
  t.match(sources, { error: { code: 'forbidden' } });
});

t.test('the box owns a data folder that was recreated under it: no second box starts there', async (t) => {
  const { box, dataDir } = await begun(t, () => {});
  const { token, uuid } = await box.join('Anna');
  rmSync(dataDir, { recursive: true });
  t.ok(await box.join('Anna', { uuid, token }), 'saved again');
  const { code, stderr } = await Box.refused(['--source', 'tones'], { dataDir });
  t.equal(code, 2);
  t.match(stderr.join('\n'), 'in use by another stage box');
});

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { wavBytes } from '../../audio/source/wav-files.js';
import { Box, type Device } from '../../harness/box.js';
import { NativeListener } from '../../harness/native-listener.js';

const PIN = '112358';

t.test('settings and source over HTTP', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'stagebox-settings-'));
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
  writeFileSync(join(dataDir, 'settings.json'), '{"limiter-ceiling": -2}');
  const box = await Box.start([`--engineer-pin=${PIN}`, '--period=256', '--source=tones:4'], { dataDir });
  t.teardown(() => box.stop());
  const musician = await box.join('Ana');
  const desk = await box.join('Desk');
  await box.fetch('/api/engineer', { method: 'POST', body: JSON.stringify({ pin: PIN }), token: desk.token });
  const ask = async (method: string, path: string, device?: Device, content?: unknown) => {
    const answer = await box.fetch(path, {
      method,
      token: device?.token,
      ...(content === undefined ? {} : { body: typeof content === 'string' ? content : JSON.stringify(content) }),
    });
    return {
      status: answer.status,
      json: (await answer.json()) as Record<string, never> & { error?: { code: string } },
    };
  };
  const stored = () => JSON.parse(readFileSync(join(dataDir, 'settings.json'), 'utf8')) as Record<string, unknown>;

  await t.test('for engineers only', async (t) => {
    t.match(await ask('GET', '/api/settings'), { status: 401 });
    t.match(await ask('GET', '/api/settings', musician), { status: 403, json: { error: { code: 'forbidden' } } });
    t.match(await ask('POST', '/api/source', musician, { spec: 'demo' }), { status: 403 });
  });

  await t.test('each row is as in the table, without secrets; a value given by a flag is fixed', async (t) => {
    const { status, json } = await ask('GET', '/api/settings', desk);
    t.equal(status, 200);
    const rows = new Map((json.settings as { name: string }[]).map((row) => [row.name, row]));
    t.match(rows.get('limiter-ceiling'), { value: -2, default: -1, kind: 'number', unit: 'dBFS', fixed: false });
    t.match(rows.get('period'), { value: 256, fixed: true });
    t.notOk(rows.has('engineer-pin') || rows.has('data-dir'));
  });

  await t.test('a good value is kept; a bad one is refused by name and changes nothing', async (t) => {
    t.match(await ask('PUT', '/api/settings', desk, { 'limiter-ceiling': -3, name: 'Sala 2' }), {
      status: 200,
      json: { ok: true, restart: true },
    });
    t.same(stored(), { 'limiter-ceiling': -3, name: 'Sala 2' });
    for (const [content, code] of [
      [{ 'limiter-ceiling': 3 }, 'bad_value'],
      [{ name: 'Sala 3', 'limiter-ceiling': 'loud' }, 'bad_value'],
      [{ nonsense: 1 }, 'no_such_setting'],
      [{ 'engineer-pin': '000000' }, 'no_such_setting'],
      [{ period: 128 }, 'setting_fixed'],
      [{}, 'bad_value'],
      [{ name: 'x'.repeat(20_000) }, 'too_large'],
      ['[1]', 'bad_json'],
      ['{', 'bad_json'],
    ] as const)
      t.match(await ask('PUT', '/api/settings', desk, content), { json: { error: { code } } }, JSON.stringify(content));
    t.same(stored(), { 'limiter-ceiling': -3, name: 'Sala 2' });
    t.match(await ask('PUT', '/api/settings', desk, { name: null }), { status: 200 });
    t.same(stored(), { 'limiter-ceiling': -3 });
    t.match(await ask('PUT', '/api/settings', desk, { 'limiter-ceiling': null }), { status: 200 });
    const { json } = await ask('GET', '/api/settings', desk);
    const rows = json.settings as { name: string; value: unknown }[];
    t.equal(rows.find(({ name }) => name === 'limiter-ceiling')?.value, -1, 'what was taken out has its default again');
    await ask('PUT', '/api/settings', desk, { 'limiter-ceiling': -3 });
  });

  await t.test('native clients without a token are refused, or admitted again, at once', async (t) => {
    const comes = () =>
      NativeListener.connect(box, { uuid: 'phone', channels: [0], format: 'int16' }).then(
        ({ socket }) => Boolean(socket.destroy()),
        () => false,
      );
    t.ok(await comes());
    const set = (value: unknown) => ask('PUT', '/api/settings', desk, { 'native-clients': value });
    t.match(await set('refuse'), { json: { ok: true, restart: false } });
    t.notOk(await comes());
    t.match(await set(null), { json: { ok: true, restart: false } });
    t.ok(await comes());
  });

  await t.test(
    'the source changes while the box runs; a source that cannot open is refused and the old one plays on',
    async (t) => {
      const { json } = await ask('GET', '/api/sources', desk);
      t.match(json, { current: 'tones:4' });
      t.ok((json.sources as { spec: string }[]).some(({ spec }) => spec === 'demo'));
      t.match(await ask('POST', '/api/source', desk, { spec: 'wav:/nowhere.wav' }), { status: 400 });
      t.match(await ask('POST', '/api/source', desk, { spec: 7 }), { status: 400 });
      t.match(await ask('POST', '/api/source', desk, { spec: 'tones:6' }), { status: 200 });
      const about = (await box.json('/api/box')) as { channels: unknown[] };
      t.equal(about.channels.length, 6);
      t.notOk('source' in stored(), 'a flag gave the source: the file has no say');
      t.match(await ask('POST', '/api/source', desk, { spec: 'tones:4' }), { status: 200 }, "the operator's own");
    },
  );

  await t.test('text that ALSA would run, and a file outside the data folder, never reach it', async (t) => {
    const proof = join(dataDir, 'ran');
    for (const spec of [
      `alsa:file:'|id>${proof}',raw`,
      `alsa:{type file file "|id>${proof}" slave.pcm null format raw}`,
      'alsa:null',
      'alsa:default',
      'wav:/etc/passwd',
      `wav:${dataDir}/../x.wav`,
    ])
      t.match(
        await ask('POST', '/api/source', desk, { spec }),
        { status: 400, json: { error: { code: 'bad_value', path: 'spec', allowed: /alsa:hw:CARD=/ } } },
        spec,
      );
    t.notOk(existsSync(proof));
    t.notOk('source' in stored());
    t.match(await ask('GET', '/api/sources', desk), { json: { current: 'tones:4' } });
    writeFileSync(
      join(dataDir, 'song.wav'),
      wavBytes(4_800, () => [0.5]),
    );
    t.match(await ask('POST', '/api/source', desk, { spec: `wav:${dataDir}/song.wav` }), { status: 200 });
  });
});

t.test('a body that names no source is refused, whether or not the operator set one', async (t) => {
  const box = await Box.start([`--engineer-pin=${PIN}`]);
  t.teardown(() => box.stop());
  const { token } = await box.join('Desk');
  await box.fetch('/api/engineer', { method: 'POST', body: JSON.stringify({ pin: PIN }), token });
  for (const body of ['{}', '{"__proto__":{"spec":"demo"}}', '{"spec":null}']) {
    const answer = await box.fetch('/api/source', { method: 'POST', token, body });
    t.match([answer.status, await answer.json()], [400, { error: { code: 'bad_value', path: 'spec' } }], body);
  }
});

t.test('on a full disk a change of settings is refused by name, and the file stays whole', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'stagebox-settings-'));
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', dataDir]).status !== 0)
    return t.comment('not checked here: mounting a small tmpfs is not permitted');
  t.teardown(() => spawnSync('umount', ['-l', dataDir]));
  const before = '{"limiter-ceiling": -2}';
  writeFileSync(join(dataDir, 'settings.json'), before);
  const box = await Box.start([`--engineer-pin=${PIN}`, '--source=tones:2'], { dataDir });
  t.teardown(() => box.stop());
  const { token } = await box.join('Desk');
  await box.fetch('/api/engineer', { method: 'POST', body: JSON.stringify({ pin: PIN }), token });
  const change = async () => {
    const body = JSON.stringify({ name: 'Sala 2' });
    const answer = await box.fetch('/api/settings', { method: 'PUT', token, body });
    return [answer.status, await answer.json()];
  };
  const filler = join(dataDir, 'filler');
  t.throws(() => writeFileSync(filler, Buffer.alloc(8 << 20)), { code: 'ENOSPC' });
  t.match(await change(), [503, { error: { code: 'disk_full' } }]);
  t.equal(readFileSync(join(dataDir, 'settings.json'), 'utf8'), before);
  t.notOk(existsSync(join(dataDir, 'settings.json.new')), 'nothing half-made is left');
  rmSync(filler);
  t.match(await change(), [200, { ok: true }]);
});

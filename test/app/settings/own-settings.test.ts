/** The box's own settings file never stops the start: valid values are used, invalid ones reported. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { changeSettingsFile, readSettingsFile, setAside } from '../../../src/app/settings/own-settings.js';
import { SettingFault } from '../../../src/app/settings/setting-fault.js';
import { parseValue, readSettings } from '../../../src/app/settings/settings.js';
import { settingRow } from '../../../src/app/settings/settings-table.js';
import { startAnyway } from '../../../src/app/start-anyway.js';
import { seededBelow } from '../../harness/seeded.js';

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'stagebox-own-'));

/** Reads a data folder whose settings file holds `content`. */
function read(content: string | Buffer, ...argv: string[]) {
  const folder = newFolder();
  writeFileSync(join(folder, 'settings.json'), content);
  const result = readSettings({ argv: ['--data-dir', folder, ...argv], env: {} });
  rmSync(folder, { recursive: true, force: true });
  return result;
}

/** Files that are not settings files at all. */
const UNUSABLE: Record<string, string | Buffer> = {
  empty: '',
  'of blanks': ' \n ',
  'of NUL bytes': Buffer.alloc(512),
  'cut in the middle': '{"web-port": 51',
  'of another shape': '[1]',
  null: 'null',
  'no text': Buffer.from([0x7b, 0xff, 0xc0, 0x7d]),
  'of a megabyte': `{"name": "${'x'.repeat(1e6)}"}`,
  'nested 100,000 deep': '['.repeat(100_000),
  'nested deep in a setting': `{"period": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  'nested deep in an unknown key': `{"newer": ${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}}`,
};

for (const [what, content] of Object.entries(UNUSABLE)) {
  t.test(`a settings file that is ${what} is not an error, and is set aside`, async (t) => {
    const result = read(content);
    t.ok(result.ok);
    t.ok(result.settings.unusable, 'and says why');
    t.equal(result.settings.values.get('web-port'), 5100);
  });
}

t.test('a byte order mark is removed, and UTF-16 is read', async (t) => {
  const text = '{"web-port": 8000}';
  for (const content of [
    `\uFEFF${text}`,
    Buffer.from(`\uFEFF${text}`, 'utf16le'),
    Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
  ])
    t.equal(read(content).settings.values.get('web-port'), 8000);
});

t.test('valid values are used, others are left out by name', async (t) => {
  const { ok, settings } = read(
    JSON.stringify({
      'web-port': 8000,
      'mqtt-port': 'many',
      period: 100,
      'a-newer-key': { deep: [1] },
      name: 'Stage\u202E',
      'data-dir': '/elsewhere',
      'engineer-pin': 'secret',
      'tls-cert': '/nowhere.pem',
      source: "alsa:file:'|id>/tmp/x',raw",
    }).replace('{', '{"__proto__": {"web-port": 1}, "constructor": 1, '),
  );
  t.ok(ok);
  t.equal(settings.values.get('web-port'), 8000);
  t.same(
    [settings.values.get('mqtt-port'), settings.values.get('period'), settings.values.get('source')],
    [1883, 128, 'auto'],
  );
  t.notOk(settings.values.has('tls-cert'), 'half a pair is none');
  t.same([...settings.own], ['web-port']);
  for (const key of [
    'mqtt-port',
    'period',
    'a-newer-key',
    'name',
    'data-dir',
    'engineer-pin',
    'tls-cert',
    'source',
    '__proto__',
    'constructor',
  ])
    t.ok(
      settings.left.some((line) => line.includes(`"${key}"`)),
      key,
    );
  t.notMatch(settings.left.join('\n'), 'secret', 'a PIN is never shown');
});

t.test('100,000 unknown keys give a few lines of log', async (t) => {
  const { ok, settings } = read(
    JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i]))),
  );
  t.ok(ok);
  t.ok(settings.left.length <= 21, `${settings.left.length} lines`);
});

t.test('a list is left out by name, and a file that nests deep is set aside, whichever setting it is for', (t) => {
  const nested = (name: string, depth: number) => read(`{"${name}":${'['.repeat(depth)}${']'.repeat(depth)}}`);
  for (const name of ['source', 'web-port', 'name', 'mdns']) {
    t.match(nested(name, 20), { ok: true, settings: { left: [new RegExp(`"${name}": a list is not allowed`)] } });
    t.match(nested(name, 30_000), { ok: true, settings: { unusable: /levels deep/ } });
  }
  t.end();
});

t.test('flags are refused as always, also beside an own file that is not a settings file', async (t) => {
  const result = read('', '--period', '100');
  t.match(result, { ok: false, faults: [/^--period/] });
});

t.test('whatever is in place of the file, reading it ends and setting it aside works', async (t) => {
  const folder = newFolder();
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'settings.json');
  const stand: [string, () => void][] = [
    ['a folder', () => mkdirSync(file)],
    ['a pipe', () => execFileSync('mkfifo', [file])],
    ['a file nobody may read', () => writeFileSync(file, '{}', { mode: 0 })],
    ['a device', () => execFileSync('ln', ['-s', '/dev/zero', file])],
    ['a loop of links', () => execFileSync('ln', ['-s', 'settings.json', file])],
  ];
  for (const [what, make] of stand) {
    make();
    const { unusable } = readSettingsFile(file);
    // Root may read files that nobody else may.
    if (unusable === undefined && what.startsWith('a file')) chmodSync(file, 0o600);
    else t.ok(unusable, `${what}: ${unusable}`);
    setAside(file, 'is odd');
    t.notOk(existsSync(file), what);
  }
  t.equal(readdirSync(folder).length, 3, 'and only the last three are kept');
  t.match(readSettingsFile(file), { missing: true });
  writeFileSync(file, 'broken');
  changeSettingsFile(file, new Map([['web-port', 8000]]));
  t.same(JSON.parse(readFileSync(file, 'utf8')), { 'web-port': 8000 }, 'a change from the desk begins a new file');
  writeFileSync(file, '\uFEFF{"a-newer-key": 1, "period": 64}');
  changeSettingsFile(
    file,
    new Map<string, number | null>([
      ['web-port', 8001],
      ['period', null],
    ]),
  );
  t.same(
    JSON.parse(readFileSync(file, 'utf8')),
    { 'a-newer-key': 1, 'web-port': 8001 },
    'what a newer version wrote stays',
  );
});

t.test('seeded fuzz: no bytes in an own file cause an error, and no value escapes its check', async (t) => {
  const seed = 7;
  t.comment(`seed ${seed}`);
  const random = seededBelow(seed);
  const sound = Buffer.from(
    JSON.stringify({ 'web-port': 8000, name: 'Ours', mdns: false, period: 64, source: 'tones:4' }, null, 1),
  );
  const folder = newFolder();
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  let used = 0;
  for (let i = 0; i < 3000; i++) {
    let bytes = Buffer.from(sound);
    for (let k = random(4); k >= 0; k--) {
      const at = random(bytes.length);
      if (random(3) > 0) bytes[at] = random(3) > 0 ? 32 + random(95) : random(256);
      else if (random(2)) bytes = bytes.subarray(0, Math.max(1, at));
      else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(random(bytes.length))]);
    }
    writeFileSync(join(folder, 'settings.json'), bytes);
    const { ok, settings } = readSettings({ argv: ['--data-dir', folder], env: {} });
    if (!ok) t.fail(`${i}: ${bytes}`);
    used += settings.own.size;
    for (const [name, value] of settings.values) {
      const again = parseValue(settingRow(name)!, value);
      if (!again.ok || again.value !== value) t.fail(`${i}: ${name} = ${value}`);
    }
  }
  t.ok(used > 1000, `${used} values were used`);
});

t.test('unusable values are left out at the start: first the ones the fault names, then the whole file', async (t) => {
  const { settings } = read(JSON.stringify({ 'mqtt-port': 2000, 'audio-port': 5100, name: 'Ours' }));
  const tried: Record<string, unknown>[] = [];
  const started = await startAnyway(settings, async (usable) => {
    tried.push(Object.fromEntries(usable.values));
    if (usable.values.get('mqtt-port') === 2000)
      throw new AggregateError([new SettingFault('mqtt-port', 'port 2000 is in use')]);
    // A default port is in use because the file gave its number to another setting.
    if (usable.values.get('audio-port') === 5100) throw new SettingFault('web-port', 'port 5100 is in use');
    return { settings: usable } as never;
  });
  t.same(
    tried.map((values) => [values['mqtt-port'], values['audio-port'], values.name]),
    [
      [2000, 5100, 'Ours'],
      [1883, 5100, 'Ours'],
      [1883, 5102, 'Stage Box'],
    ],
  );
  t.equal(started.settings.left.length, 2);
  t.match(started.settings.left, [/"mqtt-port".*2000 is in use/, /"audio-port", "name".*5100 is in use/]);
});

t.test('a value given by a flag is not left out: the start fails', async (t) => {
  const { settings } = read('{"name": "Ours"}', '--web-port', '80');
  let tries = 0;
  await t.rejects(
    startAnyway(settings, async () => {
      tries++;
      throw new SettingFault('web-port', 'port 80 is in use');
    }),
    /port 80 is in use/,
  );
  t.equal(tries, 2);
});

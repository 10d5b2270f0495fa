import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { readSettings, type SettingsResult } from '../../../src/app/settings/settings.js';
import { helpText, settingsMarkdown } from '../../../src/app/settings/settings-docs.js';
import { SETTINGS } from '../../../src/app/settings/settings-table.js';
import { seededBelow } from '../../harness/seeded.js';

/** No settings file: a data folder that is not there. */
const NOWHERE = ['--data-dir', join(tmpdir(), 'stagebox-no-such-folder')];

function faults(result: SettingsResult): string[] {
  return result.ok ? [] : result.faults;
}

t.test('without any setting every default is as in the contract', async (t) => {
  const { settings } = readSettings({ argv: [], env: {} });
  const expected = {
    source: 'auto',
    period: 128,
    'web-port': 5100,
    'audio-port': 5102,
    'native-port': 5101,
    'mqtt-port': 1883,
    'data-dir': './data',
    host: '0.0.0.0',
  };
  for (const [name, value] of Object.entries(expected)) t.equal(settings.values.get(name as never), value, name);
  t.notOk(settings.values.has('engineer-pin'), 'the PIN is made at start');
});

t.test('flags win over the environment, the environment over the file, the file over the default', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'stagebox-settings-'));
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ period: 256, 'web-port': 1, 'mqtt-port': 2 }));
  const { settings } = readSettings({
    argv: ['--data-dir', folder, '--web-port', '3'],
    env: { STAGEBOX_WEB_PORT: '4', STAGEBOX_MQTT_PORT: '5', UNRELATED: 'x' },
  });
  t.equal(settings.values.get('web-port'), 3);
  t.equal(settings.values.get('mqtt-port'), 5);
  t.equal(settings.values.get('period'), 256);
  t.equal(settings.values.get('audio-port'), 5102);
});

t.test('a flag may be written --name value or --name=value, and a switch may stand alone', async (t) => {
  const { settings } = readSettings({
    argv: [...NOWHERE, '--web-port=0', '--lock-memory', '--mdns', 'false', '--capture-cpu', '-1'],
    env: {},
  });
  t.equal(settings.values.get('web-port'), 0);
  t.equal(settings.values.get('lock-memory'), true);
  t.equal(settings.values.get('mdns'), false);
  t.equal(settings.values.get('capture-cpu'), -1);
});

t.test('all faults are reported together, one line each, with the setting and the allowed values', async (t) => {
  const lines = faults(
    readSettings({
      argv: [
        ...NOWHERE,
        '--web-port',
        '70000',
        '--period=100',
        '--sauce',
        'demo',
        'stray',
        '--source',
        'tones:65',
        '--host',
      ],
      env: { STAGEBOX_PERIODS: '1' },
    }),
  );
  t.equal(lines.length, 7);
  for (const [name, allowed] of [
    ['--web-port', 'from 0 to 65535'],
    ['--period', 'a multiple of 16'],
    ['--sauce', 'did you mean --source?'],
    ['stray', 'not a setting'],
    ['--source', 'tones:<1…64>'],
    ['--host', 'a value is missing'],
    ['STAGEBOX_PERIODS', 'no such setting'],
  ] as const) {
    t.ok(
      lines.some((line) => line.startsWith(name) && line.includes(allowed)),
      `${name}: ${allowed}`,
    );
  }
});

t.test('a table of accepted and refused values', async (t) => {
  const cases: [string, string, boolean][] = [
    ['period', '128', true],
    ['period', '127', false],
    ['period', '16', false],
    ['period', '1e2', false],
    ['web-port', '5100.5', false],
    ['web-port', '', false],
    ['web-port', '-1', false],
    ['source', 'tones:1', true],
    ['source', 'tones:64', true],
    ['source', 'tones:0', false],
    ['source', 'tones:', false],
    ['source', 'wav:/tmp/a b.wav', true],
    ['source', 'wav:', false],
    ['source', 'alsa:hw:CARD=X18,DEV=0', true],
    ['source', 'Demo', false],
    ['engineer-pin', '123456', true],
    ['engineer-pin', '12345', false],
    ['engineer-pin', '12345a', false],
    ['limiter-ceiling', '-1.5', true],
    ['limiter-ceiling', '0', false],
    ['native-clients', 'refuse', true],
    ['native-clients', 'maybe', false],
    ['host', '127.0.0.1', true],
    ['host', 'example.com', false],
    ['host', '::1', true],
  ];
  for (const [name, value, taken] of cases)
    t.equal(readSettings({ argv: [...NOWHERE, `--${name}=${value}`], env: {} }).ok, taken, `${name}=${value}`);
});

t.test('the PIN is never shown, not even when it is wrong', async (t) => {
  t.notMatch(faults(readSettings({ argv: [...NOWHERE, '--engineer-pin', '99x99'], env: {} })).join('\n'), '99x99');
});

t.test(
  'a settings file that a person names, and that is not one JSON object or names an unknown key, is refused by its path',
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'stagebox-settings-'));
    const file = join(folder, 'named.json');
    for (const [text, told] of [
      ['{', 'does not hold one JSON object'],
      ['[1]', 'does not hold one JSON object'],
      ['{"webport": 1}', '"webport" is not a setting'],
      ['{"web-port": true}', 'true is not allowed'],
      ['{"data-dir": "/x"}', 'may stand there'],
    ] as const) {
      writeFileSync(file, text);
      const lines = faults(readSettings({ argv: ['--settings-file', file], env: {} }));
      t.equal(lines.length, 1, text);
      t.match(lines[0], file);
      t.match(lines[0], told);
    }
    t.match(
      faults(readSettings({ argv: ['--settings-file', join(folder, 'none.json')], env: {} }))[0],
      'none.json cannot be read',
    );
  },
);

t.test('seeded fuzz: no arguments, however odd, make it throw', async (t) => {
  const seed = 42;
  t.comment(`seed ${seed}`);
  const random = seededBelow(seed);
  const pieces = [
    '--',
    '-',
    '=',
    'web-port',
    'source',
    'tones',
    ':',
    '0',
    '-1',
    '\0',
    'é',
    ' ',
    '--period',
    'NaN',
    '__proto__',
    'constructor',
    '{}',
  ];
  for (let i = 0; i < 2000; i++) {
    const argv = Array.from({ length: random(6) }, () =>
      Array.from({ length: random(5) }, () => pieces[random(pieces.length)]).join(''),
    );
    t.doesNotThrow(() => readSettings({ argv: [...NOWHERE, ...argv], env: {} }), JSON.stringify(argv));
    if (!t.passing()) break;
  }
});

t.test('help and docs name every setting', async (t) => {
  for (const { name } of SETTINGS) {
    t.match(helpText('0'), `--${name} `);
    t.match(settingsMarkdown(), `\`--${name}\``);
  }
});

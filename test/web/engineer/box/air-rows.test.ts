import t from 'tap';
import { airRows } from '../../../../src/web/engineer/box/air-rows.js';
import { airTexts } from '../../../../src/web/i18n/air-texts.js';
import { pickLanguage } from '../../../../src/web/i18n/language.js';
import type { AirShare } from '../../../../src/wire/answers.js';

const share: AirShare = {
  device: 'anna',
  kind: 'web',
  transport: 'rtp',
  codec: 'opus',
  frames: 240,
  copies: 2,
  adapt: true,
  share: 0.0437,
  rateMbps: 43.3,
  retries: 0.1,
  signalDbm: -52,
  weak: false,
};

t.test('a listener’s row says what it takes of the air, its link, and what it gets', async (t) => {
  pickLanguage('en');
  const rows = (...listeners: AirShare[]) => airRows({ listeners });
  t.strictSame(rows(share), [
    {
      key: 'web anna',
      device: 'anna',
      percent: 4.37,
      weak: false,
      details: ['43 Mb/s', '-52 dBm', 'Opus', '5 ms', '2 copies'],
    },
  ]);
  const table: readonly [change: Partial<AirShare>, details: readonly string[]][] = [
    [{ retries: 0.4 }, ['43 Mb/s', '-52 dBm', '40 % sent twice', 'Opus', '5 ms', '2 copies']],
    [{ frames: 480, copies: 1 }, ['43 Mb/s', '-52 dBm', 'Opus', '10 ms', '1 copy']],
    [{ transport: 'websocket' }, ['43 Mb/s', '-52 dBm', 'Opus', '5 ms']],
    [{ codec: 'pcm', copies: 0, adapt: false }, ['43 Mb/s', '-52 dBm', 'PCM', '5 ms', 'as its app asks']],
    [{ codec: 'raw', frames: 400, copies: 0 }, ['43 Mb/s', '-52 dBm', 'PCM', '8.3 ms']],
  ];
  for (const [change, details] of table) t.strictSame(rows({ ...share, ...change })[0]!.details, details);
  const { rateMbps: _rate, signalDbm: _signal, retries: _retries, weak: _weak, ...unknown } = share;
  t.strictSame(rows({ ...unknown, share: null }), [
    { key: 'web anna', device: 'anna', percent: undefined, weak: false, details: ['Opus', '5 ms', '2 copies'] },
  ]);
  pickLanguage('es');
  t.strictSame(rows({ ...share, frames: 120 })[0]!.details, [
    '43 Mb/s',
    '-52 dBm',
    'Opus',
    '2,5 ms',
    airTexts.copies[1].replace('{n}', '2'),
  ]);
});

t.test('every text of the radio is in both languages with the same blanks', async (t) => {
  const blanks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const [key, [english, spanish]] of Object.entries(airTexts)) {
    t.ok(english.trim() && spanish.trim(), key);
    t.same(blanks(spanish), blanks(english), key);
  }
});

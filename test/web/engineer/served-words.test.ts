import t from 'tap';
import { servedWords } from '../../../src/web/engineer/served-words.js';
import { airTexts } from '../../../src/web/i18n/air-texts.js';
import { pickLanguage } from '../../../src/web/i18n/language.js';
import type { AirShare } from '../../../src/wire/answers.js';
import { listener } from './listener.js';

const air: AirShare = { ...listener, device: 'anna', share: 0.04, rateMbps: 43.3, signalDbm: -61, retries: 0.1 };

t.test('the desk says of each musician: delay, what was made up, link and packets', async (t) => {
  pickLanguage('en');
  t.strictSame(servedWords(listener, air, 0), {
    delay: { text: '21 ms', grade: 'good' },
    details: ['+ 12 ms in the phone', '43 Mb/s', '-61 dBm', 'RTP', 'Opus', '5 ms', '2 copies'],
  });
  t.strictSame(servedWords({ ...listener, transport: 'websocket' }, undefined, 0.0123).details, [
    '+ 12 ms in the phone',
    '1.2 % repaired',
    'WebSocket',
    'Opus',
    '5 ms',
  ]);
  const channel = servedWords({ ...listener, transport: 'datachannel' }, undefined, 0).details;
  t.strictSame(channel.slice(1), ['DataChannel', 'Opus', '5 ms', '2 copies']);
  pickLanguage('es');
  t.equal(servedWords(listener, air, 0.5).details[1], airTexts.madeUp[1].replace('{n}', '50,0'));
});

t.test('below 25 ms a delay is good, below 60 fair, above poor; a client that reports none has none', async (t) => {
  const grade = (delayMs: unknown) => servedWords({ ...listener, report: { delayMs } }, undefined, 0).delay?.grade;
  for (const [delayMs, expected] of [
    [0, 'good'],
    [24, 'good'],
    [25, 'fair'],
    [59, 'fair'],
    [60, 'poor'],
    [624, 'poor'],
    [-3, undefined],
    ['21', undefined],
    [undefined, undefined],
  ] as const)
    t.equal(grade(delayMs), expected, String(delayMs));
  const { report: _report, ...silent } = listener;
  t.equal(servedWords(silent, undefined, 0).delay, undefined);
});

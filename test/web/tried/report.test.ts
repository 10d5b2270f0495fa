/** The report of a phone: its line for docs/tried.md, and all that was found. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { browserOf } from '../../../src/web/tried/browser-of.js';
import { type Figures, NOTHING } from '../../../src/web/tried/findings.js';
import { rowsOf } from '../../../src/web/tried/judge.js';
import { COLUMNS, reportName, reportText, tableRow } from '../../../src/web/tried/report.js';
import { EXAMPLE } from './example.js';

const DOCUMENT = fileURLToPath(new URL('../../../../docs/tried.md', import.meta.url));
const about = { phone: 'iPhone 12', build: 'b1', at: new Date('2027-01-02T03:04:05Z') };
const rowOf = (differs: Partial<Figures>) => tableRow({ figures: { ...EXAMPLE, ...differs }, faults: {} }, about);
const cell = (row: string, column: (typeof COLUMNS)[number]) => row.split(' | ')[COLUMNS.indexOf(column)];
const cellsOf = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((text) => text.trim());

t.test('one line says what a phone came to', async (t) => {
  t.equal(
    rowOf({}),
    '| iPhone 12 | Safari 17.4, iPhone, iOS 17.4.1 | http | ring | 8 ms | 12 ms / 11 ms | 9 ms | yes, shown | 14 ms | sound 100 %, box 100 % | 2027-01-02 |',
  );
  t.equal(cell(rowOf({ secure: true, worklet: 'plays' }), 'sound’s way'), 'worklet');
  t.equal(cell(rowOf({ secure: true, worklet: 'silent' }), 'sound’s way'), 'ring');
  t.equal(cell(rowOf({ ring: { heard: false, shares: true } }), 'sound’s way'), 'buffers');
  t.equal(cell(rowOf({ ring: undefined }), 'sound’s way'), 'no sound');
  t.equal(cell(rowOf({ outputFine: { rate: 48_000, baseMs: 3, outputMs: null } }), 'output'), '3 ms');
  t.equal(cell(rowOf({ webRtc: { peer: true, transform: false, streams: false } }), 'WebRTC'), 'no frames');
  t.equal(cell(rowOf({ loop: undefined }), 'WebRTC'), 'yes, not shown');
  t.equal(cell(rowOf({ opus: { msPerSecond: 9, right: false } }), 'Opus'), 'no');
  t.equal(cell(rowOf({ away: undefined }), 'locked'), 'not tried');
});

t.test('what a person types cannot break the table', async (t) => {
  const row = tableRow({ figures: EXAMPLE, faults: {} }, { ...about, phone: ' a|b\n| c ' });
  t.equal(cellsOf(row).length, COLUMNS.length);
  t.equal(cellsOf(row)[0], 'a b c');
  t.equal(cellsOf(tableRow(NOTHING, { ...about, phone: '' }))[0], '(phone)');
});

t.test('the table of docs/tried.md has the columns of that line, in every row', async (t) => {
  const browsers = readFileSync(DOCUMENT, 'utf8').split('\n## ', 1)[0]!;
  const lines = browsers.split('\n').filter((line) => line.startsWith('|'));
  t.same(cellsOf(lines[0]!), COLUMNS);
  t.ok(lines.length > 15);
  for (const line of lines) t.equal(cellsOf(line).length, COLUMNS.length, line);
});

t.test('the report holds every row, and ends with all figures', async (t) => {
  const findings = { figures: EXAMPLE, faults: { box: 'x' } };
  const report = reportText(findings, about);
  for (const { title } of rowsOf(findings)) t.ok(report.includes(`${title[0]}: `), title[0]);
  const { phone, build, at, ...rest } = JSON.parse(report.trim().split('\n').at(-1)!);
  t.same(rest, findings);
  t.same([phone, build, at], ['iPhone 12', 'b1', '2027-01-02T03:04:05.000Z']);
  t.equal(reportName(about), 'tried-2027-01-02T030405.txt');
});

const ANDROID = 'Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko)';
const IOS = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';

t.test('a browser gets a short name, and not that of those it imitates', async (t) => {
  for (const [agent, name] of [
    [`${IOS} Version/18.1 Mobile/15E148 Safari/604.1`, 'Safari 18.1, iPhone, iOS 18.1'],
    [`${IOS} CriOS/131.0.1 Mobile/15E148 Safari/604.1`, 'Chrome 131, iPhone, iOS 18.1'],
    [`${IOS} FxiOS/133.0 Mobile/15E148 Safari/605.1.15`, 'Firefox 133, iPhone, iOS 18.1'],
    [`${IOS} Mobile/15E148`, 'web view 605.1.15, iPhone, iOS 18.1'],
    [`${ANDROID} Chrome/131.0.0.0 Mobile Safari/537.36`, 'Chrome 131, Android 14'],
    [`${ANDROID} SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36`, 'Samsung Internet 27.0, Android 14'],
    [`${ANDROID} Chrome/131.0.0.0 Mobile Safari/537.36 EdgA/131.0.0.0`, 'Edge 131, Android 14'],
    [
      'Mozilla/5.0 (Linux; Android 9; K; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/91.0 Mobile Safari/537.36',
      'Android web view 91, Android 9',
    ],
    ['Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0', 'Firefox 133, Android 14'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
      'Safari 18.1, Mac or iPad',
    ],
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/150.0.0.0 Safari/537.36',
      'Headless Chromium 150, Linux',
    ],
    ['', 'unknown'],
  ] as const)
    t.equal(browserOf(agent), name);
});

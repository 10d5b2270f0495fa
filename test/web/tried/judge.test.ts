/** Grades of the page that tries a phone, by table. */
import t from 'tap';
import { rowTexts } from '../../../src/web/i18n/tried-row-texts.js';
import { triedTexts } from '../../../src/web/i18n/tried-texts.js';
import type { FigureId, Figures } from '../../../src/web/tried/findings.js';
import { FIGURE_IDS, type Grade, rowsOf } from '../../../src/web/tried/judge.js';
import { say } from '../../../src/web/tried/say.js';
import { away, EXAMPLE } from './example.js';

type Case<Id extends FigureId = FigureId> = readonly [id: Id, figure: Figures[Id], grade: Grade, value: string];
const of = <Id extends FigureId>(id: Id, figure: Figures[Id], grade: Grade, value: string): Case =>
  [id, figure, grade, value] as Case;

const rowFor = (id: FigureId, figure: unknown) =>
  rowsOf({ figures: { [id]: figure }, faults: {} }).find((row) => row.id === id)!;
const device = (baseMs: number | null, outputMs: number | null) => ({ rate: 48_000, baseMs, outputMs });
const playing = (underruns: number | null, slipMs: number) => ({ seconds: 5, underruns, slipMs });
const answers = (p99: number, failed: number) => ({ p50: 2, p99, asked: 40, failed });
const echoes = (frames: number) => ({ p50: 1, p99: 2, connectMs: 30, frames });

const CASES: readonly Case[] = [
  of('agent', 'Agent 1', 'fact', 'Agent 1'),
  of('secure', true, 'good', 'yes'),
  of('secure', false, 'fair', 'no'),
  of('outputFine', device(2.67, 20), 'good', '48000 Hz, 2.7 ms in the browser, 20 ms to the ear'),
  of('outputFine', device(2.67, 21), 'fair', '48000 Hz, 2.7 ms in the browser, 21 ms to the ear'),
  of('outputFine', device(2.67, 51), 'poor', '48000 Hz, 2.7 ms in the browser, 51 ms to the ear'),
  of('outputUsual', device(10, null), 'good', '48000 Hz, 10 ms in the browser, ? ms to the ear'),
  of('outputUsual', device(null, null), 'fact', '48000 Hz, ? ms in the browser, ? ms to the ear'),
  of('playing', playing(0, 1), 'good', '0 gaps, clock behind by 1 ms'),
  of('playing', playing(3, 1), 'fair', '3 gaps, clock behind by 1 ms'),
  of('playing', playing(4, 1), 'poor', '4 gaps, clock behind by 1 ms'),
  of('playing', playing(0, 31), 'fair', '0 gaps, clock behind by 31 ms'),
  of('playing', playing(1, 101), 'poor', '1 gaps, clock behind by 101 ms'),
  of('playing', playing(null, -1), 'good', 'gaps not counted, clock behind by -1 ms'),
  of('shares', false, 'fair', 'no'),
  of('ring', { heard: true, shares: true }, 'good', 'heard'),
  of('ring', { heard: false, shares: false }, 'fair', 'not heard'),
  of('ring', { heard: false, shares: true }, 'poor', 'not heard'),
  of('worklet', 'plays', 'good', 'plays'),
  of('worklet', 'absent', 'fair', 'not there'),
  of('worklet', 'silent', 'poor', 'silent'),
  of('pageTimer', { p50: 10, p99: 16 }, 'good', '10 ms, slowest hundredth 16 ms'),
  of('workerTimer', { p50: 10, p99: 30 }, 'fair', '10 ms, slowest hundredth 30 ms'),
  of('workerTimer', { p50: 10, p99: 31 }, 'poor', '10 ms, slowest hundredth 31 ms'),
  of('box', answers(15, 0), 'good', '2 ms, slowest hundredth 15 ms, 0 of 40 failed'),
  of('box', answers(60, 0), 'fair', '2 ms, slowest hundredth 60 ms, 0 of 40 failed'),
  of('box', answers(5, 1), 'poor', '2 ms, slowest hundredth 5 ms, 1 of 40 failed'),
  of('socket', { openMs: 9.96 }, 'good', 'open after 10 ms'),
  of('webRtc', { peer: true, transform: true, streams: true }, 'good', 'yes, by script transform'),
  of('webRtc', { peer: true, transform: false, streams: true }, 'good', 'yes, the older way'),
  of('webRtc', { peer: true, transform: false, streams: false }, 'fair', 'WebRTC only'),
  of('webRtc', { peer: false, transform: false, streams: false }, 'fair', 'no WebRTC'),
  of('loop', echoes(90), 'good', 'connected in 30 ms, echo 1 ms / 2 ms, 90 frames'),
  of('loop', echoes(0), 'fair', 'connected in 30 ms, echo 1 ms / 2 ms, 0 frames'),
  of('simd', false, 'fair', 'no'),
  of('opus', { msPerSecond: 60, right: true }, 'good', '60 ms for a second of sound'),
  of('opus', { msPerSecond: 250, right: true }, 'fair', '250 ms for a second of sound'),
  of('opus', { msPerSecond: 251, right: true }, 'poor', '251 ms for a second of sound'),
  of('opus', { msPerSecond: 5, right: false }, 'poor', '5 ms for a second of sound'),
  of('wakeLock', true, 'good', 'yes'),
  of('mediaSession', false, 'fair', 'no'),
  of('audioSession', true, 'good', 'yes'),
  of('audioSession', false, 'fact', 'no'),
  of('storage', false, 'fair', 'no'),
  of('away', away({}), 'good', '10 s: sound 100 %, page 10 %, worker 100 %, box 100 %; running'),
  of('away', away({ worker: 49 }), 'fair', '10 s: sound 100 %, page 10 %, worker 49 %, box 100 %; running'),
  of('away', away({ sound: 94 }), 'poor', '10 s: sound 94 %, page 10 %, worker 100 %, box 100 %; running'),
];

t.test('each figure has its grade and its value', async (t) => {
  for (const [id, figure, grade, value] of CASES) {
    const row = rowFor(id, figure);
    t.equal(row.grade, grade, `${id}: ${value}`);
    t.equal(say(row.value, 'en'), value, id);
  }
  t.same(new Set(CASES.map(([id]) => id)), new Set(FIGURE_IDS), 'every figure is in the table');
});

t.test('no blank of a value stays empty, in either language', async (t) => {
  for (const row of rowsOf({ figures: EXAMPLE, faults: {} }))
    for (const language of ['en', 'es'] as const) t.notMatch(say(row.value, language), /[{}]/, row.id);
});

t.test('what failed says why; what something else replaces is only so-so', async (t) => {
  const rows = rowsOf({ figures: {}, faults: { worklet: 'refused', loop: 'not connected', opus: 'no memory' } });
  const shown = Object.fromEntries(rows.map((row) => [row.id, [row.grade, say(row.value, 'en')]]));
  t.same(shown.worklet, ['poor', 'refused']);
  t.same(shown.loop, ['fair', 'not connected']);
  t.same(shown.opus, ['fair', 'no memory']);
  t.same(shown.box, ['fact', 'not tried']);
});

t.test('numbers have the decimal sign of the language', async (t) => {
  const said = { text: ['{a} and {b}', '{a} y {b}'], blanks: { a: 2.66, b: 12_345.6 } } as const;
  t.equal(say(said, 'en'), '2.7 and 12346');
  t.equal(say(said, 'es'), '2,7 y 12346');
});

t.test('every text has both languages and the same blanks in both', async (t) => {
  const blanks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const [part, texts] of Object.entries({ page: triedTexts, ...rowTexts }))
    for (const [key, [english, spanish]] of Object.entries(texts as Record<string, readonly [string, string]>)) {
      t.ok(english.trim() && spanish.trim(), `${part}.${key}`);
      t.same(blanks(spanish), blanks(english), `${part}.${key}`);
    }
});

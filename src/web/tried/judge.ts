/** What each figure is worth, in a plain sentence. Thresholds stand here and nowhere else. Pure. */
import { rowTexts as texts } from '../i18n/tried-row-texts.js';
import { triedTexts } from '../i18n/tried-texts.js';
import type { FigureId, Figures, Findings, OutputFigures, Spread } from './findings.js';
import type { Pair, Said } from './say.js';

/** `fact` is neither good nor bad. */
export type Grade = 'good' | 'fair' | 'poor' | 'fact';

export interface Row {
  readonly id: FigureId;
  readonly title: Pair;
  readonly grade: Grade;
  readonly value: Said;
  readonly sentence: Pair;
}

type Judged = Pick<Row, 'grade' | 'value' | 'sentence'>;
type Judges = { readonly [Id in FigureId]: (figure: Figures[Id]) => Judged };
type Graded = 'good' | 'fair' | 'poor';

/** Largest values that are still good, and still so-so. */
const LIMITS = {
  outputMs: [20, 50],
  underruns: [0, 3],
  slipMs: [30, 100],
  /** Slowest hundredth of a timer of 10 ms. */
  timerMs: [16, 30],
  boxMs: [15, 60],
  /** Per second of sound. */
  decodeMs: [60, 250],
} as const;

function graded(value: number, [good, fair]: readonly [number, number]): Graded {
  return value <= good ? 'good' : value <= fair ? 'fair' : 'poor';
}

const worse = (a: Graded, b: Graded): Graded => (a === 'poor' || b === 'poor' ? 'poor' : a === 'fair' ? a : b);

function output({ rate, baseMs, outputMs }: OutputFigures): Judged {
  const row = texts.outputFine;
  const value = { text: row.value, blanks: { rate, base: baseMs ?? '?', out: outputMs ?? '?' } };
  const ms = outputMs ?? baseMs;
  if (ms === null) return { grade: 'fact', value, sentence: row.unknown };
  const grade = graded(ms, LIMITS.outputMs);
  return { grade, value, sentence: row[grade] };
}

function timer({ p50, p99 }: Spread): Judged {
  const row = texts.pageTimer;
  const grade = graded(p99, LIMITS.timerMs);
  return { grade, value: { text: row.value, blanks: { p50, p99 } }, sentence: row[grade] };
}

type YesNo = { readonly yes: Pair; readonly no: Pair; readonly good: Pair; readonly fair: Pair };

const yesNo =
  (row: YesNo) =>
  (yes: boolean): Judged => ({
    grade: yes ? 'good' : 'fair',
    value: { text: yes ? row.yes : row.no },
    sentence: yes ? row.good : row.fair,
  });

const JUDGES: Judges = {
  agent: (agent) => ({
    grade: 'fact',
    value: { text: texts.agent.value, blanks: { agent } },
    sentence: texts.agent.fact,
  }),
  secure: yesNo(texts.secure),
  outputFine: output,
  outputUsual: output,
  playing({ underruns, slipMs }) {
    const row = texts.playing;
    const slip = graded(Math.abs(slipMs), LIMITS.slipMs);
    const grade = underruns === null ? slip : worse(graded(underruns, LIMITS.underruns), slip);
    const blanks = { underruns: underruns ?? 0, slip: Math.round(slipMs) + 0 };
    return { grade, value: { text: underruns === null ? row.uncounted : row.value, blanks }, sentence: row[grade] };
  },
  shares: yesNo(texts.shares),
  ring({ heard, shares }) {
    const row = texts.ring;
    if (heard) return { grade: 'good', value: { text: row.heard }, sentence: row.good };
    const grade = shares ? 'poor' : 'fair';
    return { grade, value: { text: row.silent }, sentence: row[grade] };
  },
  worklet(state) {
    const grade = ({ plays: 'good', absent: 'fair', silent: 'poor' } as const)[state];
    return { grade, value: { text: texts.worklet[state] }, sentence: texts.worklet[grade] };
  },
  pageTimer: timer,
  workerTimer: timer,
  box({ p50, p99, asked, failed }) {
    const grade = failed === 0 ? graded(p99, LIMITS.boxMs) : 'poor';
    return { grade, value: { text: texts.box.value, blanks: { p50, p99, asked, failed } }, sentence: texts.box[grade] };
  },
  socket: ({ openMs }) => ({
    grade: 'good',
    value: { text: texts.socket.value, blanks: { open: openMs } },
    sentence: texts.socket.good,
  }),
  webRtc({ peer, transform, streams }) {
    const row = texts.webRtc;
    if (!peer) return { grade: 'fair', value: { text: row.absent }, sentence: row.fair };
    if (!transform && !streams) return { grade: 'fair', value: { text: row.peer }, sentence: row.fair };
    return { grade: 'good', value: { text: transform ? row.transform : row.streams }, sentence: row.good };
  },
  loop({ connectMs, p50, p99, frames }) {
    const grade = frames > 0 ? 'good' : 'fair';
    const value = { text: texts.loop.value, blanks: { connect: connectMs, p50, p99, frames } };
    return { grade, value, sentence: texts.loop[grade] };
  },
  simd: yesNo(texts.simd),
  opus({ msPerSecond, right }) {
    const grade = right ? graded(msPerSecond, LIMITS.decodeMs) : 'poor';
    const value = { text: texts.opus.value, blanks: { ms: msPerSecond } };
    return { grade, value, sentence: right ? texts.opus[grade] : texts.opus.wrong };
  },
  wakeLock: yesNo(texts.wakeLock),
  mediaSession: yesNo(texts.mediaSession),
  audioSession(yes) {
    const row = texts.audioSession;
    return yes
      ? { grade: 'good', value: { text: row.yes }, sentence: row.good }
      : { grade: 'fact', value: { text: row.no }, sentence: row.fact };
  },
  storage: yesNo(texts.storage),
  away({ states, ...shares }) {
    const { sound, worker, answers } = shares;
    const grade = sound < 95 ? 'poor' : worker < 50 || answers < 50 ? 'fair' : 'good';
    return {
      grade,
      value: { text: texts.away.value, blanks: { ...shares, states: states.join(' → ') } },
      sentence: texts.away[grade],
    };
  },
};

/** Every figure, in the order in which the page shows them. */
export const FIGURE_IDS = Object.keys(JUDGES) as readonly FigureId[];

/** A failure of these is no fault: something else takes their place. */
const EXPENDABLE: Readonly<Partial<Record<FigureId, Pair>>> = { loop: texts.loop.failed, opus: texts.opus.failed };

function rowOf<Id extends FigureId>(id: Id, { figures, faults }: Findings): Row {
  const { title } = texts[id];
  const figure = figures[id];
  if (figure !== undefined) return { id, title, ...JUDGES[id](figure as Figures[Id]) };
  const fault = faults[id];
  if (fault === undefined)
    return { id, title, grade: 'fact', value: { text: triedTexts.notYet }, sentence: triedTexts.notYetLong };
  const value: Said = { text: ['{fault}', '{fault}'], blanks: { fault } };
  const instead = EXPENDABLE[id];
  return { id, title, value, grade: instead ? 'fair' : 'poor', sentence: instead ?? triedTexts.failed };
}

/** One row for each figure, tried or not. */
export const rowsOf = (findings: Findings): readonly Row[] => FIGURE_IDS.map((id) => rowOf(id, findings));

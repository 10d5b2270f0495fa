/** The report that a person saves: a row for `docs/tried.md`, every row of the screen, and all figures. Pure. */
import { triedTexts } from '../i18n/tried-texts.js';
import { browserOf } from './browser-of.js';
import type { Figures, Findings } from './findings.js';
import { rowsOf } from './judge.js';
import { say } from './say.js';

export interface About {
  /** As the person called it; may be empty. */
  readonly phone: string;
  /** The page's build. */
  readonly build: string;
  readonly at: Date;
}

/** Columns of the table in `docs/tried.md`. */
export const COLUMNS = [
  'phone',
  'browser',
  'address',
  'sound’s way',
  'output',
  'timers, page / worker',
  'box',
  'WebRTC',
  'Opus',
  'locked',
  'date',
] as const;

const ms = (value: number | null | undefined) =>
  value == null ? '–' : say({ text: ['{value} ms', '{value} ms'], blanks: { value } }, 'en');

/** The way that the player would take. */
function wayOf({ secure, worklet, shares, ring }: Partial<Figures>): string {
  if (ring === undefined) return 'no sound';
  if (secure && worklet === 'plays') return 'worklet';
  return shares && ring?.heard ? 'ring' : 'buffers';
}

/** One line for the table of `docs/tried.md`. */
export function tableRow({ figures }: Findings, { phone, at }: About): string {
  const { agent, secure, outputFine, pageTimer, workerTimer, box, webRtc, loop, opus, away } = figures;
  const frames = webRtc?.transform || webRtc?.streams;
  const cells: Record<(typeof COLUMNS)[number], string> = {
    phone: phone.replace(/[|\s]+/g, ' ').trim() || '(phone)',
    browser: browserOf(agent ?? ''),
    address: secure ? 'https' : 'http',
    'sound’s way': wayOf(figures),
    output: ms(outputFine?.outputMs ?? outputFine?.baseMs),
    'timers, page / worker': `${ms(pageTimer?.p99)} / ${ms(workerTimer?.p99)}`,
    box: ms(box?.p99),
    WebRTC: !webRtc?.peer ? 'no' : !frames ? 'no frames' : loop && loop.frames > 0 ? 'yes, shown' : 'yes, not shown',
    Opus: opus?.right ? ms(opus.msPerSecond) : 'no',
    locked: away === undefined ? 'not tried' : `sound ${away.sound} %, box ${away.answers} %`,
    date: at.toISOString().slice(0, 10),
  };
  return `| ${COLUMNS.map((column) => cells[column]).join(' | ')} |`;
}

/** The whole report, in English. */
export function reportText(findings: Findings, about: About): string {
  const rows = rowsOf(findings).map(({ title, grade, value, sentence }) => {
    const [name] = title;
    return `${triedTexts[grade][0].padEnd(16)}${name}: ${say(value, 'en')}. ${sentence[0]}`;
  });
  const figures = { phone: about.phone, build: about.build, at: about.at.toISOString(), ...findings };
  const head = ['Stage Box: a phone was tried', '', tableRow(findings, about), ''];
  return [...head, ...rows, '', JSON.stringify(figures, rounded), ''].join('\n');
}

/** Digits that say nothing are left out. */
const rounded = (_key: string, value: unknown) => (typeof value === 'number' ? Math.round(value * 100) / 100 : value);

/** Name of the saved file. */
export const reportName = ({ at }: About): string => `tried-${at.toISOString().slice(0, 19).replaceAll(':', '')}.txt`;

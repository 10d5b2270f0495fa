/** The results of a fuzz, as tables. */
import type { Cable } from '../common/inside.js';
import { table } from '../common/page.js';
import { mib } from '../common/process-figures.js';
import type { ComingsResult } from './comings.js';
import { inProcessDoors } from './doors/all.js';
import type { Findings } from './findings.js';
import type { InProcessResult } from './in-process-run.js';
import type { SocketResult } from './socket-run.js';
import { socketDoor } from './sockets/all.js';

export interface Text {
  readonly text: string;
  readonly good: boolean;
}

type Verdict = readonly [what: string, value: string, good: boolean];

/** Memory may grow this much after the first tenth, which must be long enough to fill all bounded stores. */
const GROWTH = 0.05;
const ENOUGH = 1_000_000;
const growth = (looks: readonly number[]): number => (looks.at(-1) ?? 0) / (looks[0] ?? Number.NaN) - 1;

const course = (looks: readonly number[]): string => looks.map((bytes) => mib(bytes).toFixed(1)).join(', ');

/** How memory went: every tenth, and the growth from the first to the last. */
function memoryVerdict(what: string, looks: readonly number[], inputs: number): Verdict {
  const judged = inputs >= ENOUGH;
  const by = `${percent(growth(looks))}${judged ? '' : '; too short a run to judge'}`;
  return [`memory ${what} after each tenth, MiB`, `${course(looks)} (${by})`, !judged || growth(looks) <= GROWTH];
}

const verdicts = (rows: readonly Verdict[]): string =>
  table(
    ['', '', ''],
    rows.map(([what, value, good]) => [what, value, good ? 'good' : 'NOT GOOD']),
  );

const percent = (part: number): string => `${part >= 0 ? '+' : ''}${(part * 100).toFixed(1)} %`;

export interface FuzzParts {
  readonly seed: string;
  readonly wanted: number;
  readonly seconds: number;
  readonly sockets: SocketResult | undefined;
  readonly inProcess: InProcessResult | undefined;
  readonly bundles: number;
  readonly findings: Findings;
  readonly about: Cable | undefined;
}

export function fuzzText(parts: FuzzParts): Text {
  const { seed, wanted, seconds, sockets, inProcess, bundles, findings, about } = parts;
  const inputs = (sockets?.inputs ?? 0) + (inProcess?.inputs ?? 0) + bundles;
  const rows: Verdict[] = [
    ['inputs', `${inputs} of ${wanted} in ${(seconds / 60).toFixed(1)} minutes, seed ${seed}`, inputs >= wanted],
    ['inputs with a finding', `${findings.count}`, findings.count === 0],
    ...(sockets === undefined ? [] : socketVerdicts(sockets, about)),
    ...(inProcess?.memory ?? []).map((looks, i) =>
      memoryVerdict(`alive in process ${i + 1}`, looks, inProcess!.inputs),
    ),
  ];
  const doors: (string | number)[][] = [];
  for (const [name, { inputs: count }] of sockets?.doors ?? [])
    doors.push([`${name} (sockets)`, socketDoor(name)!.about, count]);
  const known = inProcessDoors().doors;
  for (const [name, { inputs: count }] of inProcess?.doors ?? [])
    doors.push([name, known.find((door) => door.name === name)!.about, count]);
  if (bundles > 0)
    doors.push(['bundles', 'manifests and names of update bundles, to the program that chooses among them', bundles]);
  const causes = findings.lines();
  const found = causes.length === 0 ? [] : ['', 'Found:', '', ...causes.map((line) => `- ${line}`)];
  const text = [verdicts(rows), '', table(['door', 'what', 'inputs'], doors), ...found].join('\n');
  return { text, good: rows.every(([, , good]) => good) };
}

function socketVerdicts(result: SocketResult, cable: Cable | undefined): Verdict[] {
  const { before, memory, ears, lost, late, answers, ends } = result;
  const rss = (looks: typeof memory) => looks.map((look) => look.rss);
  return [
    [
      'through sockets',
      `${result.inputs}${cable === undefined ? ', without mDNS: no network of its own could be made' : ''}`,
      true,
    ],
    ['ends of the box', String(ends), ends === 0],
    [
      'answers to somebody beside; later than 100 ms: the machine held somebody back · once, not again · again',
      `${answers}; ${late.machine} · ${late.once} · ${late.again}`,
      late.again === 0,
    ],
    ['memory of the box before the inputs: at its start, with full stores, MiB', course(rss(before)), true],
    memoryVerdict('of the box', rss(memory), result.inputs),
    ['of that, pages of files (Node itself, the store), MiB', course(memory.map(({ files }) => files)), true],
    ...earVerdicts(ears, lost),
  ];
}

function earVerdicts(ears: ComingsResult['ears'], lost: ComingsResult['lost']): Verdict[] {
  return [
    ['listeners beside; frames they heard', `${ears.listeners}; ${ears.frames}`, ears.ended.length === 0],
    ['their losses: the box’s · while the machine held somebody back', `${lost.box} · ${lost.machine}`, lost.box === 0],
    ['samples that are not the recording’s', ears.faults.join('; ') || '0', ears.wrong === 0],
  ];
}

export function comingsText({ visits, ears, lost, seconds, ended }: ComingsResult): Text {
  const rows: Verdict[] = [
    ['comings', `${visits.visits} in ${(seconds / 60).toFixed(1)} minutes; not let in: ${visits.refused}`, true],
    ['goings by goodbye · deaths', `${visits.left} · ${visits.died}`, true],
    ['the box lives', ended ?? 'yes', ended === undefined],
    ...earVerdicts(ears, lost),
  ];
  return { text: verdicts(rows), good: rows.every(([, , good]) => good) };
}

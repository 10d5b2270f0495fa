/**
 * An endless rehearsal: 32 listeners of every kind, others who come, go, die and stall, 300 fader moves a second,
 * pages, presets and sessions. Reports the box's memory every minute, and at the end whether it kept growing.
 *
 *   npm run soak -- --minutes 60 [--write]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Circumstances } from '../harness/circumstances.js';
import { table, writeSection } from './common/page.js';
import { mib } from './common/process-figures.js';
import { growth, level } from './soak/growth.js';
import { type Look, STEADY, Stay } from './soak/stay.js';

const { values: options } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, write: { type: 'boolean', default: false } },
});
const MINUTES = Number(options.minutes);
const MOVES = 300;

const circumstances = new Circumstances();
const stay = await Stay.begin(1, MOVES);
const looks: Look[] = [];
const row = (look: Look) => [
  look.minute.toFixed(1),
  mib(look.rss).toFixed(1),
  mib(look.heap).toFixed(1),
  look.descriptors,
  look.threads,
  look.cores.toFixed(2),
  look.lost.box,
  look.lost.machine,
  look.ended,
];
const started = performance.now();
for (let minute = 0; stay.ended === undefined; minute++) {
  const due = started + Math.min(minute, MINUTES) * 60_000;
  await sleep(Math.max(0, due - performance.now()));
  const look = await stay.look((performance.now() - started) / 60_000);
  looks.push(look);
  console.log(row(look).join('  '));
  if (minute >= MINUTES) break;
}
const rest = await stay.finish();

const grown = growth(rest.rss, 0.5);
// The connections by which this program prepared the run stay open for a minute.
const descriptors = level(
  looks.slice(Math.min(2, looks.length - 1)).map(({ minute, descriptors }) => [minute, descriptors]),
);
const verdicts: [string, string, boolean][] = [
  ['the box lives', rest.ended ?? 'yes', rest.ended === undefined],
  [
    'memory over the second half (straight line through all looks)',
    `${(grown * 100).toFixed(2)} % (allowed +1 %)`,
    grown <= 0.01,
  ],
  ['descriptors, from the second minute on', descriptors.text, descriptors.constant],
  ['steady listeners lost', rest.ears.ended.join('; ') || '0', rest.ears.ended.length === 0],
  ['samples that are not the recording’s', rest.ears.faults.join('; ') || '0', rest.ears.wrong === 0],
  ['losses of sound that the machine does not explain', String(rest.losses.box.length), rest.losses.box.length === 0],
  [
    'losses while the machine held somebody back',
    `${rest.losses.machine.length}; it did so ${rest.held.times} times, at most ${rest.held.longestMs.toFixed(0)} ms`,
    true,
  ],
  [
    'moves of faders; confirmed',
    `${rest.crew.moves}; ${rest.crew.confirmed}`,
    rest.crew.moves - rest.crew.confirmed < MOVES,
  ],
  [
    'pages, commands besides; what went wrong',
    `${rest.crew.pages}, ${rest.crew.commands}; ${JSON.stringify(rest.crew.faults)}`,
    Object.keys(rest.crew.faults).length === 0,
  ],
  [
    'visits: goodbyes, deaths, stalls; not let in',
    `${rest.visits.visits}: ${rest.visits.left}, ${rest.visits.died}, ${rest.visits.stalled}; ${rest.visits.refused}`,
    true,
  ],
  ['frames heard', String(rest.ears.frames), true],
];
const every = Math.max(1, Math.ceil(looks.length / 20));
const text = [
  circumstances.line(),
  '',
  `${MINUTES} minutes; ${STEADY.map(([, count, , about]) => `${count} × ${about}`).join(', ')}.`,
  '',
  table(
    ['', '', ''],
    verdicts.map(([what, value, good]) => [what, value, good ? 'good' : 'NOT GOOD']),
  ),
  '',
  table(
    [
      'minute',
      'memory, MiB',
      'heap of the main thread, MiB',
      'descriptors',
      'threads',
      'processors',
      'losses of the box',
      'losses of the machine',
      'listeners lost',
    ],
    looks.filter((_, i) => i % every === 0 || i === looks.length - 1).map(row),
  ),
].join('\n');
console.log(`\n${text}`);
if (options.write) writeSection('soak', text);
process.exit(verdicts.every(([, , good]) => good) ? 0 : 1);

/**
 * Runs every flood beside one musician who moves a fader and one who listens, and compares
 * with the figures just before.
 *
 *   npm run attack [-- --seconds 25 --quiet 8 --only 'deep ping,PINs' --write]
 */
import { parseArgs } from 'node:util';
import { Circumstances } from '../harness/circumstances.js';
import { FLOODS } from './attack/floods.js';
import { AIR_MBIT, type Figures, MIB, type Round, round } from './attack/round.js';
import { onCable } from './common/inside.js';
import { table, writeSection } from './common/page.js';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '25' },
    quiet: { type: 'string', default: '8' },
    only: { type: 'string', default: '' },
    write: { type: 'boolean', default: false },
  },
});

/** Limits under a flood; ms, and bytes. */
const ALLOWED = { visible: 50, durable: 150, gap: 20, grown: 64 * MIB } as const;

const cable = await onCable(200);
const circumstances = new Circumstances();
const wanted = options.only === '' ? FLOODS : FLOODS.filter(({ name }) => options.only.split(',').includes(name));
const rounds: Round[] = [];
for (const flood of wanted) {
  if (flood.needsAddresses && cable === undefined) {
    console.log(`${flood.name}: not without a network of several addresses`);
    continue;
  }
  const ran = await round(flood, Number(options.seconds), Number(options.quiet), cable);
  rounds.push(ran);
  const { faults, undecided } = judged(ran);
  console.log(`${flood.name}: ${verdict(ran)} ${[...faults, ...undecided].join('; ')}   ${JSON.stringify(ran.counts)}`);
}

interface Judged {
  /** Figures beyond their limits. */
  readonly faults: readonly string[];
  /** Figures beyond their limits also without the flood: this machine was too busy to tell. */
  readonly undecided: readonly string[];
}

function judged({ quiet, flooded, ended }: Round): Judged {
  if (ended !== undefined) return { faults: [`THE BOX ENDED: ${ended}`], undecided: [] };
  const faults: string[] = [];
  const undecided: string[] = [];
  const over = (what: string, of: (figures: Figures) => number, limit: number, unit: string) => {
    const [with_, without] = [of(flooded), of(quiet)];
    if (with_ <= limit) return;
    const text = `${what} ${with_.toFixed(1)} ${unit} (allowed ${limit}, without the flood ${without.toFixed(1)})`;
    if (without <= limit) faults.push(text);
    else undecided.push(text);
  };
  over('visible', ({ witness }) => witness.visible.p99, ALLOWED.visible, 'ms');
  over('durable', ({ witness }) => witness.durable.p99, ALLOWED.durable, 'ms');
  over('gap', ({ ears }) => ears.gapP99, ALLOWED.gap, 'ms');
  over('memory', ({ grown }) => grown / MIB, ALLOWED.grown / MIB, 'MiB');
  over('moves lost', ({ witness }) => witness.lost, 0, '');
  over('losses of the box', ({ lost }) => lost.box, 0, '');
  over('samples wrong', ({ ears }) => ears.wrong, 0, '');
  faults.push(...flooded.ears.ended);
  return { faults, undecided };
}

function verdict(one: Round): string {
  if (one.ended !== undefined) return 'ENDED';
  const { faults, undecided } = judged(one);
  if (faults.length > 0) return 'OVER';
  return undecided.length > 0 ? 'undecided: over without the flood too' : 'good';
}

const pair = (round: Round, of: (figures: Figures) => number, digits = 1): string =>
  `${of(round.flooded).toFixed(digits)} (${of(round.quiet).toFixed(digits)})`;
const rows = rounds.map((one) => [
  one.flood.name,
  pair(one, ({ witness }) => witness.visible.p99),
  pair(one, ({ witness }) => witness.durable.p99),
  pair(one, ({ ears }) => ears.gapP99),
  pair(one, ({ lost }) => lost.box, 0),
  pair(one, ({ lost }) => lost.machine, 0),
  pair(one, ({ ears }) => ears.wrong, 0),
  pair(one, ({ grown }) => grown / MIB, 0),
  verdict(one),
]);
const head = [
  'flood',
  'visible p99, ms',
  'durable p99, ms',
  'gap p99, ms',
  'lost by the box',
  'held back by the machine',
  'wrong samples',
  'memory, MiB',
  '',
];
const text = [
  circumstances.line(),
  '',
  `Each flood lasted ${options.seconds} s, after ${options.quiet} s without it, whose figures are in brackets. ` +
    `Allowed: visible ${ALLOWED.visible}, durable ${ALLOWED.durable}, gap ${ALLOWED.gap} ms at p99, no loss, no wrong sample, ${ALLOWED.grown / MIB} MiB. ` +
    (cable === undefined
      ? 'Attackers came from 127.0.0.1.'
      : `Attackers came from ${cable.addresses.length} addresses over a link of ${AIR_MBIT} Mbit/s each way.`) +
    ' They are processes of lower priority (nice 10).',
  '',
  table(head, rows),
  '',
  table(
    ['flood', 'what', 'what it did'],
    rounds.map(({ flood, counts }) => [
      flood.name,
      flood.about,
      Object.entries(counts)
        .map(([what, n]) => `${n} ${what}`)
        .join(', '),
    ]),
  ),
].join('\n');
console.log(`\n${text}`);
if (options.write) writeSection('attack', text);
process.exit(rounds.every((one) => judged(one).faults.length === 0) ? 0 : 1);

/**
 * `npm run kill` [-- rounds --write]: kills the control plane under load 200 times and checks that nothing acknowledged
 * was lost. It imitates a power cut only for the process, not for the disk.
 */
import { killAgainAndAgain } from '../control/support/killing.js';
import { figures } from './figures.js';

/** The time of every start, ms; meaningful only on a quiet machine. */
const LIMIT_MS = 500;
const rounds = Number(process.argv.slice(2).find((each) => !each.startsWith('--')) ?? 200);
let faults: readonly string[] = [];
await figures('control', 'kill', async (print) => {
  const report = await killAgainAndAgain(rounds, Math.random, (round) => {
    if (round % 20 === 0) console.log(`round ${round}`);
  });
  faults = report.faults;
  print(
    `Killed ${report.rounds} times, ${report.acknowledged} changes acknowledged, ${faults.length} faults.\n\n` +
      '| start of the box, ms | p50 | p99 | max | max allowed |\n|---|---:|---:|---:|---:|',
  );
  for (const [what, times] of [
    ['from starting the process until it serves', report.startsMs],
    ['of it, from asking for the store until it is restored and the box serves', report.restoresMs],
  ] as const) {
    const at = (share: number) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))]!);
    print(`| ${what} | ${at(0.5)} | ${at(0.99)} | ${at(1)} | ${LIMIT_MS}${at(1) <= LIMIT_MS ? '' : ': **over**'} |`);
  }
});
for (const fault of faults) console.log(fault);
process.exit(faults.length > 0 ? 1 : 0);

/**
 * `npm run kill` [-- rounds]: kills the control plane under load 200 times and checks that nothing acknowledged was
 * lost. It imitates a power cut only for the process, not for the disk.
 */
import { killAgainAndAgain } from '../control/support/killing.js';

/** The time of every start, ms; meaningful only on a quiet machine. */
const LIMIT_MS = 500;
const rounds = Number(process.argv[2] ?? 200);
const report = await killAgainAndAgain(rounds, Math.random, (round) => {
  if (round % 20 === 0) console.log(`round ${round}`);
});
console.log(
  `killed ${report.rounds} times, ${report.acknowledged} changes acknowledged, ${report.faults.length} faults`,
);
for (const [what, times] of [
  ['from starting the process until it serves', report.startsMs],
  ['of it, from asking for the store until it is restored and the box serves', report.restoresMs],
] as const) {
  const at = (share: number) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))]!);
  console.log(
    `${what}: p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)} ms   every one ≤ ${LIMIT_MS}: ${at(1) <= LIMIT_MS ? 'ok' : 'OVER'}`,
  );
}
for (const fault of report.faults) console.log(fault);
process.exit(report.faults.length > 0 ? 1 : 0);

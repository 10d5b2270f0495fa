/**
 * `npm run kill` [-- rounds]: kills the control plane under load 200 times and looks whether anything acknowledged was lost. Imitates
 * a power switch pulled on the process only; what the disk itself does at a power cut is not shown here.
 */
import { killAgainAndAgain } from '../control/support/killing.js';

const rounds = Number(process.argv[2] ?? 200);
const report = await killAgainAndAgain(rounds, Math.random, (round) => {
  if (round % 20 === 0) console.log(`round ${round}`);
});
const at = (share: number) =>
  Math.round(report.startsMs[Math.min(report.startsMs.length - 1, Math.floor(report.startsMs.length * share))]!);
console.log(
  `killed ${report.rounds} times, ${report.acknowledged} changes acknowledged, ${report.faults.length} faults`,
);
console.log(`opening and restoring the store: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms`);
for (const fault of report.faults) console.log(fault);
process.exit(report.faults.length > 0 ? 1 : 0);

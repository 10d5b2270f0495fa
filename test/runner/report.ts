/** The report of a run of many test files. Pure. */
import type { FileRun } from './file-run.js';
import { skippedIn } from './tap-text.js';

const SLOWEST = 15;
const seconds = (ms: number): string => (ms / 1000).toFixed(1).padStart(7);

/** A line per file, longest first: elapsed seconds, and seconds of the processor. */
export function slowest(runs: readonly FileRun[]): string[] {
  const longest = [...runs].sort((a, b) => b.wallMs - a.wallMs).slice(0, SLOWEST);
  return [
    'longest:   wall, cpu (s)',
    ...longest.map(({ file, wallMs, cpuMs }) => `  ${seconds(wallMs)} ${seconds(cpuMs)}  ${file}`),
  ];
}

/** Skipped tests with their reasons, failed files, sums; the last line is `N passed, N failed, N skipped`. */
export function summary(runs: readonly FileRun[], wallMs: number): string[] {
  const sum = (of: (run: FileRun) => number) => runs.reduce((total, run) => total + of(run), 0);
  return [
    ...runs.flatMap(({ file, output }) => skippedIn(output).map((skipped) => `skipped: ${file}: ${skipped}`)),
    ...runs.filter(({ ok }) => !ok).map(({ file }) => `failed: ${file}`),
    `${runs.length} files in ${Math.round(wallMs / 1000)} s, ${Math.round(sum(({ cpuMs }) => cpuMs) / 1000)} s of processor time`,
    `${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed, ${sum(({ skipped }) => skipped)} skipped`,
  ];
}

/** Runs one test file in its own process, with Node alone: exit status, TAP, elapsed time and processor time. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { sumsOf } from './tap-text.js';

export interface FileRun {
  readonly file: string;
  readonly ok: boolean;
  /** TAP, and the text on the error output. */
  readonly output: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly wallMs: number;
  /** Of the file and all processes it waited for. */
  readonly cpuMs: number;
}

/** After its time limit, tap has at most this long to report what was unfinished. */
const CLOSE_GRACE_MS = 60_000;
const SHELL = '"$@"; status=$?; times >&3; exit $status';

const running = new Set<ChildProcess>();

/** Ends them with everything they started. */
export function killAll(): void {
  for (const child of running) killGroup(child);
}

/** `limitMs` detects a file that hangs; it does not judge the speed of a machine. */
export async function runFile(file: string, script: string, limitMs: number): Promise<FileRun> {
  const started = performance.now();
  const child = spawn('sh', ['-c', SHELL, 'sh', process.execPath, '--enable-source-maps', script], {
    // Its own process group: nothing that it starts outlives it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, TAP_TIMEOUT: String(limitMs / 1000) },
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (part: string) => {
      output += part;
      if (performance.now() - started > limitMs && sumsOf(output) !== undefined) killGroup(child);
    });
  let times = '';
  (child.stdio[3] as Readable).setEncoding('utf8').on('data', (part: string) => {
    times += part;
  });
  const closed = once(child, 'close');
  const hung = setTimeout(() => killGroup(child), limitMs + CLOSE_GRACE_MS);
  const [status] = (await once(child, 'exit')) as [number | null];
  clearTimeout(hung);
  killGroup(child);
  running.delete(child);
  // Reads the last output, but not for ever: a process outside its group may hold the output open.
  await Promise.race([closed, sleep(CLOSE_GRACE_MS, undefined, { ref: false })]);
  const cpuMs = milliseconds(times);
  if (status === null) output += `\nended by a signal, or after ${limitMs / 1000} s\n`;
  const sums = sumsOf(output);
  const ok = status === 0 && sums?.failed === 0;
  const { passed, skipped } = sums ?? { passed: 0, skipped: 0 };
  const failed = ok ? 0 : Math.max(1, sums?.failed ?? 0);
  return { file, ok, output, passed, failed, skipped, wallMs: performance.now() - started, cpuMs };
}

function killGroup(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL');
  } catch {
    // It is gone, with its whole group.
  }
}

/** Parses the shell's `times`: four times `0m1.23s`. */
function milliseconds(times: string): number {
  let sum = 0;
  for (const [, minutes, seconds] of times.matchAll(/(\d+)m([\d.]+)s/g))
    sum += Number(minutes) * 60_000 + Number(seconds) * 1000;
  return sum;
}

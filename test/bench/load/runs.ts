/**
 * Runs of the load benchmark: a box or the C program, with listeners that check and time what comes.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Box } from '../../harness/box.js';

/** Until V8 has compiled what runs often, and has tidied up after the start, s. */
const WARM_UP = 10;
const INPUTS = 32;
const PERIOD = 128;
const SOURCES = fileURLToPath(new URL('../../../../test/bench/load/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'stagebox-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** How many listen, to what. */
export interface Stage {
  readonly listeners: number;
  readonly codec: 'pcm' | 'opus';
  readonly frames: number;
}

export interface Measured {
  readonly packets: number;
  readonly lost: number;
  readonly closed: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  /** Cores used by the process under test while measured. */
  readonly cpu: number;
  /** Resident set at the end, MiB. */
  readonly rss: number;
}

/** A C program of this folder. */
export function compile(name: string, ...libraries: string[]): string {
  const out = join(folder, name);
  execFileSync('gcc', ['-O3', '-march=native', '-o', out, join(SOURCES, `${name}.c`), '-lm', ...libraries], {
    stdio: 'inherit',
  });
  return out;
}

/** User + system CPU seconds of a process, all threads. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}

/** Runs the listeners against `port` and measures the CPU time of `pid` meanwhile. */
async function listen(
  sink: string,
  port: number,
  pid: number,
  paths: readonly string[],
  seconds: number,
): Promise<Measured> {
  const child = spawn(sink, [String(port), String(WARM_UP), String(seconds)], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(`${paths.join('\n')}\n`);
  const output = new Promise<string>((resolve) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.once('close', () => resolve(text));
  });
  await sleep(WARM_UP * 1000);
  const before = cpuSeconds(pid);
  const started = performance.now();
  await sleep(seconds * 1000 - 200);
  const cpu = (cpuSeconds(pid) - before) / ((performance.now() - started) / 1000);
  const rss = residentMiB(pid);
  return { ...(JSON.parse(await output) as Omit<Measured, 'cpu' | 'rss'>), cpu, rss };
}

/** The C program; with Opus it must be linked with libopus. */
export async function runFloor(floor: string, sink: string, stage: Stage, seconds: number): Promise<Measured> {
  const { listeners, frames, codec } = stage;
  const child = spawn(floor, [listeners, INPUTS, PERIOD, frames, WARM_UP + seconds + 2, codec].map(String), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((resolve) =>
    createInterface(child.stdout).once('line', (line) => resolve(Number(line.split(' ')[1]))),
  );
  const measured = await listen(
    sink,
    port,
    child.pid!,
    Array.from({ length: listeners }, () => '/'),
    seconds,
  );
  child.kill();
  return measured;
}

export async function runBox(sink: string, { listeners, codec, frames }: Stage, seconds: number): Promise<Measured> {
  const box = await Box.start(['--source', `tones:${INPUTS}`, '--period', String(PERIOD)]);
  const paths: string[] = [];
  for (let i = 0; i < listeners; i++) {
    const { uuid, token } = await box.join(`bench ${i}`, { uuid: `bench-${i}` });
    paths.push(`/audio?device=${uuid}&token=${token}&codec=${codec}&frames=${frames}`);
  }
  const measured = await listen(sink, box.audioPort, box.process.pid!, paths, seconds);
  const health = (await box.json('/api/health')) as { lostPeriods?: number; xruns?: number };
  if (health.lostPeriods || health.xruns)
    console.log(`   box: ${health.lostPeriods} lost periods, ${health.xruns} xruns`);
  await box.stop();
  return measured;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

export function row(name: string, m: Measured): string {
  return `| ${name} | ${m.cpu.toFixed(3)} | ${m.p50} | ${m.p99} | ${m.p999} | ${m.max} | ${m.packets} | ${m.lost} | ${m.closed} | ${m.rss.toFixed(0)} |`;
}

export const HEAD =
  '| | cores | p50 µs | p99 µs | p99.9 µs | max µs | packets | lost | closed | RSS MiB |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|';

/**
 * The load of a full stage: 32 inputs × 32 listeners, each with its own mix. A plain C program that mixes the same
 * matrix and sends the same packets runs in alternation on the same machine. Reports lost packets, CPU of the whole
 * process, time from capture to the listener's socket, and the growth from 1 to 64 listeners.
 *
 *   npm run bench [-- --runs 5 --seconds 10 --skip-growth --write]
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Box } from '../harness/box.js';
import { figures, type Print, WRITE_OPTION } from './figures.js';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '10' },
    'skip-growth': { type: 'boolean', default: false },
    ...WRITE_OPTION,
  },
});
const RUNS = Number(options.runs);
const SECONDS = Number(options.seconds);
const WARM_UP = 2;
const INPUTS = 32;
const PERIOD = 128;
const SOURCES = fileURLToPath(new URL('../../../test/bench/load/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'stagebox-bench-'));

interface Measured {
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

function compile(name: string): string {
  const out = join(folder, name);
  execFileSync('gcc', ['-O3', '-march=native', '-o', out, join(SOURCES, `${name}.c`), '-lm'], { stdio: 'inherit' });
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
async function listen(sink: string, port: number, pid: number, paths: readonly string[]): Promise<Measured> {
  const child = spawn(sink, [String(port), String(WARM_UP), String(SECONDS)], { stdio: ['pipe', 'pipe', 'inherit'] });
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
  await sleep(SECONDS * 1000 - 200);
  const cpu = (cpuSeconds(pid) - before) / ((performance.now() - started) / 1000);
  const rss = residentMiB(pid);
  return { ...(JSON.parse(await output) as Omit<Measured, 'cpu' | 'rss'>), cpu, rss };
}

async function runFloor(floor: string, sink: string, listeners: number, frames: number): Promise<Measured> {
  const child = spawn(
    floor,
    [String(listeners), String(INPUTS), String(PERIOD), String(frames), String(WARM_UP + SECONDS + 2)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const port = await new Promise<number>((resolve) =>
    createInterface(child.stdout).once('line', (line) => resolve(Number(line.split(' ')[1]))),
  );
  const measured = await listen(
    sink,
    port,
    child.pid!,
    Array.from({ length: listeners }, () => '/'),
  );
  child.kill();
  return measured;
}

async function runBox(sink: string, listeners: number, frames: number): Promise<Measured> {
  const box = await Box.start(['--source', `tones:${INPUTS}`, '--period', String(PERIOD)]);
  const paths: string[] = [];
  for (let i = 0; i < listeners; i++) {
    const { uuid, token } = await box.join(`bench ${i}`, { uuid: `bench-${i}` });
    paths.push(`/audio?device=${uuid}&token=${token}&frames=${frames}`);
  }
  const measured = await listen(sink, box.audioPort, box.process.pid!, paths);
  const health = (await box.json('/api/health')) as { lostPeriods?: number; xruns?: number };
  if (health.lostPeriods || health.xruns)
    console.log(`   box: ${health.lostPeriods} lost periods, ${health.xruns} xruns`);
  await box.stop();
  return measured;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

function row(name: string, m: Measured): string {
  return `| ${name} | ${m.cpu.toFixed(3)} | ${m.p50} | ${m.p99} | ${m.p999} | ${m.max} | ${m.packets} | ${m.lost} | ${m.closed} | ${m.rss.toFixed(0)} |`;
}

const floor = compile('floor');
const sink = compile('sink');
const HEAD =
  '| | cores | p50 µs | p99 µs | p99.9 µs | max µs | packets | lost | closed | RSS MiB |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|';

/** The box and the C program in turns, with packets of `frames`. */
async function pairs(frames: number, print: Print): Promise<void> {
  print(`${RUNS} interleaved runs of ${SECONDS} s.\n\n${HEAD}`);
  const floors: Measured[] = [];
  const boxes: Measured[] = [];
  for (let run = 1; run <= RUNS; run++) {
    floors.push(await runFloor(floor, sink, 32, frames));
    print(row(`C ${run}`, floors.at(-1)!));
    boxes.push(await runBox(sink, 32, frames));
    print(row(`box ${run}`, boxes.at(-1)!));
  }
  const cpu = median(boxes.map((box, i) => box.cpu / floors[i]!.cpu));
  const p99 = median(boxes.map((box, i) => box.p99 - floors[i]!.p99));
  const lost = boxes.reduce((sum, box) => sum + box.lost + box.closed, 0);
  print(
    `\n**Median of ${RUNS} pairs: CPU ${cpu.toFixed(2)} × the C program's (allowed 3), p99 ${(p99 / 1000).toFixed(2)} ms above it (allowed 2); lost ${lost} (allowed 0).**`,
  );
}

async function growth(print: Print): Promise<void> {
  print(HEAD);
  for (const listeners of [1, 2, 4, 8, 16, 32, 64]) {
    print(row(`box, ${listeners} listeners`, await runBox(sink, listeners, 128)));
  }
}

for (const frames of [128, 480]) await figures('load', `${frames}-frames`, (print) => pairs(frames, print));
if (!options['skip-growth']) await figures('load', 'growth', growth);
rmSync(folder, { recursive: true, force: true });

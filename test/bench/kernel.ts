/**
 * The mixer's kernel alone, with the load of a full box: 32 inputs × 32 stereo buses × 128-frame periods (of 2,667
 * µs), every send open. In alternation it runs the same matrix in plain C (`mix_floor.c`, gcc -O3), without meters
 * and limiter. With strips, high-pass and four bands of every input are on, in C too (`strip_floor.h`); whole strips
 * have gate and compressor as well. `node dist/test/bench/kernel.js [--write]` prints percentiles in microseconds and
 * the ratio.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StripTable } from '../../src/audio/strip-table.js';
import { dbToGain } from '../../src/base/units.js';
import { FLAT_STRIP, type StripSettings } from '../../src/wire/strip.js';
import { plan, rig } from '../audio/mixer/rig.js';
import { seeded } from '../harness/seeded.js';
import { figures } from './figures.js';

const INPUTS = 32;
const BUSES = 32;
const FRAMES = 128;
const ROUNDS = 3_000;
const REPEATS = 5;

const FULL_STRIP: StripSettings = {
  ...FLAT_STRIP,
  hpOn: true,
  hpSlope: 24,
  eq1Db: 4,
  eq2Db: -4,
  eq3Db: 3,
  eq4Db: -3,
};

/** The gates close and open, and the compressors work. */
const WHOLE_STRIP: StripSettings = {
  ...FULL_STRIP,
  ...{ gateOn: true, gateDb: -34, gateRangeDb: 40, gateHoldMs: 10, gateReleaseMs: 200 },
  ...{ compOn: true, compDb: -36, compRatio: 4, compMakeupDb: 3 },
};

type Case =
  | 'steady'
  | 'every gain moving'
  | 'limiter at work'
  | 'every strip on'
  | 'every strip moving'
  | 'every whole strip on'
  | 'every whole strip moving';

function timeKernel(kind: Case): number[] {
  const next = seeded(1);
  const loud = kind === 'limiter at work' ? dbToGain(20) : 1;
  const loops = Array.from({ length: INPUTS }, () =>
    Float32Array.from({ length: 4_096 }, () => (next() - 0.5) * 0.05 * loud),
  );
  const mixer = rig(loops, { periodFrames: FRAMES });
  const gains = (): Float32Array =>
    plan(...Array.from({ length: INPUTS }, (_, i) => [i, 0.01 + next(), 0.01 + next()] as const));
  for (let bus = 0; bus < BUSES; bus++) mixer.join(bus, gains());
  const strips = new StripTable(mixer.memory, 48_000);
  const strip = kind.includes('whole') ? WHOLE_STRIP : FULL_STRIP;
  const setStrips = (eq1Hz: number) => {
    for (let channel = 0; channel < INPUTS; channel++)
      strips.set(channel, { ...strip, eq1Hz, compDb: strip.compDb + eq1Hz / 100 });
  };
  if (kind.includes('strip')) setStrips(100);
  mixer.play(100);
  const plans = Array.from({ length: 8 }, gains);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    mixer.produce(FRAMES);
    if (kind === 'every gain moving') for (let bus = 0; bus < BUSES; bus++) mixer.plan(bus, plans[(round + bus) % 8]!);
    if (kind.endsWith('strip moving') && round % 8 === 0) setStrips(round % 16 === 0 ? 90 : 140);
    const before = process.hrtime.bigint();
    mixer.mix();
    times.push(Number(process.hrtime.bigint() - before) / 1000);
  }
  return times;
}

/** The times of the C program; none without gcc. */
function floor(): ((strips: 0 | 1 | 2) => number[]) & { done(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'mix-floor-'));
  const binary = join(folder, 'mix_floor');
  const built = spawnSync('gcc', ['-O3', '-o', binary, 'test/bench/mix_floor.c', '-lm']).status === 0;
  const time = (strips: 0 | 1 | 2): number[] =>
    built
      ? execFileSync(binary, { input: `${INPUTS} ${BUSES} ${FRAMES} ${ROUNDS} ${strips}\n`, encoding: 'utf8' })
          .trim()
          .split('\n')
          .map((ns) => Number(ns) / 1000)
      : [];
  return Object.assign(time, { done: () => rmSync(folder, { recursive: true }) });
}

function percentile(times: readonly number[], part: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

await figures('kernel', 'kernel', (print) => {
  const timeFloor = floor();
  const cases: Case[] = [
    ...(['steady', 'every gain moving', 'limiter at work', 'every strip on', 'every strip moving'] as const),
    ...(['every whole strip on', 'every whole strip moving'] as const),
  ];
  const floors = ['plain C', 'plain C with strips', 'plain C with whole strips'] as const;
  const all = new Map<string, number[][]>([...cases, ...floors].map((name) => [name, []]));
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    for (const name of cases) all.get(name)!.push(timeKernel(name));
    for (const strips of [0, 1, 2] as const) all.get(floors[strips])!.push(timeFloor(strips));
  }
  timeFloor.done();

  const median = (name: string, part: number): number =>
    percentile(
      all.get(name)!.map((times) => percentile(times, part)),
      0.5,
    );
  print(`Medians of ${REPEATS} runs of ${ROUNDS} periods.\n`);
  print(`| ${INPUTS} inputs × ${BUSES} buses × ${FRAMES} frames | p50 µs | p90 µs | p99 µs | of plain C |`);
  print('|---|---:|---:|---:|---:|');
  for (const name of all.keys()) {
    const cells = [0.5, 0.9, 0.99].map((part) => median(name, part).toFixed(1)).join(' | ');
    const beside = floors[name.includes('whole strip') ? 2 : name.includes('strip') ? 1 : 0];
    print(`| ${name} | ${cells} | ${(median(name, 0.5) / median(beside, 0.5)).toFixed(2)} × |`);
  }
});

/**
 * The load of a full stage: 32 inputs × 32 listeners, each with its own mix. A plain C program that mixes the same
 * matrix and sends the same packets runs in alternation on the same machine. Reports lost packets, CPU of the whole
 * process, time from capture to the listener's socket, and the growth from 1 to 64 listeners. Then the same with Opus,
 * for 25 and 32 listeners, beside PCM and beside the C program with libopus in it.
 *
 *   npm run bench [-- --runs 5 --seconds 10 --only pcm|opus|growth --write]
 */
import { parseArgs } from 'node:util';
import { figures, type Print, WRITE_OPTION } from './figures.js';
import { compile, HEAD, type Measured, median, row, runBox, runFloor } from './load/runs.js';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '10' },
    only: { type: 'string' },
    ...WRITE_OPTION,
  },
});
const RUNS = Number(options.runs);
const SECONDS = Number(options.seconds);
const wanted = (part: string) => options.only === undefined || options.only === part;

// The runtime library alone: its headers and its link for developers may be missing.
const floor = compile('floor', '-l:libopus.so.0');
const sink = compile('sink');

/** The box and the C program in turns, with packets of `frames`. */
async function pairs(frames: number, print: Print): Promise<void> {
  print(`${RUNS} interleaved runs of ${SECONDS} s.\n\n${HEAD}`);
  const stage = { listeners: 32, codec: 'pcm', frames } as const;
  const floors: Measured[] = [];
  const boxes: Measured[] = [];
  for (let run = 1; run <= RUNS; run++) {
    floors.push(await runFloor(floor, sink, stage, SECONDS));
    print(row(`C ${run}`, floors.at(-1)!));
    boxes.push(await runBox(sink, stage, SECONDS));
    print(row(`box ${run}`, boxes.at(-1)!));
  }
  const cpu = median(boxes.map((box, i) => box.cpu / floors[i]!.cpu));
  const p99 = median(boxes.map((box, i) => box.p99 - floors[i]!.p99));
  const lost = boxes.reduce((sum, box) => sum + box.lost + box.closed, 0);
  print(
    `\n**Median of ${RUNS} pairs: CPU ${cpu.toFixed(2)} × the C program's (allowed 3), p99 ${(p99 / 1000).toFixed(2)} ms above it (allowed 2); lost ${lost} (allowed 0).**`,
  );
}

/** PCM and Opus in turns, each from the box and from the C program: medians. */
async function opus(print: Print): Promise<void> {
  print(`Medians of ${RUNS} interleaved runs of ${SECONDS} s.\n`);
  print(
    '| listeners, frames | C, PCM: cores | box, PCM | C, Opus | box, Opus | box ÷ C, Opus | p99 µs, C, Opus | p99 µs, box, PCM | p99 µs, box, Opus | lost |',
  );
  print('|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|');
  for (const listeners of [25, 32]) {
    for (const frames of [240, 480]) {
      const runs = { floorPcm: [], boxPcm: [], floorOpus: [], boxOpus: [] } as Record<string, Measured[]>;
      for (let run = 0; run < RUNS; run++) {
        for (const codec of ['pcm', 'opus'] as const) {
          const stage = { listeners, codec, frames };
          runs[codec === 'pcm' ? 'floorPcm' : 'floorOpus']!.push(await runFloor(floor, sink, stage, SECONDS));
          runs[codec === 'pcm' ? 'boxPcm' : 'boxOpus']!.push(await runBox(sink, stage, SECONDS));
        }
      }
      const { floorPcm, boxPcm, floorOpus, boxOpus } = runs as Record<
        'floorPcm' | 'boxPcm' | 'floorOpus' | 'boxOpus',
        Measured[]
      >;
      const cpu = (list: readonly Measured[]) => median(list.map((one) => one.cpu)).toFixed(3);
      const p99 = (list: readonly Measured[]) => median(list.map((one) => one.p99)).toFixed(0);
      const ratio = median(boxOpus.map((box, i) => box.cpu / floorOpus[i]!.cpu)).toFixed(2);
      const lost = [...boxPcm, ...boxOpus].reduce((sum, one) => sum + one.lost + one.closed, 0);
      const cells = [
        cpu(floorPcm),
        cpu(boxPcm),
        cpu(floorOpus),
        cpu(boxOpus),
        ratio,
        p99(floorOpus),
        p99(boxPcm),
        p99(boxOpus),
        lost,
      ];
      print(`| ${listeners}, ${frames} | ${cells.join(' | ')} |`);
    }
  }
}

async function growth(print: Print): Promise<void> {
  print(HEAD);
  for (const listeners of [1, 2, 4, 8, 16, 32, 64]) {
    const stage = { listeners, codec: 'pcm', frames: 128 } as const;
    print(row(`box, ${listeners} listeners`, await runBox(sink, stage, SECONDS)));
  }
}

if (wanted('pcm'))
  for (const frames of [128, 480]) await figures('load', `${frames}-frames`, (print) => pairs(frames, print));
if (wanted('opus')) await figures('load', 'opus', opus);
if (wanted('growth')) await figures('load', 'growth', growth);

/**
 * Browsers that hear by WebRTC, beside as many on the WebSocket: each with its own mix of 32 inputs. Reports the
 * processor time of the box and of its media process, and the time from capture to the listener's own code. It also
 * counts what is missing. One process has all listeners; its processor time is in none of the figures.
 *
 *   npm run bench:rtp [-- --runs 3 --seconds 10 --write]
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Box } from '../harness/box.js';
import { until } from '../harness/until.js';
import { figures, type Print, WRITE_OPTION } from './figures.js';
import type { EarsOrder, EarsReport } from './rtp/ears.js';

const EARS = fileURLToPath(new URL('./rtp/ears.js', import.meta.url));
const { values: options } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, seconds: { type: 'string', default: '10' }, ...WRITE_OPTION },
});
const RUNS = Number(options.runs);
const SECONDS = Number(options.seconds);

interface Way {
  readonly name: string;
  readonly query: string;
  readonly want?: EarsOrder['want'];
}
const WAYS: readonly Way[] = [
  { name: 'PCM 10 ms, WebSocket', query: 'frames=480' },
  { name: 'Opus 10 ms, WebSocket', query: 'codec=opus&frames=480' },
  { name: 'Opus 10 ms, RTP, 1 copy', query: 'frames=480', want: { frames: 480, copies: 1 } },
  { name: 'Opus 5 ms, RTP, 2 copies', query: 'frames=480', want: { frames: 240, copies: 2 } },
  {
    name: 'Opus 5 ms, data channel, 2 copies',
    query: 'frames=480',
    want: { frames: 240, copies: 2, way: 'datachannel' },
  },
];

interface Result extends EarsReport {
  /** Cores. */
  readonly box: number;
  readonly media: number;
  /** p99 of mixing, and from capture to the box's hand-over, µs. */
  readonly mixP99: number;
  readonly handedP99: number;
  /** From capture until the media process gave packets to the network, µs. */
  readonly sentP99: number;
  /** Frames that the box or the media process left out because they were late. */
  readonly leftOut: number;
}

/** User and system seconds of a process, all threads; 0 if there is none. */
function cpuSeconds(pid: number | undefined): number {
  if (pid === undefined) return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function mediaPid(box: number): number | undefined {
  const children = readFileSync(`/proc/${box}/task/${box}/children`, 'utf8').split(' ').map(Number);
  return children.find((pid) => pid > 0 && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('media-child'));
}

async function measure(listeners: number, { query, want }: Way): Promise<Result> {
  const rtp = String(want !== undefined);
  const box = await Box.start(['--source', 'tones:32', '--webrtc', rtp, '--media-port', '0']);
  const health = async () =>
    (await box.json('/api/health')) as {
      media: { state: string; stale: number; dropped: number; refused: number; sentP99: number };
      latency: Record<'mix' | 'captureToSocket', { p99: number }>;
    };
  if (want !== undefined)
    await until('the media process is ready', async () => (await health()).media.state === 'ready');
  const queries: string[] = [];
  for (let i = 0; i < listeners; i++) {
    const { uuid, token } = await box.join(`bench ${i}`, { uuid: `bench-${i}` });
    queries.push(`device=${uuid}&token=${token}&${query}`);
  }
  const order: EarsOrder = { port: box.audioPort, queries, seconds: SECONDS, ...(want === undefined ? {} : { want }) };
  const ears = spawn(process.execPath, [EARS, JSON.stringify(order)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(ears.stdout)[Symbol.asyncIterator]();
  await lines.next();
  const pids = [box.process.pid!, mediaPid(box.process.pid!)] as const;
  const before = pids.map(cpuSeconds);
  const startedMs = performance.now();
  const { value } = await lines.next();
  const seconds = (performance.now() - startedMs) / 1000;
  const [cpuBox, cpuMedia] = pids.map((pid, i) => (cpuSeconds(pid) - before[i]!) / seconds);
  const { latency, media } = await health();
  await box.stop();
  const report = JSON.parse(String(value)) as EarsReport;
  return {
    ...report,
    box: cpuBox!,
    media: cpuMedia!,
    mixP99: latency.mix.p99,
    leftOut: media.stale + media.dropped + media.refused,
    handedP99: latency.captureToSocket.p99,
    sentP99: media.sentP99,
  };
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;

async function table(listeners: number, print: Print): Promise<void> {
  print(`Medians of ${RUNS} runs of ${SECONDS} s, in turns.\n`);
  print(
    '| | box: cores | media process | p50 µs | p99 µs | p99.9 µs | handed over, p99 µs | sent, p99 µs | mixing, p99 µs | missing ms | frames left out |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|',
  );
  const results = WAYS.map((): Result[] => []);
  for (let run = 0; run < RUNS; run++) {
    for (const [i, way] of WAYS.entries()) results[i]!.push(await measure(listeners, way));
  }
  for (const [i, { name }] of WAYS.entries()) {
    const of = (field: keyof Result) => median(results[i]!.map((result) => result[field]));
    const missingMs = results[i]!.reduce((sum, { missing }) => sum + missing, 0) / 48;
    const cells = [
      of('box').toFixed(3),
      of('media').toFixed(3),
      of('p50'),
      of('p99'),
      of('p999'),
      of('handedP99').toFixed(0),
      of('sentP99').toFixed(0),
      of('mixP99').toFixed(0),
      missingMs.toFixed(0),
      results[i]!.reduce((sum, { leftOut }) => sum + leftOut, 0),
    ];
    print(`| ${name} | ${cells.join(' | ')} |`);
  }
}

for (const listeners of [25, 32]) await figures('rtp', `${listeners}-listeners`, (print) => table(listeners, print));

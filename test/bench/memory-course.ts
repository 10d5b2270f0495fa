/** How a box's memory went over a long run: resident set and JavaScript heap, and how steeply they still rise at the end. */
import { readFileSync } from 'node:fs';
import type { Box } from '../harness/box.js';

const MIB = 1024 * 1024;

interface Sample {
  readonly atMs: number;
  readonly rss: number;
  /** The heap as it is between two collections swings by tens of MiB: only its floor says something. */
  readonly heap: number;
}

export class MemoryCourse {
  readonly #box: Box;
  readonly #samples: Sample[] = [];

  constructor(box: Box) {
    this.#box = box;
  }

  async sample(): Promise<void> {
    const { memory } = (await this.#box.json('/api/health')) as { memory: { heapUsed: number } };
    const status = readFileSync(`/proc/${this.#box.process.pid!}/status`, 'utf8');
    const rss = Number(/VmRSS:\s+(\d+)/.exec(status)![1]) * 1024;
    this.#samples.push({ atMs: performance.now(), rss, heap: memory.heapUsed });
  }

  /** Tenths of the run: median of the resident set, floor of the heap; and the slopes of both over its second half. */
  report(): string {
    const tenth = Math.floor(this.#samples.length / 10);
    if (tenth < 3) return 'memory: the run was too short to say how it went';
    const tenths = Array.from({ length: 10 }, (_, i) => this.#samples.slice(i * tenth, (i + 1) * tenth));
    const row = (what: string, pick: (samples: Sample[]) => number) =>
      `    ${what.padEnd(28)} ${tenths.map((samples) => (pick(samples) / MIB).toFixed(1)).join('  ')} MiB, ${slope(tenths.slice(5), pick).toFixed(2)} MiB a minute over the second half`;
    return [
      '  memory by tenths of the run:',
      row('resident set (median)', (samples) => median(samples.map(({ rss }) => rss))),
      row('main thread’s heap (floor)', (samples) => Math.min(...samples.map(({ heap }) => heap))),
    ].join('\n');
  }
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;

/** Least squares, MiB per minute. */
function slope(tenths: readonly Sample[][], pick: (samples: Sample[]) => number): number {
  const points = tenths.map((samples) => [samples[samples.length >> 1]!.atMs / 60_000, pick(samples) / MIB] as const);
  const mean = (side: 0 | 1) => points.reduce((sum, point) => sum + point[side], 0) / points.length;
  const [x0, y0] = [mean(0), mean(1)];
  const over = points.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0);
  return over / points.reduce((sum, [x]) => sum + (x - x0) ** 2, 0);
}

/**
 * How the memory of a box develops over a long run. What it keeps is known only right after a collection. Between two
 * collections V8 leaves garbage; the larger the computer's memory, the more it leaves. So every look orders one. File
 * pages (of the program and the store, which the kernel takes back whenever it needs them) are counted apart from the
 * box's own.
 */
import { readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Box } from '../harness/box.js';
import { Inspector } from '../harness/inspector.js';

const MIB = 1024 * 1024;
/**
 * Collections of one look, and the time between them, ms: work in progress at one of them
 * (a commit) is not kept memory.
 */
const COLLECTIONS = 3;
const APART_MS = 300;

/** Bytes. */
interface Look {
  readonly atMs: number;
  /** Anonymous and shared memory of the whole process, before the collection and after it. */
  readonly before: number;
  readonly own: number;
  readonly files: number;
  /** Of the main thread. */
  readonly heap: number;
  readonly external: number;
  /** Size of the store's file. */
  readonly store: number;
}

export class MemoryCourse {
  readonly #box: Box;
  readonly #inspector: Inspector;
  readonly #looks: Look[] = [];

  private constructor(box: Box, inspector: Inspector) {
    this.#box = box;
    this.#inspector = inspector;
  }

  /** The box must run with the flags `INSPECTED`. */
  static async of(box: Box): Promise<MemoryCourse> {
    return new MemoryCourse(box, await Inspector.connect(box));
  }

  /** Adds one more point. */
  async look(): Promise<void> {
    const now = await this.#now();
    this.#looks.push(now);
    // A long run that is cut short still gives a result.
    console.log(
      `    look ${this.#looks.length}: live heap ${mib(now.heap)} MiB, the box’s own pages ${mib(now.own)} MiB`,
    );
  }

  /** The memory the box keeps now, in words; adds no point. */
  async inWords(): Promise<string> {
    const { heap, own, store } = await this.#now();
    return `${mib(heap)} MiB of the main thread’s heap are alive, ${mib(own)} MiB are the box’s own, the store’s file has ${mib(store)} MiB`;
  }

  /** Every look, and the slope over the second half. */
  report(): string {
    const looks = this.#looks;
    const row = (what: string, pick: (look: Look) => number) =>
      `| ${what} | ${looks.map((look) => mib(pick(look))).join(' ')} | ${slope(looks.slice(looks.length >> 1), pick).toFixed(2)} |`;
    return [
      '| MiB, right after a collection | at the start and after each tenth of the run | a minute, second half |',
      '|---|---|---:|',
      row('main thread’s live heap', ({ heap }) => heap),
      row('buffers outside it', ({ external }) => external),
      row('the box’s own pages', ({ own }) => own),
      row('the same with what was garbage', ({ before }) => before),
      row('pages of files in memory', ({ files }) => files),
      row('size of the store’s file', ({ store }) => store),
    ].join('\n');
  }

  close(): void {
    this.#inspector.close();
  }

  async #now(): Promise<Look> {
    const before = this.#pages().own;
    let least: Look | undefined;
    for (let i = 0; i < COLLECTIONS; i++) {
      if (i > 0) await sleep(APART_MS);
      const { heapUsed: heap, external } = await this.#inspector.collected();
      const store = statSync(`${this.#box.dataDir}/store/data.mdb`).size;
      if (heap < (least?.heap ?? Number.POSITIVE_INFINITY))
        least = { atMs: performance.now(), before, ...this.#pages(), heap, external, store };
    }
    return least!;
  }

  #pages(): Pick<Look, 'own' | 'files'> {
    const status = readFileSync(`/proc/${this.#box.process.pid!}/status`, 'utf8');
    const bytes = (field: string) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)![1]) * 1024;
    return { own: bytes('RssAnon') + bytes('RssShmem'), files: bytes('RssFile') };
  }
}

const mib = (bytes: number): string => (bytes / MIB).toFixed(1);

/** Least squares, MiB per minute. */
function slope(looks: readonly Look[], pick: (look: Look) => number): number {
  const points = looks.map((look) => [look.atMs / 60_000, pick(look) / MIB] as const);
  const mean = (side: 0 | 1) => points.reduce((sum, point) => sum + point[side], 0) / points.length;
  const [x0, y0] = [mean(0), mean(1)];
  const over = points.reduce((sum, [x, y]) => sum + (x - x0) * (y - y0), 0);
  return over / points.reduce((sum, [x]) => sum + (x - x0) ** 2, 0);
}

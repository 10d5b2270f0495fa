/**
 * A process that runs its part of the inputs against its doors. It reports which batch it begins, its findings, and its
 * memory after each tenth. Started with --expose-gc.
 *
 *     in-process <job as JSON>
 */
import { BatchRun, Forgotten, TENTHS } from './batch-run.js';
import type { Door } from './door.js';
import { inProcessDoors } from './doors/all.js';
import type { Found } from './findings.js';

export interface Job {
  readonly seed: string;
  /** This process is number `part` of `parts`. */
  readonly part: number;
  readonly parts: number;
  readonly inputs: number;
  /** Ends at this time (`Date.now()`) even if inputs are left. */
  readonly untilMs: number;
  /** Doors by name; all if empty. */
  readonly only: readonly string[];
}

export type Said =
  | { readonly type: 'begin'; readonly door: string; readonly batch: number }
  | { readonly type: 'found'; readonly found: Found }
  | {
      readonly type: 'done';
      readonly door: string;
      readonly inputs: number;
      readonly slowOnce: number;
      readonly ms: number;
    }
  | { readonly type: 'memory'; readonly bytes: number };

const say = (said: Said): void => void process.send!(said);

/** Live bytes: the heap and its external memory, right after a collection. */
function alive(): number {
  const collect = (globalThis as { gc?: () => void }).gc;
  for (let i = 0; i < 3; i++) collect?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The door that is furthest behind its share. */
function nextOf(doors: readonly Door[], done: ReadonlyMap<string, number>): Door {
  const lag = (door: Door) => (done.get(door.name) ?? 0) / door.share;
  return doors.reduce((least, door) => (lag(door) < lag(least) ? door : least));
}

async function work(job: Job): Promise<void> {
  const { doors, reset, stop, spoilt } = inProcessDoors();
  const chosen = doors.filter(({ name }) => job.only.length === 0 || job.only.includes(name));
  const forgotten = new Forgotten();
  const done = new Map<string, number>();
  const batches = new Map<string, number>();
  let inputs = 0;
  let looks = 0;
  while (inputs < job.inputs && Date.now() < job.untilMs) {
    const door = nextOf(chosen, done);
    const count = batches.get(door.name) ?? 0;
    batches.set(door.name, count + 1);
    const batch = count * job.parts + job.part;
    say({ type: 'begin', door: door.name, batch });
    const started = performance.now();
    const run = new BatchRun(door, { seed: job.seed, door: door.name, batch }, forgotten, (found) =>
      say({ type: 'found', found }),
    );
    let ran = { inputs: 0, slowOnce: 0 };
    try {
      ran = await run.whole();
    } catch (error) {
      // The state before this batch cannot be restored any more.
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      say({
        type: 'found',
        found: { kind: 'fault', what, name: { seed: job.seed, door: door.name, batch }, index: -1, input: '' },
      });
      await spoilt();
    }
    // A batch without inputs counts too: otherwise it would be repeated for ever.
    done.set(door.name, (done.get(door.name) ?? 0) + Math.max(ran.inputs, 1));
    inputs += ran.inputs;
    say({ type: 'done', door: door.name, ...ran, ms: performance.now() - started });
    if (inputs >= (job.inputs * (looks + 1)) / TENTHS) {
      looks++;
      await reset();
      say({ type: 'memory', bytes: alive() });
    }
  }
  await stop();
}

await work(JSON.parse(process.argv[2]!) as Job);
process.disconnect();
process.exit(0);

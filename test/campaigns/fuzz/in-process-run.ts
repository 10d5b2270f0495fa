/** Divides inputs among processes, watches them, and finds the culprit if one ends or never returns. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BatchName } from './door.js';
import type { Findings } from './findings.js';
import type { Job, Said } from './in-process.js';

/** A batch takes seconds at most: a process that is silent this long hangs in one input, ms. */
const STUCK_MS = 60_000;
const WORKER = fileURLToPath(new URL('./in-process.js', import.meta.url));

interface DoorFigures {
  inputs: number;
  ms: number;
  slowOnce: number;
}

export interface InProcessResult {
  readonly doors: ReadonlyMap<string, DoorFigures>;
  readonly inputs: number;
  /** Live bytes after each tenth, for each process. A process that replaced another adds none. */
  readonly memory: readonly (readonly number[])[];
}

export interface InProcessPlan {
  readonly seed: string;
  readonly inputs: number;
  readonly untilMs: number;
  readonly processes: number;
  readonly only?: readonly string[];
  readonly folder: string;
  /** Added to the niceness: the measurements beside it must not wait for this. */
  readonly nice?: number;
}

export async function runInProcess(plan: InProcessPlan, findings: Findings): Promise<InProcessResult> {
  const doors = new Map<string, DoorFigures>();
  const memory: number[][] = Array.from({ length: plan.processes }, () => []);
  const parts = Array.from({ length: plan.processes }, (_, part) => part);
  await Promise.all(parts.map((part) => runPart(plan, part, findings, doors, memory[part]!)));
  return { doors, inputs: [...doors.values()].reduce((sum, { inputs }) => sum + inputs, 0), memory };
}

async function runPart(
  plan: InProcessPlan,
  part: number,
  findings: Findings,
  doors: Map<string, DoorFigures>,
  memory: number[],
): Promise<void> {
  const share = Math.ceil(plan.inputs / plan.processes);
  let left = share;
  // Every new process has its own seed: the same seed would end at the same input.
  for (let life = 0; left > 0 && Date.now() < plan.untilMs && life < 20; life++) {
    const seed = life === 0 ? plan.seed : `${plan.seed}.${life}`;
    const job: Job = { seed, part, parts: plan.processes, inputs: left, untilMs: plan.untilMs, only: plan.only ?? [] };
    let at: BatchName | undefined;
    const end = await follow(start(job, plan), (said) => {
      if (said.type === 'begin') at = { seed, door: said.door, batch: said.batch };
      else if (said.type === 'found') findings.add(said.found);
      else if (said.type === 'done') {
        const row = doors.get(said.door) ?? { inputs: 0, ms: 0, slowOnce: 0 };
        doors.set(said.door, row);
        row.inputs += said.inputs;
        row.ms += said.ms;
        row.slowOnce += said.slowOnce;
        left -= said.inputs;
      } else if (life === 0) memory.push(said.bytes);
    });
    if (end === 'done') return;
    const what = end === 'stuck' ? `no answer for ${STUCK_MS / 1000} s` : `the process ended: ${end}`;
    if (at !== undefined)
      findings.add({
        kind: end === 'stuck' ? 'hang' : 'end',
        what,
        name: at,
        index: -1,
        input: 'the whole batch; --replay names the input',
      });
  }
}

function start(job: Job, plan: InProcessPlan): ChildProcess {
  const nice = plan.nice ?? 0;
  return fork(WORKER, [JSON.stringify(job)], {
    execPath: nice > 0 ? 'nice' : process.execPath,
    execArgv: [...(nice > 0 ? ['-n', String(nice), process.execPath] : []), '--expose-gc', '--stack-size=984'],
    env: { ...process.env, NODE_OPTIONS: '', FUZZ_FOLDER: plan.folder },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** Resolves to `done`, `stuck`, or how it ended. */
function follow(child: ChildProcess, hear: (said: Said) => void): Promise<string> {
  return new Promise((resolve) => {
    let watch: NodeJS.Timeout;
    let stuck = false;
    const again = (): void => {
      clearTimeout(watch);
      watch = setTimeout(() => {
        stuck = true;
        child.kill('SIGKILL');
      }, STUCK_MS);
    };
    again();
    child.on('message', (said: Said) => {
      again();
      hear(said);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(watch);
      resolve(stuck ? 'stuck' : code === 0 ? 'done' : `${signal ?? `status ${code}`}`);
    });
  });
}

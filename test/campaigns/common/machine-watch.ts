/** When the machine held back the measured processes, and which losses that explains. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Loss } from './judge.js';

const WATCH = fileURLToPath(new URL('./watch.js', import.meta.url));

export interface Held {
  readonly fromMs: number;
  readonly toMs: number;
  /** How long within that time. */
  readonly ms: number;
  /** `machine`, or process/thread. */
  readonly who: string;
}

export class MachineWatch {
  readonly held: Held[] = [];
  readonly #child: ChildProcess;

  /** `pids`: the box and the listeners. */
  constructor(pids: readonly number[]) {
    this.#child = spawn(process.execPath, [WATCH, pids.join(',')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    createInterface(this.#child.stdout!).on('line', (line) => {
      const [from, to, ms, who] = line.split(' ');
      this.held.push({ fromMs: Number(from), toMs: Number(to), ms: Number(ms), who: who! });
    });
  }

  /** The longest single wait between two moments, ms. */
  longest(fromMs: number, toMs: number): number {
    return this.held.reduce(
      (most, one) => (one.toMs >= fromMs && one.fromMs <= toMs ? Math.max(most, one.ms) : most),
      0,
    );
  }

  stop(): void {
    // It blocks its thread, so a handler for gentler signals would never run.
    this.#child.kill('SIGKILL');
  }
}

/** Losses by cause. */
export interface Judged {
  /** The machine held a process back while the sound was in transit. */
  readonly machine: readonly Loss[];
  /** Nothing explains these: they are the box's fault. */
  readonly box: readonly Loss[];
}

/** Looks this long before a loss count too: what happened just before it may be in an earlier look, ms. */
const BEFORE_MS = 100;

export function tellApart(
  losses: readonly Loss[],
  watch: MachineWatch,
  still: readonly { readonly fromMs: number; readonly toMs: number }[],
): Judged {
  const explained = ({ fromMs, toMs }: Loss): boolean =>
    watch.longest(fromMs - BEFORE_MS, toMs) > 0 ||
    still.some((one) => one.toMs >= fromMs - BEFORE_MS && one.fromMs <= toMs);
  return { machine: losses.filter(explained), box: losses.filter((loss) => !explained(loss)) };
}

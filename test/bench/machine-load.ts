/**
 * How busy the machine was during a run, and how much of that was the run itself (this process and its descendants). It
 * shows whether parallel measurements disturbed each other. Linux.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Seconds per tick of /proc. */
const TICK_S = 0.01;
const SAMPLE_MS = 1000;

const busySeconds = (): number =>
  cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000;

/** Processor seconds of a process and its descendants. */
function ownSeconds(root: number): number {
  const parents = new Map<number, number>();
  const seconds = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The name in brackets may contain any character.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      parents.set(Number(name), Number(fields[1]));
      seconds.set(Number(name), (Number(fields[11]) + Number(fields[12])) * TICK_S);
    } catch {
      // It ended meanwhile.
    }
  }
  const descends = (pid: number): boolean => pid === root || (pid > 1 && descends(parents.get(pid) ?? 0));
  let sum = 0;
  for (const [pid, used] of seconds) if (descends(pid)) sum += used;
  return sum;
}

export class MachineLoad {
  readonly #startedMs = performance.now();
  readonly #own = ownSeconds(process.pid);
  readonly #busy = busySeconds();
  readonly #loop = monitorEventLoopDelay({ resolution: 2 });
  readonly #seconds: number[] = [];
  readonly #timer: ReturnType<typeof setInterval>;

  constructor() {
    this.#loop.enable();
    let lastMs = this.#startedMs;
    let lastBusy = this.#busy;
    this.#timer = setInterval(() => {
      const nowMs = performance.now();
      const busy = busySeconds();
      this.#seconds.push(((busy - lastBusy) * 1000) / (nowMs - lastMs));
      lastMs = nowMs;
      lastBusy = busy;
    }, SAMPLE_MS);
  }

  /** One sentence for the reader of the figures. */
  end(): string {
    clearInterval(this.#timer);
    this.#loop.disable();
    const seconds = (performance.now() - this.#startedMs) / 1000;
    const share = (used: number) => `${((used * 100) / seconds / cpus().length).toFixed(0)} %`;
    const sorted = [...this.#seconds].sort((a, b) => a - b);
    const high = sorted[Math.floor(sorted.length * 0.99)] ?? 0;
    const late = (percent: number) => (this.#loop.percentile(percent) / 1e6).toFixed(1);
    return (
      `${cpus().length} processors, ${share(busySeconds() - this.#busy)} busy (99 % of seconds: at most ${((high * 100) / cpus().length).toFixed(0)} %), ` +
      `${share(ownSeconds(process.pid) - this.#own)} with this run; the stand-in boxes and relays share one process, whose timers of 2 ms came after ${late(50)} ms (p50), ${late(99)} ms (p99).`
    );
  }
}

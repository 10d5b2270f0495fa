/** A whole rehearsal around one box: 32 listeners who stay, others who come and go, and a crew that moves faders. */

import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inspector } from '../../harness/inspector.js';
import type { EarSpec } from '../common/ear.js';
import type { EarsReport, FromEars } from '../common/ears.js';
import { answer, ask, end, helper } from '../common/helpers.js';
import type { Loss } from '../common/judge.js';
import { MachineWatch, tellApart } from '../common/machine-watch.js';
import { cpuSeconds, figuresOf } from '../common/process-figures.js';
import { STAGE_PIN, Stage } from '../common/stage.js';
import type { CrewReport } from './crew.js';
import type { VisitorsReport } from './visitors.js';

/** Kinds of the steady listeners: how many, and frames of a packet. */
export const STEADY: readonly (readonly [
  kind: EarSpec['kind'] | 'cue',
  count: number,
  frames: number,
  about: string,
])[] = [
  ['web', 12, 480, 'page, 10 ms'],
  ['web', 6, 128, 'page, 2.7 ms'],
  ['cue', 2, 480, 'engineer hearing a musician’s mix'],
  ['raw', 5, 480, 'native version 2, two channels'],
  ['mix', 4, 240, 'native version 3 over TCP'],
  ['udp', 3, 240, 'native version 3 over UDP'],
];
const FADERS = 10;
const VISITORS = 24;

export interface Look {
  readonly minute: number;
  readonly rss: number;
  readonly heap: number;
  readonly descriptors: number;
  readonly threads: number;
  /** Processors the box used since the look before. */
  readonly cores: number;
  readonly lost: { readonly machine: number; readonly box: number };
  readonly ended: number;
}

export interface Rest {
  readonly ears: EarsReport;
  readonly losses: { readonly machine: readonly Loss[]; readonly box: readonly Loss[] };
  readonly crew: CrewReport;
  readonly visits: VisitorsReport;
  /** Every 2 s: seconds since the beginning, bytes. */
  readonly rss: readonly (readonly [at: number, bytes: number])[];
  /** How often and how long the machine held a process back. */
  readonly held: { readonly times: number; readonly longestMs: number };
  readonly ended: string | undefined;
}

export class Stay {
  readonly #stage: Stage;
  readonly #ears: readonly ChildProcess[];
  readonly #crew: ChildProcess;
  readonly #visitors: ChildProcess;
  readonly #watch: MachineWatch;
  readonly #inspector: Inspector;
  readonly #rss: [number, number][] = [];
  readonly #started = performance.now();
  readonly #timer: NodeJS.Timeout;
  #cpu = 0;
  #cpuAt = performance.now();
  #exit: string | undefined;

  private constructor(
    stage: Stage,
    ears: readonly ChildProcess[],
    crew: ChildProcess,
    visitors: ChildProcess,
    inspector: Inspector,
  ) {
    [this.#stage, this.#ears, this.#crew, this.#visitors, this.#inspector] = [stage, ears, crew, visitors, inspector];
    this.#watch = new MachineWatch([stage.pid, ...ears.map(({ pid }) => pid!)]);
    this.#cpu = cpuSeconds(stage.pid);
    void stage.box.exited.then(({ code, signal }) => {
      this.#exit = signal ?? `status ${code}`;
    });
    this.#timer = setInterval(() => {
      if (this.#exit === undefined)
        this.#rss.push([(performance.now() - this.#started) / 1000, figuresOf(stage.pid).rss]);
    }, 2000);
  }

  /** `share` of the steady listeners and of the faders: a short run has fewer. */
  static async begin(share: number, movesPerSecond: number): Promise<Stay> {
    const stage = await Stage.start({ inspected: true });
    const specs: EarSpec[] = [];
    for (const [kind, count, frames] of STEADY)
      for (let i = 0; i < Math.max(1, Math.round(count * share)); i++)
        specs.push(
          kind === 'cue'
            ? await cue(stage, `cue-${i}`, frames)
            : await stage.ear(kind, `${kind}-${frames}-${i}`, frames),
        );
    const native = specs.filter(({ kind }) => kind !== 'web');
    const groups = [specs.filter(({ kind }) => kind === 'web'), native];
    const script = new URL('../common/ears.js', import.meta.url);
    const ears = groups.map(() => helper(script, [JSON.stringify(stage.place())]));
    for (const [i, group] of groups.entries()) {
      const { failed } = await ask<FromEars & { type: 'listening' }>(
        ears[i]!,
        { type: 'listen', specs: group },
        'listening',
        120_000,
      );
      if (failed.length > 0) throw new Error(`not let in: ${failed.join(', ')}`);
    }
    const devices = [];
    for (let i = 0; i < FADERS; i++) devices.push(await stage.box.join(`Fader ${i}`, { uuid: `fader-${i}` }));
    const crew = helper(
      new URL('./crew.js', import.meta.url),
      [String(stage.box.webPort), JSON.stringify(devices), String(movesPerSecond)],
      { nice: 2 },
    );
    await answer(crew, 'playing');
    const visitors = await comers(stage, VISITORS, Math.max(1, Math.round(6 * share)), 4000, 0);
    await sleep(3000);
    for (const child of ears) child.send({ type: 'judge' });
    return new Stay(stage, ears, crew, visitors, await Inspector.connect(stage.box));
  }

  get ended(): string | undefined {
    return this.#exit;
  }

  /** With only the steady listeners, so that the memory can be compared. */
  async look(minute: number): Promise<Look> {
    await ask(this.#visitors, { type: 'pause' }, 'paused', 60_000);
    await sleep(1000);
    const { heapUsed: heap } = await this.#inspector.collected();
    const { rss, threads } = figuresOf(this.#stage.pid);
    const descriptors = await this.#descriptors();
    const [cpu, now] = [cpuSeconds(this.#stage.pid), performance.now()];
    const cores = (cpu - this.#cpu) / ((now - this.#cpuAt) / 1000);
    [this.#cpu, this.#cpuAt] = [cpu, now];
    const { ears, losses } = await this.#heard();
    this.#visitors.send({ type: 'go on' });
    return {
      minute,
      rss,
      heap,
      descriptors,
      threads,
      cores,
      lost: { machine: losses.machine.length, box: losses.box.length },
      ended: ears.ended.length,
    };
  }

  /** The minimum within a moment: the crew's requests come and go meanwhile. */
  async #descriptors(): Promise<number> {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 40; i++) {
      least = Math.min(least, figuresOf(this.#stage.pid).descriptors);
      await sleep(50);
    }
    return least;
  }

  async finish(): Promise<Rest> {
    clearInterval(this.#timer);
    const { ears, losses } = await this.#heard();
    const crew = await ask<CrewReport>(this.#crew, { type: 'report' }, 'crew');
    const visits = await ask<VisitorsReport>(this.#visitors, { type: 'report' }, 'visits');
    const { held } = this.#watch;
    const rest: Rest = {
      ears,
      losses,
      crew,
      visits,
      rss: this.#rss,
      held: { times: held.length, longestMs: held.reduce((most, { ms }) => Math.max(most, ms), 0) },
      ended: this.#exit,
    };
    this.#watch.stop();
    this.#inspector.close();
    await Promise.all([...this.#ears, this.#crew, this.#visitors].map(end));
    if (this.#exit === undefined) await this.#stage.stop();
    return rest;
  }

  async #heard(): Promise<{ ears: EarsReport; losses: ReturnType<typeof tellApart> }> {
    const reports = await Promise.all(
      this.#ears.map(
        async (child) => (await ask<FromEars & { type: 'report' }>(child, { type: 'report' }, 'report')).report,
      ),
    );
    const losses = reports.map((report) => tellApart(report.losses, this.#watch, report.still));
    const [first, second] = reports as [EarsReport, EarsReport];
    const ears: EarsReport = {
      listeners: first.listeners + second.listeners,
      frames: first.frames + second.frames,
      wrong: first.wrong + second.wrong,
      faults: [...first.faults, ...second.faults],
      losses: [...first.losses, ...second.losses],
      ended: [...first.ended, ...second.ended],
      gapP50: Math.max(first.gapP50, second.gapP50),
      gapP99: Math.max(first.gapP99, second.gapP99),
      gapMax: Math.max(first.gapMax, second.gapMax),
      still: [...first.still, ...second.still],
    };
    return {
      ears,
      losses: { machine: losses.flatMap(({ machine }) => machine), box: losses.flatMap(({ box }) => box) },
    };
  }
}

/** An engineer who hears another device's mix. */
async function cue(stage: Stage, name: string, frames: number): Promise<EarSpec> {
  const { uuid: mix } = await stage.musician(`${name}-heard`);
  const { uuid, token } = await stage.box.join(name, { uuid: name });
  await stage.box.fetch('/api/engineer', { method: 'POST', token, body: JSON.stringify({ pin: STAGE_PIN }) });
  return { kind: 'web', name, uuid, token, frames, mix };
}

/** Listeners who come and go: half web, half native. */
export async function comers(
  stage: Stage,
  devices: number,
  lanes: number,
  stayMs: number,
  visits: number,
): Promise<ChildProcess> {
  const specs: EarSpec[] = [];
  for (let i = 0; i < devices; i++) {
    const kind = (['web', 'raw', 'web', 'mix'] as const)[Math.floor(i / lanes) % 4]!;
    specs.push(await stage.ear(kind, `visitor-${i}`, 480));
  }
  return helper(
    new URL('./visitors.js', import.meta.url),
    [JSON.stringify(stage.place()), JSON.stringify(specs), String(lanes), String(stayMs), String(visits)],
    { nice: 5 },
  );
}

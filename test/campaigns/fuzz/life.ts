/** One box under fuzz, and the processes around it: the senders, two kinds of listeners, and a probe of its answers. */

import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inspector } from '../../harness/inspector.js';
import type { EarsReport, FromEars } from '../common/ears.js';
import { ask, end, helper } from '../common/helpers.js';
import type { Cable } from '../common/inside.js';
import { MachineWatch, tellApart } from '../common/machine-watch.js';
import { figuresOf, type ProcessFigures } from '../common/process-figures.js';
import { Stage } from '../common/stage.js';
import { HANG_MS } from './batch-run.js';
import type { BatchName } from './door.js';
import { fill } from './fill.js';
import { type Late, Probe } from './probe.js';
import type { FromSender } from './socket-sender.js';
import { PEER_DOORS } from './sockets/all.js';
import type { Target } from './sockets/socket-door.js';
import { NATIVES } from './sockets/sound.js';

const DEVICES = 12;

/** Resident bytes, and how many of them are pages of files: of Node itself, and of the store. */
export type Resident = Pick<ProcessFigures, 'rss' | 'files'>;

export interface Judgement {
  readonly ears: EarsReport;
  readonly lost: { readonly machine: number; readonly box: number };
  readonly answers: number;
  /** Late answers while no thread waited for a processor, and the number of other late ones. */
  readonly late: { readonly machine: number; readonly unexplained: readonly Late[] };
}

export class Life {
  readonly stage: Stage;
  readonly #target: Target;
  readonly #sender: ChildProcess;
  readonly #peer: ChildProcess | undefined;
  readonly #ears: ChildProcess;
  readonly #watch: MachineWatch;
  readonly #inspector: Inspector;
  readonly #probe: Probe;
  readonly #waiting = new Map<number, (ran: FromSender | undefined) => void>();
  #next = 0;
  #exit: { code: number | null; signal: string | null } | undefined;
  #stopping = false;

  private constructor(
    stage: Stage,
    target: Target,
    children: [ChildProcess, ChildProcess | undefined, ChildProcess],
    watch: MachineWatch,
    inspector: Inspector,
    probe: Probe,
  ) {
    [this.stage, this.#target, this.#watch, this.#inspector, this.#probe] = [stage, target, watch, inspector, probe];
    [this.#sender, this.#peer, this.#ears] = children;
    for (const child of [this.#sender, this.#peer])
      child?.on('message', (ran: FromSender) => {
        this.#waiting.get(ran.id)?.(ran);
        this.#waiting.delete(ran.id);
      });
    void stage.box.exited.then((exit) => {
      this.#exit = exit;
      if (this.#stopping) return;
      for (const resolve of this.#waiting.values()) resolve(undefined);
      this.#waiting.clear();
    });
  }

  static async begin(cable: Cable | undefined): Promise<Life> {
    const webrtc = ['--webrtc', 'true', '--media-port', '0'];
    const flags = cable === undefined ? webrtc : [...webrtc, '--host', '0.0.0.0', '--mdns', 'true'];
    const stage = await Stage.start({ flags, inspected: true });
    const devices = await Promise.all(
      Array.from({ length: DEVICES }, (_, i) => stage.box.join(`Fuzz ${i}`, { uuid: `fuzz-${i}` })),
    );
    const specs = [
      await stage.ear('web', 'ear-web', 480),
      await stage.ear('raw', 'ear-raw', 480),
      await stage.ear('mix', 'ear-mix', 240),
    ];
    const ears = helper(new URL('../common/ears.js', import.meta.url), [JSON.stringify(stage.place())]);
    const { failed } = await ask<FromEars & { type: 'listening' }>(ears, { type: 'listen', specs }, 'listening');
    if (failed.length > 0) throw new Error(`the listeners beside the fuzz were not let in: ${failed.join(', ')}`);
    const { webPort, audioPort, nativePort, mqttPort } = stage.box;
    const target: Target = {
      host: cable?.host ?? '127.0.0.1',
      webPort,
      audioPort,
      nativePort,
      mqttPort,
      devices,
      engineer: stage.engineer,
    };
    const script = new URL('./socket-sender.js', import.meta.url);
    const sender = helper(script, [], { nice: 5 });
    const peer = cable === undefined ? undefined : helper(script, [], { nice: 5, ns: cable.ns });
    const probed = await stage.box.join('Probe', { uuid: 'probe' });
    const probe = await Probe.of(webPort, probed, HANG_MS);
    const inspector = await Inspector.connect(stage.box);
    const watch = new MachineWatch([stage.pid, ears.pid!, process.pid]);
    await sleep(1500);
    ears.send({ type: 'judge' });
    const life = new Life(
      stage,
      peer === undefined ? target : { ...target, from: cable!.addresses[0]! },
      [sender, peer, ears],
      watch,
      inspector,
      probe,
    );
    return life;
  }

  get alive(): boolean {
    return this.#exit === undefined;
  }

  obituary(): string {
    const { code, signal } = this.#exit ?? { code: null, signal: null };
    return `the box ended: ${signal ?? `status ${code}`}\n${this.stage.errors().slice(-15).join('\n')}`;
  }

  /** Fills the stores of the devices that the inputs use; the box answers the probe meanwhile. */
  fill(): Promise<void> {
    return fill(this.stage, this.#target.devices, NATIVES);
  }

  give(name: BatchName): Promise<FromSender | undefined> {
    if (!this.alive) return Promise.resolve(undefined);
    const fromPeer = PEER_DOORS.some((door) => door.name === name.door);
    const target = fromPeer ? this.#target : { ...this.#target, host: '127.0.0.1' };
    const id = this.#next++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      (fromPeer ? this.#peer! : this.#sender).send({ type: 'run', id, name, target });
    });
  }

  /** Runs one batch alone; returns the worst delay of an answer meanwhile that no wait for a processor explains, ms. */
  async lateness(name: BatchName): Promise<{ readonly ms: number; readonly ran: FromSender | undefined }> {
    this.#probe.late.length = 0;
    const ran = await this.give(name);
    await sleep(300);
    const ms = Math.max(
      0,
      ...this.#probe.late.map(({ fromMs, toMs }) => toMs - fromMs - this.#watch.longest(fromMs - 100, toMs)),
    );
    return { ms, ran };
  }

  /** Memory of the box, right after the threads that make garbage have collected it. */
  async memory(): Promise<Resident> {
    for (let i = 0; i < 3; i++) {
      await this.#inspector.collected();
      await this.#inspector.collectIn('stream');
      await sleep(200);
    }
    return figuresOf(this.stage.pid);
  }

  async judged(): Promise<Judgement> {
    const { report: ears } = await ask<FromEars & { type: 'report' }>(this.#ears, { type: 'report' }, 'report');
    const apart = tellApart(ears.losses, this.#watch, ears.still);
    const held = ({ fromMs, toMs }: { fromMs: number; toMs: number }) =>
      toMs - fromMs - this.#watch.longest(fromMs - 100, toMs) <= HANG_MS;
    const machine = this.#probe.late.filter(held).length;
    const unexplained = this.#probe.late.filter((one) => !held(one));
    return {
      ears,
      lost: { machine: apart.machine.length, box: apart.box.length },
      late: { machine, unexplained },
      answers: this.#probe.answers,
    };
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#probe.stop();
    this.#watch.stop();
    this.#inspector.close();
    await Promise.all(
      [this.#sender, this.#peer, this.#ears].flatMap((child) => (child === undefined ? [] : [end(child)])),
    );
    if (this.alive) await this.stage.stop();
  }
}

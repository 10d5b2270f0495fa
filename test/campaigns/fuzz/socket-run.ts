/**
 * Inputs through real sockets into a running box, beside listeners and a probe of its answers. A box that ends is
 * started again, and the batches in transit are repeated one by one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../../../src/base/clock.js';
import type { EarsReport } from '../common/ears.js';
import type { Cable } from '../common/inside.js';
import { HANG_MS, TENTHS } from './batch-run.js';
import type { BatchName } from './door.js';
import type { Findings } from './findings.js';
import { Life, type Resident } from './life.js';
import { PEER_DOORS, SOCKET_DOORS } from './sockets/all.js';
import type { SocketDoor } from './sockets/socket-door.js';

/** Batches in transit at once. */
const LANES = 8;
export interface SocketPlan {
  readonly seed: string;
  readonly inputs: number;
  readonly untilMs: number;
  readonly cable: Cable | undefined;
  readonly only: readonly string[];
}

export interface SocketResult {
  readonly inputs: number;
  readonly doors: ReadonlyMap<string, { inputs: number; ms: number }>;
  readonly ends: number;
  /** Memory of the box as it begins, and with full stores; no input was given yet. */
  readonly before: readonly Resident[];
  /** Memory of the box after each tenth of the inputs. */
  readonly memory: readonly Resident[];
  readonly ears: EarsReport;
  /** Losses that the machine explains, and the other ones. */
  readonly lost: { readonly machine: number; readonly box: number };
  readonly answers: number;
  /** Answers later than 100 ms: held back by the machine, or confirmed when the batch ran alone. */
  readonly late: { readonly machine: number; readonly once: number; readonly again: number };
}

interface Lane {
  readonly name: BatchName;
  readonly fromMs: number;
  toMs: number;
}

export class SocketRun {
  readonly #plan: SocketPlan;
  readonly #findings: Findings;
  readonly #done = new Map<string, { inputs: number; ms: number }>();
  /** Recent batches, for faults that are noticed afterwards. */
  #recent: Lane[] = [];
  #inputs = 0;

  constructor(plan: SocketPlan, findings: Findings) {
    [this.#plan, this.#findings] = [plan, findings];
  }

  async run(): Promise<SocketResult> {
    const { cable, untilMs } = this.#plan;
    let ends = 0;
    let life = await Life.begin(cable);
    const before = [await life.memory()];
    await life.fill();
    before.push(await life.memory());
    const memory: Resident[] = [];
    let batch = 0;
    const suspects: BatchName[] = [];
    const doors = this.#doors();
    while (this.#inputs < this.#plan.inputs && Date.now() < untilMs && ends < 10) {
      const stopAt = (this.#plan.inputs * (memory.length + 1)) / TENTHS;
      const alive = life;
      const lane = async () => {
        while (this.#inputs < stopAt && Date.now() < untilMs && alive.alive) await this.#batch(alive, doors, batch++);
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      if (!life.alive) {
        ends++;
        const now = monotonicMs();
        const onTheirWay = this.#recent.filter(({ toMs }) => toMs > now - 3000).map(({ name }) => name);
        await this.#whoEnded(onTheirWay, life.obituary());
        await life.stop();
        life = await Life.begin(cable);
      } else memory.push(await life.memory());
    }
    const { ears, lost, late, answers } = await life.judged();
    for (const { fromMs, toMs } of late.unexplained)
      suspects.push(...this.#recent.filter((one) => one.fromMs <= toMs && one.toMs >= fromMs).map(({ name }) => name));
    const again = await this.#slowAgain(life, suspects);
    await life.stop();
    return {
      inputs: this.#inputs,
      doors: this.#done,
      ends,
      before,
      memory,
      ears,
      lost,
      answers,
      late: { machine: late.machine, once: late.unexplained.length, again },
    };
  }

  #doors(): readonly SocketDoor[] {
    const all = this.#plan.cable === undefined ? SOCKET_DOORS : [...SOCKET_DOORS, ...PEER_DOORS];
    const { only } = this.#plan;
    return only.length === 0 ? all : all.filter(({ name }) => only.includes(name));
  }

  /** One batch of the door that is furthest behind its share. */
  async #batch(life: Life, doors: readonly SocketDoor[], batch: number): Promise<void> {
    const lag = (door: SocketDoor) => (this.#done.get(door.name)?.inputs ?? 0) / door.share;
    const door = doors.reduce((least, one) => (lag(one) < lag(least) ? one : least));
    const row = this.#done.get(door.name) ?? { inputs: 0, ms: 0 };
    this.#done.set(door.name, row);
    row.inputs += door.inputsPerBatch;
    const lane: Lane = {
      name: { seed: this.#plan.seed, door: door.name, batch },
      fromMs: monotonicMs(),
      toMs: Number.POSITIVE_INFINITY,
    };
    this.#recent.push(lane);
    if (this.#recent.length > 20_000) this.#recent = this.#recent.slice(-10_000);
    const ran = await life.give(lane.name);
    lane.toMs = monotonicMs();
    row.ms += ran?.ms ?? 0;
    this.#inputs += ran?.inputs ?? 0;
    if (ran?.fault !== undefined && life.alive)
      this.#findings.add({ kind: 'fault', what: ran.fault, name: lane.name, index: -1, input: '' });
  }

  /** Repeats the batches in transit one by one, on a new box each time one ends it. */
  async #whoEnded(names: readonly BatchName[], obituary: string): Promise<void> {
    for (const name of names) {
      const life = await Life.begin(this.#plan.cable);
      await life.give(name);
      await sleep(500);
      const guilty = !life.alive;
      const what = guilty ? life.obituary() : '';
      await life.stop();
      if (!guilty) continue;
      this.#findings.add({ kind: 'end', what, name, index: -1, input: '' });
      return;
    }
    this.#findings.add({
      kind: 'end',
      what: `${obituary} (not again by any batch alone: ${names.map(({ door, batch }) => `${door} ${batch}`).join(', ')})`,
      name: names[0] ?? { seed: this.#plan.seed, door: 'none', batch: 0 },
      index: -1,
      input: '',
    });
  }

  /** Batches that delay the box again, three times out of three, when they run alone. */
  async #slowAgain(life: Life, suspects: readonly BatchName[]): Promise<number> {
    const unique = [...new Map(suspects.map((name) => [`${name.door} ${name.batch}`, name])).values()].slice(0, 16);
    let found = 0;
    for (const name of unique) {
      let least = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 3 && least > HANG_MS && life.alive; i++)
        least = Math.min(least, (await life.lateness(name)).ms);
      if (least <= HANG_MS || !life.alive) continue;
      found++;
      this.#findings.add({
        kind: 'hang',
        what: `others waited ${least.toFixed(0)} ms for an answer, three times in a row`,
        name,
        index: -1,
        input: '',
      });
    }
    return found;
  }
}

/**
 * One flood beside a musician who moves a fader, one who watches, and one who listens: first without it, then with it.
 */

import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EarsReport, FromEars } from '../common/ears.js';
import { answer, ask, end, helper } from '../common/helpers.js';
import { AIR_MBIT, type Cable } from '../common/inside.js';
import { MachineWatch, tellApart } from '../common/machine-watch.js';
import { figuresOf } from '../common/process-figures.js';
import { Stage } from '../common/stage.js';
import type { AttackerReport } from './attacker.js';
import type { Aim, Flood } from './flood.js';
import type { WitnessReport } from './witness.js';

export interface Figures {
  readonly witness: WitnessReport;
  readonly ears: EarsReport;
  readonly lost: { readonly machine: number; readonly box: number };
  /** Growth of the box with its children, bytes: the maximum during the flood less the maximum before. */
  readonly grown: number;
}

export interface Round {
  readonly flood: Flood;
  readonly quiet: Figures;
  readonly flooded: Figures;
  readonly counts: Readonly<Record<string, number>>;
  /** How the box ended, if it did. */
  readonly ended: string | undefined;
}

/** In the first seconds new memory pages are set up and code is compiled, flood or not. */
const WARM_UP_MS = 4000;
const MIB = 1024 * 1024;

export { AIR_MBIT, MIB };

export async function round(
  flood: Flood,
  seconds: number,
  quietSeconds: number,
  cable: Cable | undefined,
): Promise<Round> {
  const flags = cable === undefined ? [] : ['--host', '0.0.0.0', '--mdns', 'true'];
  const stage = await Stage.start({ flags });
  const { box } = stage;
  let exit: { code: number | null; signal: string | null } | undefined;
  void box.exited.then((how) => {
    exit = how;
  });
  const children: ChildProcess[] = [];
  let watch: MachineWatch | undefined;
  try {
    const ears = helper(new URL('../common/ears.js', import.meta.url), [JSON.stringify(stage.place())]);
    children.push(ears);
    await ask<FromEars & { type: 'listening' }>(
      ears,
      { type: 'listen', specs: [await stage.ear('web', 'listener', 480)] },
      'listening',
    );
    const mover = await box.join('Mover', { uuid: 'mover' });
    const watcher = await box.join('Watcher', { uuid: 'watcher' });
    const witness = helper(new URL('./witness.js', import.meta.url), [
      String(box.webPort),
      JSON.stringify(mover),
      JSON.stringify(watcher),
    ]);
    children.push(witness);
    await answer(witness, 'ready');
    watch = new MachineWatch([stage.pid, ears.pid!]);
    await sleep(WARM_UP_MS);
    const quiet = await measure(stage, ears, witness, watch, quietSeconds);
    const aim: Aim = {
      host: cable?.host ?? '127.0.0.1',
      webPort: box.webPort,
      audioPort: box.audioPort,
      nativePort: box.nativePort,
      mqttPort: box.mqttPort,
      addresses: cable?.addresses ?? [],
    };
    const attacker = helper(new URL('./attacker.js', import.meta.url), [flood.name, JSON.stringify(aim)], {
      nice: 10,
      ...(cable === undefined ? {} : { ns: cable.ns }),
    });
    children.push(attacker);
    await sleep(500);
    const flooded = await measure(stage, ears, witness, watch, seconds);
    const { counts } = await ask<AttackerReport>(attacker, { type: 'stop' }, 'done', 10_000).catch(() => ({
      counts: {},
    }));
    const ended =
      exit === undefined
        ? undefined
        : `${exit.signal ?? `status ${exit.code}`}: ${stage.errors().slice(-3).join(' / ')}`;
    return { flood, quiet, flooded, counts, ended };
  } finally {
    watch?.stop();
    await Promise.all(children.map(end));
    await stage.stop();
  }
}

async function measure(
  stage: Stage,
  ears: ChildProcess,
  witness: ChildProcess,
  watch: MachineWatch,
  seconds: number,
): Promise<Figures> {
  ears.send({ type: 'judge' });
  witness.send({ type: 'begin' });
  const resident = (): number => {
    try {
      const { rss, childrenRss } = figuresOf(stage.pid);
      return rss + childrenRss;
    } catch {
      return 0;
    }
  };
  const before = resident();
  let most = before;
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    await sleep(200);
    most = Math.max(most, resident());
  }
  const [{ report }, moved] = await Promise.all([
    ask<FromEars & { type: 'report' }>(ears, { type: 'report' }, 'report'),
    ask<WitnessReport>(witness, { type: 'report' }, 'report'),
  ]);
  const apart = tellApart(report.losses, watch, report.still);
  return {
    witness: moved,
    ears: report,
    lost: { machine: apart.machine.length, box: apart.box.length },
    grown: most - before,
  };
}

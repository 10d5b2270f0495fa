/** Thousands of listeners come, go and die beside some who stay and must not be disturbed. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EarsReport, FromEars } from '../common/ears.js';
import { answer, ask, end, helper } from '../common/helpers.js';
import { MachineWatch, tellApart } from '../common/machine-watch.js';
import { Stage } from '../common/stage.js';
import { comers } from '../soak/stay.js';
import type { VisitorsReport } from '../soak/visitors.js';

export interface ComingsResult {
  readonly visits: VisitorsReport;
  readonly ears: EarsReport;
  readonly lost: { readonly machine: number; readonly box: number };
  readonly seconds: number;
  readonly ended: string | undefined;
}

const LANES = 8;
/** Longest stay, ms. */
const STAY_MS = 150;

export async function comings(visits: number, patienceMs: number): Promise<ComingsResult> {
  const stage = await Stage.start();
  let ended: string | undefined;
  void stage.box.exited.then(({ code, signal }) => {
    ended = `${signal ?? `status ${code}`}: ${stage.errors().slice(-3).join(' / ')}`;
  });
  const ears = helper(new URL('../common/ears.js', import.meta.url), [JSON.stringify(stage.place())]);
  const specs = [];
  for (const [kind, frames] of [
    ['web', 480],
    ['web', 128],
    ['raw', 480],
    ['mix', 240],
    ['udp', 240],
  ] as const)
    specs.push(await stage.ear(kind, `stays-${kind}-${frames}`, frames));
  const { failed } = await ask<FromEars & { type: 'listening' }>(ears, { type: 'listen', specs }, 'listening');
  if (failed.length > 0) throw new Error(`not let in: ${failed.join(', ')}`);
  const watch = new MachineWatch([stage.pid, ears.pid!]);
  await sleep(2000);
  ears.send({ type: 'judge' });
  const started = performance.now();
  const visitors = await comers(stage, 32, LANES, STAY_MS, visits);
  const seen = await answer<VisitorsReport>(visitors, 'visits', patienceMs);
  const seconds = (performance.now() - started) / 1000;
  const { report } = await ask<FromEars & { type: 'report' }>(ears, { type: 'report' }, 'report');
  const apart = tellApart(report.losses, watch, report.still);
  watch.stop();
  const how = ended;
  await Promise.all([end(visitors), end(ears)]);
  await stage.stop();
  return {
    visits: seen,
    ears: report,
    lost: { machine: apart.machine.length, box: apart.box.length },
    seconds,
    ended: how,
  };
}

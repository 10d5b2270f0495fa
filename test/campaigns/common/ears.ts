/**
 * Listeners in a separate process:   ears <place as JSON> Messages say which devices
 * listen, when to judge, and when to report.
 */
import { monotonicMs } from '../../../src/base/clock.js';
import { type Ear, type EarSpec, listen, type Place } from './ear.js';
import type { Loss } from './judge.js';

export type ToEars =
  | { readonly type: 'listen'; readonly specs: readonly EarSpec[] }
  | { readonly type: 'judge' }
  | { readonly type: 'report' };

export interface EarsReport {
  readonly listeners: number;
  readonly frames: number;
  readonly wrong: number;
  /** The first wrong sample of each listener that has one. */
  readonly faults: readonly string[];
  readonly losses: readonly Loss[];
  /** Listeners that ended, and why. */
  readonly ended: readonly string[];
  /** Between two packets of one listener, ms. */
  readonly gapP50: number;
  readonly gapP99: number;
  readonly gapMax: number;
  /** Times in which this process itself stalled. */
  readonly still: readonly { readonly fromMs: number; readonly toMs: number }[];
}

export type FromEars =
  | { readonly type: 'listening'; readonly failed: readonly string[] }
  | { readonly type: 'report'; readonly report: EarsReport };

const TICK_MS = 5;
/** A tick counts as late from this delay on, ms. */
const LATE_MS = 20;

const place = JSON.parse(process.argv[2]!) as Place;
const ears: Ear[] = [];
let still: { fromMs: number; toMs: number }[] = [];
let lastTick = monotonicMs();
setInterval(() => {
  const now = monotonicMs();
  if (now - lastTick > TICK_MS + LATE_MS) still.push({ fromMs: lastTick, toMs: now });
  lastTick = now;
}, TICK_MS);

async function begin(specs: readonly EarSpec[]): Promise<void> {
  const failed: string[] = [];
  for (const spec of specs) {
    const ear = listen(place, spec);
    ears.push(ear);
    const late = new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error(`${spec.name}: no sound for 20 s`)), 20_000).unref(),
    );
    await Promise.race([ear.playing, late]).catch((error: Error) => failed.push(error.message));
  }
  process.send!({ type: 'listening', failed } satisfies FromEars);
}

function report(): EarsReport {
  const gaps = ears.flatMap(({ judge }) => judge.gaps).sort((a, b) => a - b);
  const at = (part: number) => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * part))] ?? 0;
  const sum = (pick: (ear: Ear) => number) => ears.reduce((total, ear) => total + pick(ear), 0);
  return {
    listeners: ears.filter(({ ended }) => ended === undefined).length,
    frames: sum(({ judge }) => judge.frames),
    wrong: sum(({ judge }) => judge.wrong),
    faults: ears.flatMap(({ judge, spec }) =>
      judge.firstWrong === undefined ? [] : [`${spec.name}: ${judge.firstWrong}`],
    ),
    losses: ears.flatMap(({ judge }) => judge.losses),
    ended: ears.flatMap(({ ended, spec }) => (ended === undefined ? [] : [`${spec.name}: ${ended}`])),
    gapP50: at(0.5),
    gapP99: at(0.99),
    gapMax: at(1),
    still,
  };
}

process.on('message', (told: ToEars) => {
  if (told.type === 'listen') void begin(told.specs);
  else if (told.type === 'judge') {
    still = [];
    for (const { judge } of ears) judge.start();
  } else process.send!({ type: 'report', report: report() } satisfies FromEars);
});
process.on('disconnect', () => process.exit(0));

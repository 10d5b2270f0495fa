/** Counters since the tap on Listen, over all rungs tried: each rung counts from zero. Pure. */
import { emptyStats, type PlayoutStats } from '../../playout/playout-types.js';

const COUNTED = [
  'underruns',
  'losses',
  'concealedFrames',
  'silentFrames',
  'deviceGaps',
  'deviceGapFrames',
] as const satisfies readonly (keyof PlayoutStats)[];

export type Totals = Readonly<Record<(typeof COUNTED)[number], number>>;

/** The sum of the earlier totals and the present rung's counters. */
export function addTotals(before: Totals, stats: Totals = emptyStats()): Totals {
  return Object.fromEntries(COUNTED.map((name) => [name, before[name] + stats[name]])) as unknown as Totals;
}

export const NOTHING: Totals = addTotals(emptyStats());

/** What went on while the page was hidden. Pure. */
import type { AwayFigures } from './findings.js';

/** Moments in ms of one clock. */
export interface AwayRecord {
  readonly fromMs: number;
  readonly toMs: number;
  /** Seconds that the audio clock went meanwhile. */
  readonly audioSeconds: number;
  readonly pageTicks: readonly number[];
  readonly workerTicks: readonly number[];
  readonly answers: readonly number[];
  readonly states: readonly string[];
}

/** Pauses between ticks of both timers, and between questions to the box, ms. */
export const TICK_MS = 100;
export const ASK_MS = 500;

export function awayFigures(record: AwayRecord): AwayFigures {
  const { fromMs, toMs } = record;
  const awayMs = Math.max(1, toMs - fromMs);
  const share = (partMs: number) => Math.min(100, Math.max(0, Math.round((100 * partMs) / awayMs)));
  const within = (moments: readonly number[], everyMs: number) =>
    share(moments.filter((moment) => moment >= fromMs && moment <= toMs).length * everyMs);
  return {
    seconds: Math.round(awayMs / 100) / 10,
    sound: share(record.audioSeconds * 1000),
    page: within(record.pageTicks, TICK_MS),
    worker: within(record.workerTicks, TICK_MS),
    answers: within(record.answers, ASK_MS),
    states: record.states,
  };
}

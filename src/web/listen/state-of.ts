/** The player's state for the page, from what is known of the playback and of the output. Pure. */
import type { ListenCause, ListenFloor, ListenState, ListenStatus } from './listener-api.js';
import type { PlaybackReport } from './output/playback.js';
import { addTotals, type Totals } from './totals.js';

export interface Known {
  readonly status: ListenStatus;
  readonly cause: ListenCause | null;
  readonly floor: ListenFloor;
  /** The rung in use; undefined without one. */
  readonly rung: { readonly path: ListenState['path'] } | undefined;
  readonly report: PlaybackReport | undefined;
  /** Counters of the rungs that were given up. */
  readonly before: Totals;
  readonly delayMs: number | null;
  readonly soundless: boolean;
  readonly outputMs: number | null;
  /** Output that the browser's own audio thread lost, ms. */
  readonly outputLostMs: number;
  /** Sample rate of the audio context, Hz. */
  readonly rate: number;
  readonly lockScreen: boolean;
}

export function stateOf(known: Known): ListenState {
  const { status, cause, floor, rung, delayMs, soundless, outputMs, lockScreen } = known;
  const stats = known.report?.stats;
  const totals = addTotals(known.before, stats);
  const toMs = (frames: number) => (frames * 1000) / known.rate;
  return {
    status,
    cause,
    path: rung?.path ?? null,
    floor,
    delayMs,
    soundless,
    fillMs: stats?.fillMs ?? 0,
    targetMs: stats?.targetMs ?? 0,
    underruns: totals.underruns,
    concealedMs: toMs(totals.concealedFrames + totals.silentFrames),
    silentMs: toMs(totals.silentFrames),
    lostMs: toMs(totals.deviceGapFrames) + known.outputLostMs,
    ratioPpm: stats?.ppm ?? 0,
    outputMs,
    muted: stats?.muted ?? false,
    lockScreen,
  };
}

/** The page's report to the box about listening, once per second. It also asks for the box's time. Pure. */
import type { ListenState } from './listener-api.js';
import type { Totals } from './totals.js';

/** @param askedAtMs returned with the box's answer. */
export function reportOf(state: ListenState, { losses, deviceGaps }: Totals, askedAtMs: number) {
  return {
    t0: askedAtMs,
    fillMs: Math.round(state.fillMs * 10) / 10,
    targetMs: Math.round(state.targetMs * 10) / 10,
    underruns: state.underruns,
    losses,
    concealedMs: Math.round(state.concealedMs),
    deviceGaps,
    ratioPpm: Math.round(state.ratioPpm),
    path: state.path ?? '',
    status: state.status,
    cause: state.cause ?? '',
    ...(state.delayMs === null ? {} : { delayMs: Math.round(state.delayMs) }),
    ...(state.outputMs === null ? {} : { outputMs: Math.round(state.outputMs) }),
  };
}

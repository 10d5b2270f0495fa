/** What the delay is made of, how good it is, and why it is high. Pure. */
import type { ListenState } from './listener-api.js';

/** People play to what is below the first bound; above the second it disturbs everybody. */
const GOOD_MS = 25;
const FAIR_MS = 60;
/** Waiting sound that an even network needs at most, ms. */
const EVEN_MS = 20;

export type DelayGrade = 'good' | 'fair' | 'poor';
/** `chosen`: the musician chose Safe. `uneven`: packets come unevenly. `slow`: they are long on their way. */
export type DelayReason = 'chosen' | 'busy' | 'uneven' | 'slow';

export interface DelayParts {
  /** Box and network, ms. */
  readonly networkMs: number;
  /** Sound that waits in this page, ms. */
  readonly bufferMs: number;
  /** What the device's own output adds besides, ms; null where the browser reports none. */
  readonly outputMs: number | null;
}

/** @param delayMs from the source to the page's output. */
export function gradeOf(delayMs: number): DelayGrade {
  if (delayMs < GOOD_MS) return 'good';
  return delayMs < FAIR_MS ? 'fair' : 'poor';
}

/** Null while the delay is not known. */
export function partsOf({ delayMs, fillMs, outputMs }: ListenState): DelayParts | null {
  if (delayMs === null) return null;
  const bufferMs = Math.min(delayMs, fillMs);
  return { networkMs: delayMs - bufferMs, bufferMs, outputMs };
}

/** The one reason to show for a delay that is not good; null if it is, or if nothing stands out. */
export function reasonOf(state: ListenState): DelayReason | null {
  const parts = partsOf(state);
  if (parts === null || state.delayMs === null || gradeOf(state.delayMs) === 'good') return null;
  if (state.cause === 'busy') return 'busy';
  if (parts.networkMs > parts.bufferMs) return 'slow';
  if (state.floor === 'safe') return 'chosen';
  return parts.bufferMs > EVEN_MS ? 'uneven' : null;
}

/** How well this device is served: by the delay and by the link, the worse of both. Pure. */
import { type DelayGrade, gradeOf } from './delay-parts.js';
import type { ListenState } from './listener-api.js';

/** How bad each cause is that disturbs listening; a cause that is not named is no fault of the link. */
export const CAUSE_GRADES: Readonly<Record<string, DelayGrade>> = {
  'source-gone': 'poor',
  'box-gone': 'poor',
  asleep: 'poor',
  busy: 'poor',
  'weak-wifi': 'poor',
  bluetooth: 'fair',
};

/** The higher, the worse. */
export const RANK: Readonly<Record<DelayGrade, number>> = { good: 0, fair: 1, poor: 2 };

/** Whether a delay is shown: sound plays and is heard. */
export function hasDelay(state: ListenState): state is ListenState & { readonly delayMs: number } {
  return state.status === 'playing' && !state.soundless && !state.muted && state.delayMs !== null;
}

/** `reached`: the box answers. Sound that does not come is poor. */
export function serviceOf(state: ListenState, reached: boolean): DelayGrade {
  const link: DelayGrade = !reached || state.soundless || state.status === 'paused' ? 'poor' : 'good';
  const cause = CAUSE_GRADES[`${state.cause}`] ?? (state.status === 'playing' ? 'good' : 'fair');
  const delay = hasDelay(state) ? gradeOf(state.delayMs) : 'good';
  return [link, cause, delay].reduce((worst, each) => (RANK[each] > RANK[worst] ? each : worst));
}

/** Whether the same page over https, where the browser has better ways to play, is worth offering. Pure. */
import type { ListenState } from './listener-api.js';

/** More delay than this is worth a try, ms. */
const LONG_MS = 80;
/** Running empty now and then is Wi-Fi; more often, and the page's main thread may be to blame. */
const MANY_UNDERRUNS = 3;

/** Nothing is offered to somebody who plays without trouble, or does not play. */
export function secureHelps(state: ListenState | undefined, isSecure: boolean): boolean {
  if (isSecure || state === undefined || state.cause === 'bluetooth') return false;
  return (
    state.status === 'failed' ||
    state.cause === 'busy' ||
    state.underruns >= MANY_UNDERRUNS ||
    (state.status === 'playing' && state.delayMs !== null && state.delayMs > LONG_MS)
  );
}

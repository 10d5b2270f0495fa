/** Whether to offer the same page over https, where the browser has better rungs. Pure. */
import type { ListenState } from './listener-api.js';

/** More delay than this is worth a try, ms. */
const LONG_MS = 60;

/** No offer to a musician who plays without trouble, or does not play. */
export function secureHelps(state: ListenState | undefined, isSecure: boolean): boolean {
  if (isSecure || state === undefined || state.cause === 'bluetooth') return false;
  return (
    state.status === 'failed' ||
    state.cause === 'busy' ||
    // The page's main thread may be what makes the packets late.
    state.cause === 'weak-wifi' ||
    (state.status === 'playing' && state.delayMs !== null && state.delayMs > LONG_MS)
  );
}

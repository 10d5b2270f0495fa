/**
 * The scheduling priority of a thread. Linux keeps niceness per thread, and 0 names the calling thread.
 */
import { setPriority } from 'node:os';

/** Niceness of the threads that carry sound; the service's LimitNICE permits it. */
const AUDIO_NICENESS = -15;

/**
 * Gives the calling thread priority over ordinary ones. Returns false, and
 * changes nothing, where that is not permitted.
 */
export function raiseThreadPriority(): boolean {
  try {
    setPriority(0, AUDIO_NICENESS);
    return true;
  } catch {
    return false;
  }
}

/**
 * The place of a thread in the processor's queue. Linux keeps niceness per thread, and 0 means the thread that asks.
 */
import { setPriority } from 'node:os';

/** Niceness of the threads that sound depends on: what the service's LimitNICE permits. */
export const AUDIO_NICENESS = -15;

/** Puts the calling thread before the ordinary ones. False where it is not permitted; nothing changes then. */
export function hurryThread(): boolean {
  try {
    setPriority(0, AUDIO_NICENESS);
    return true;
  } catch {
    return false;
  }
}

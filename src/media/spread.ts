/**
 * When there are many sessions, their packets of one frame do not leave at once. At the radio, 25 packets in a row
 * would wait for each other. Each session has a place in the row, and keeps its delay. Pure.
 */

/** Up to so many sessions, every packet leaves at once; beyond, so many leave together. */
const AT_ONCE = 10;
/** Pause between two groups, ms: what a timer can do. */
export const STEP_MS = 1;

/**
 * Into how many groups the packets of frames of `frameMs` are divided, at least 1. The last one leaves a pause before
 * the next frame.
 */
export function groupsFor(sessions: number, frameMs: number): number {
  if (sessions <= AT_ONCE) return 1;
  const wanted = Math.ceil(sessions / AT_ONCE);
  return Math.max(1, Math.min(wanted, Math.floor(frameMs / STEP_MS) - 1));
}

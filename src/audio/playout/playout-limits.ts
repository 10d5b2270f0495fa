/**
 * When playout judges, jumps, waits and gives up. Pure.
 */

/** How often the target and the speed are set. */
export const EVALUATE_MS = 500;
/** A fill this far above the target for a second is cut by one jump instead of speed. */
export const JUMP_MS = 40;
/** The same after the device skipped output or the musician chose another floor. */
export const JUMP_AFTER_GAP_MS = 15;
/** No render call for so long: the device slept. */
export const SLEPT_MS = 500;
/** For so long after the start a buffer that runs empty says more about the page's start than about the network. */
export const SETTLING_IN_MS = 2000;
/** After a gap: the newest packet is this near to where the median expects it. */
export const SETTLED_MS = 10;
/** Render calls to wait for that; then the network has changed for good. 64 of 128 frames are 0.17 s. */
export const SETTLE_CALLS = 64;
/** Gaps longer than this are no reason for a higher target: spikes are concealed, not chased. */
export const HOPELESS_GAP_MS = 40;

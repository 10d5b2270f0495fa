/**
 * Time limits of playout: when it evaluates, jumps, waits and gives up. Pure.
 */

/** How often the target and the speed are set, ms. */
export const EVALUATE_MS = 500;
/** A fill this far above the target for a second is cut by a jump instead of a speed change, ms. */
export const JUMP_MS = 40;
/** The same limit after the device skipped output, or the musician chose another floor. */
export const JUMP_AFTER_GAP_MS = 15;
/** Without a render call for this long, the device was asleep. */
export const SLEPT_MS = 500;
/** Within this time after the start, an empty buffer says more about the page's start than about the network. */
export const SETTLING_IN_MS = 2000;
/** After a gap, the newest packet must be this close to where the median expects it. */
export const SETTLED_MS = 10;
/** Render calls to wait for that; after these, the network has changed for good. 64 calls of 128 frames are 0.17 s. */
export const SETTLE_CALLS = 64;
/** A gap longer than this does not raise the target: spikes are concealed, not followed. */
export const HOPELESS_GAP_MS = 40;

/**
 * The doorbell: wakes the event loop of another thread of this process. Cheaper and steadier than `postMessage` or
 * `Atomics.waitAsync`: ringing allocates nothing, makes no garbage and schedules no promise. Pure: types only.
 */

/** Number of a bell; any thread may ring it. Never 0. Never used again within the life of the process. */
export type BellHandle = number;

export interface Bells {
  /**
   * Makes a bell whose `callback` runs in this thread's event loop, once for all rings since it last ran. The bell
   * keeps no event loop alive, and goes with its thread. 64 at once; throws `bell-full` beyond.
   */
  createBell(callback: () => void): BellHandle;
  /** Rings. Any thread, wait-free but for the bell's own closing; false once the bell is gone. */
  ringBell(bell: BellHandle): boolean;
  /** Takes the bell away; only the thread that made it. False where it is gone or another's. */
  closeBell(bell: BellHandle): boolean;
}

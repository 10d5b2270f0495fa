/**
 * A waker: wakes the event loop of another thread of this process. It is cheaper and steadier than `postMessage` or
 * `Atomics.waitAsync`: a wake-up allocates nothing and schedules no promise. Pure: types only.
 */

/** Number of a bell; any thread may ring it. Never 0, and never reused during the life of the process. */
type BellHandle = number;

export interface Bells {
  /**
   * Creates a bell. Its `callback` runs in this thread's event loop, once for all rings since it last ran. The bell
   * keeps no event loop alive, and ends with its thread. At most 64 exist at once; beyond that it throws `bell-full`.
   */
  createBell(callback: () => void): BellHandle;
  /** Rings the bell. Any thread; waits only while the bell itself is being closed. False once the bell is gone. */
  ringBell(bell: BellHandle): boolean;
  /** Closes the bell. Only the thread that created it may do so. False if it is gone, or belongs to another thread. */
  closeBell(bell: BellHandle): boolean;
}

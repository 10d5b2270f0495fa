/**
 * A waker: wakes the event loop of another thread of this process. It is cheaper and steadier than `postMessage` or
 * `Atomics.waitAsync`: a wake-up allocates nothing and schedules no promise. Pure: types only.
 */

/** Number of a waker; any thread may use it. Never 0, and never reused during the life of the process. */
type WakerHandle = number;

export interface Wakers {
  /**
   * Creates a waker. Its `callback` runs in this thread's event loop, once for all wake-ups since it last ran. The
   * waker keeps no event loop alive, and ends with its thread. At most 64 exist at once; beyond that it throws
   * `waker-full`.
   */
  createWaker(callback: () => void): WakerHandle;
  /** Any thread; waits only while the waker itself is being closed. False once the waker is gone. */
  wake(waker: WakerHandle): boolean;
  /** Only the thread that created the waker may close it. False if it is gone, or belongs to another thread. */
  closeWaker(waker: WakerHandle): boolean;
}

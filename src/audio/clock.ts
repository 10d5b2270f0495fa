/**
 * One clock for every thread: CLOCK_MONOTONIC in milliseconds, the same origin as `clock_gettime` in native code.
 *
 * `performance.now()` will not do: its origin differs from worker to worker. `process.hrtime()` reads the bare clock, and
 * its little array never reaches the heap once the calling loop is compiled, so a period costs no garbage.
 */
export function monotonicMs(): number {
  const time = process.hrtime();
  return time[0] * 1e3 + time[1] / 1e6;
}

/**
 * One clock for every thread: CLOCK_MONOTONIC in milliseconds, the same origin as `clock_gettime` in native code.
 *
 * `performance.now()` will not do: its origin differs from worker to worker, and its result is an object on the heap,
 * as is the array of `process.hrtime()`. A BigInt that goes straight into memory never becomes an object once the
 * code is compiled, so a reading costs no garbage.
 */
const nanoseconds = new BigUint64Array(1);
const words = new Uint32Array(nanoseconds.buffer);
const time = new Float64Array(1);

function read(): void {
  nanoseconds[0] = process.hrtime.bigint();
  time[0] = (words[1]! * 0x1_0000_0000 + words[0]!) / 1e6;
}

/** Now, ms. Any thread. */
export function monotonicMs(): number {
  // By way of memory: short enough to be inlined everywhere, where a returned number need not be an object.
  read();
  return time[0]!;
}

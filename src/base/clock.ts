/**
 * The clock of every thread: CLOCK_MONOTONIC in milliseconds, with the same origin as `clock_gettime` in native code.
 *
 * `performance.now()` does not work here: its origin differs between workers, and its result is an object on the heap.
 * So is the array of `process.hrtime()`. A BigInt that is written straight into memory never becomes an object in
 * compiled code, so a reading makes no garbage.
 */
const nanoseconds = new BigUint64Array(1);
const words = new Uint32Array(nanoseconds.buffer);
const time = new Float64Array(1);

function read(): void {
  nanoseconds[0] = process.hrtime.bigint();
  time[0] = (words[1]! * 0x1_0000_0000 + words[0]!) / 1e6;
}

/** Present time, ms. Any thread. */
export function monotonicMs(): number {
  // The value passes through memory: so this function is short enough to be
  // inlined, and its result need not be an object.
  read();
  return time[0]!;
}

/**
 * A seqlock: one thread writes a few words of shared memory, others read them consistently, and nobody waits. A count
 * beside the words is odd while they are being written, and has changed afterwards. Pure. Allocates nothing. The kernel
 * and the capture thread follow the same rules.
 *
 * The words between are read and written plainly. The memory model of JavaScript (and of C++ and ARM,
 * where it matters) orders them like this:
 *
 * | step | is | so that |
 * |------|----|---------|
 * | `beginWrite` | read-modify-write | writes of the words come after it; after a store, ARM may show them first |
 * | `endWrite` | at least a release | writes of the words come before it; who sees the even count sees them |
 * | `beginRead` | acquire (a load) | reads of the words come after it |
 * | `unchangedSince` | read-modify-write that adds nothing | reads of the words come before it |
 *
 * The last step must not be a load. An acquire allows earlier plain reads to happen after it, so a reader could
 * pair the old count with new words. As a read-modify-write it has one total order with `beginWrite`, which is one
 * too. If it finds the old count, the next `beginWrite` takes its value from it. So it, and every read before it,
 * happens before anything that write does.
 */

/** Writer: starts to change the words. */
export function beginWrite(words: Int32Array, count: number): void {
  Atomics.add(words, count, 1);
}

/** Writer: the words are complete again. */
export function endWrite(words: Int32Array, count: number): void {
  Atomics.add(words, count, 1);
}

/**
 * Reader: returns the count to pass to `unchangedSince` after reading the words.
 * It is odd while they are being written.
 */
export function beginRead(words: Int32Array, count: number): number {
  return Atomics.load(words, count);
}

/** Reader: whether the words read since `beginRead` are consistent. */
export function unchangedSince(words: Int32Array, count: number, seen: number): boolean {
  return (seen & 1) === 0 && Atomics.add(words, count, 0) === seen;
}

/**
 * Reader of two halves that are written in turn; half `(count >> 1) & 1` is the newest complete one. Returns how far
 * the count has moved since `seen` (its even part). Up to 2, the half that `seen` names was not touched.
 */
export function movedSince(words: Int32Array, count: number, seen: number): number {
  return (Atomics.add(words, count, 0) - seen) | 0;
}

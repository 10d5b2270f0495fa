/**
 * A few words of shared memory that one thread writes and others read whole, without anybody waiting: a count beside
 * them is odd while they are written, and another afterwards. Pure. Allocates nothing. The kernel and the capture
 * thread keep the same rules.
 *
 * What orders the plain reads and writes between, by the memory model of JavaScript (and of C++ and ARM, where it
 * matters):
 *
 * | step | is | so that |
 * |------|----|---------|
 * | `beginWrite` | read-modify-write | the words' writes come after it: after a store, ARM may show them first |
 * | `endWrite` | at least a release | the words' writes come before it: who sees the even count sees them |
 * | `beginRead` | acquire (a load) | the words' reads come after it |
 * | `unchangedSince` | read-modify-write that adds nothing | the words' reads come before it |
 *
 * The last must not be a load: an acquire lets earlier plain reads be done after it, so the old count and new words
 * could be read together. As a read-modify-write it stands in one order with `beginWrite`, which is one too: where it
 * finds the old count, the next `beginWrite` takes its value from it, so it, and every read before it, happens before
 * whatever that write does.
 */

/** Writer: from here on the words change. */
export function beginWrite(words: Int32Array, count: number): void {
  Atomics.add(words, count, 1);
}

/** Writer: the words are whole again. */
export function endWrite(words: Int32Array, count: number): void {
  Atomics.add(words, count, 1);
}

/** Reader: the count to hand to `unchangedSince` after the words were read. Odd while they are being written. */
export function beginRead(words: Int32Array, count: number): number {
  return Atomics.load(words, count);
}

/** Reader: whether what was read since `beginRead` belongs together. */
export function unchangedSince(words: Int32Array, count: number, seen: number): boolean {
  return (seen & 1) === 0 && Atomics.add(words, count, 0) === seen;
}

/**
 * Reader of words in two halves that are written in turn, half `(count >> 1) & 1` being the newest whole one: how far
 * the count has moved since `seen` (its even part). Up to 2, the half that `seen` names was left alone.
 */
export function movedSince(words: Int32Array, count: number, seen: number): number {
  return (Atomics.add(words, count, 0) - seen) | 0;
}

/**
 * Finds output that a ScriptProcessorNode put out without asking for it. Each call says when its block will be heard, but browsers compute that when the call
 * happens and advance in the steps of the hardware, so it swings: only an excess of a whole block that stays over several calls is real. Pure.
 */

/** Calls over which an excess must stay; covers the beat of 512 frames against hardware blocks of 480. */
const CALLS = 16;
/** Share of a block that counts as one. */
const BLOCK = 0.9;

export class SkippedOutput {
  readonly #blockFrames: number;
  readonly #excess = new Float64Array(CALLS);
  #calls = 0;
  #expected = 0;

  constructor(blockFrames: number) {
    this.#blockFrames = blockFrames;
  }

  /** @param playbackFrame when the block will be heard, frames. @returns frames lost, found up to 16 calls late. */
  observe(playbackFrame: number): number {
    if (this.#calls === 0) this.#expected = playbackFrame;
    this.#excess[this.#calls++ % CALLS] = playbackFrame - this.#expected;
    this.#expected += this.#blockFrames;
    if (this.#calls < CALLS) return 0;
    const least = Math.min(...this.#excess);
    const blocks = least >= BLOCK * this.#blockFrames ? Math.round(least / this.#blockFrames) : 0;
    const lost = blocks * this.#blockFrames;
    // Below zero: the first calls were late ones, and now is the truth.
    const shift = blocks > 0 ? lost : Math.min(0, least);
    this.#expected += shift;
    for (let i = 0; i < CALLS; i++) this.#excess[i] = this.#excess[i]! - shift;
    return lost;
  }
}

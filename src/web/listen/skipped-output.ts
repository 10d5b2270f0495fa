/**
 * Finds output that a ScriptProcessorNode put out without asking for it. Browsers stamp each call with the time it will be heard, but some compute it when
 * the call happens, so a late call looks later than it is: only an excess that stays over several calls is real. Pure.
 */

/** Calls over which an excess must stay. */
const CALLS = 4;

export class SkippedOutput {
  readonly #blockFrames: number;
  readonly #excess = new Float64Array(CALLS);
  #calls = 0;
  #expected = 0;

  constructor(blockFrames: number) {
    this.#blockFrames = blockFrames;
  }

  reset(): void {
    this.#calls = 0;
  }

  /** @param playbackFrame when the block will be heard, frames. @returns frames lost since the last call, found up to 4 calls late. */
  observe(playbackFrame: number): number {
    if (this.#calls === 0) this.#expected = playbackFrame;
    const excess = playbackFrame - this.#expected;
    this.#expected += this.#blockFrames;
    this.#excess[this.#calls++ % CALLS] = excess;
    if (this.#calls < CALLS) return 0;
    const least = Math.min(...this.#excess);
    // The first calls may have been late ones: what is now earlier than expected is the truth.
    if (least < 0 || least >= this.#blockFrames / 2) {
      this.#expected += least;
      for (let i = 0; i < CALLS; i++) this.#excess[i] = this.#excess[i]! - least;
    }
    return least >= this.#blockFrames / 2 ? Math.round(least) : 0;
  }
}

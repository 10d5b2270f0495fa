/**
 * Counts the output that a ScriptProcessorNode lost. The browser calls the node once for each block, and each call says
 * when its block will be heard. If the page's main thread was busy, one of two things happened:
 *
 * - The browser left blocks out (*skipped*). All later blocks are then heard one or more blocks later than before.
 * - The browser asked for a block too late (*late*), and has played an old block in its place. Later ones are on time.
 *
 * One call cannot tell the two apart. The times move in steps of the hardware, and after a busy moment the waiting
 * calls come all at once. So calls at the same moment form one *turn*, and the last 16 turns are judged together. The
 * *excess* of a turn is how much later its block is heard than blocks without gaps would be. If every turn has an
 * excess of a whole block or more, blocks were skipped. If a later turn has none, the earlier ones were late. Pure.
 */

/** Turns over which an excess must stay; covers the beat of 512 frames against hardware blocks of 480. */
const TURNS = 16;
/** Share of a block that counts as a whole block. */
const BLOCK = 0.9;
/** Calls closer than this share of a block belong to one turn. */
const SAME_TURN = 0.5;
/** Half of the browser's rendering step, frames. Less lateness than this is in time; it covers rounding of seconds. */
const IN_TIME = 64;

/** Calls remembered: a stall of 2 s in blocks of 512. Of longer stalls the first calls are judged at once. */
const CALLS = 256;

export class LostOutput {
  readonly #blockFrames: number;
  /** For each of the last turns: how far after its place without gaps its last block is heard, frames. */
  readonly #excess = new Float64Array(TURNS);
  #turns = 0;
  /** For each of the last calls: how long after that place it came, frames, and the number of its turn. */
  readonly #behind = new Float64Array(CALLS);
  readonly #turnOf = new Float64Array(CALLS);
  #calls = 0;
  #judged = 0;
  /** Where the first block is heard, corrected by all skips found so far, frames. */
  #origin = 0;
  #lastNow = Number.NEGATIVE_INFINITY;
  #lastLateTurn = -1;
  #lateTurns = 0;
  #lateFrames = 0;

  constructor(blockFrames: number) {
    this.#blockFrames = blockFrames;
  }

  /** Turns in which blocks were late. */
  get lateTurns(): number {
    return this.#lateTurns;
  }

  /** Output of these turns in which old sound was heard, frames. */
  get lateFrames(): number {
    return this.#lateFrames;
  }

  /**
   * One call. No allocation. @param playbackFrame when the block will be heard. @param nowFrame the context's present.
   * Both in frames of the context's time.
   * @returns frames skipped. Skips and late blocks are found 16 turns later.
   */
  observe(playbackFrame: number, nowFrame: number): number {
    if (this.#calls === 0) this.#origin = playbackFrame;
    const lost = nowFrame - this.#lastNow < SAME_TURN * this.#blockFrames ? 0 : this.#nextTurn();
    this.#lastNow = nowFrame;
    const place = this.#calls * this.#blockFrames;
    this.#excess[this.#turns % TURNS] = playbackFrame - place;
    const at = this.#calls++ % CALLS;
    this.#behind[at] = nowFrame - place;
    this.#turnOf[at] = this.#turns;
    return lost;
  }

  /** All earlier turns are complete. An excess that all of them share moves the origin. @returns frames skipped. */
  #nextTurn(): number {
    this.#turns++;
    let lost = 0;
    if (this.#turns > TURNS) {
      // A loop, since spreading would allocate in every render call.
      let least = this.#excess[0]!;
      for (let i = 1; i < TURNS; i++) least = Math.min(least, this.#excess[i]!);
      least -= this.#origin;
      const blocks = least >= BLOCK * this.#blockFrames ? Math.round(least / this.#blockFrames) : 0;
      lost = blocks * this.#blockFrames;
      // Otherwise the turn with the least excess was on time: the others were late, or early by a step of the hardware.
      this.#origin += blocks > 0 ? lost : least;
    }
    while (this.#judged < this.#calls && this.#isOld(this.#judged % CALLS)) this.#judge(this.#judged++ % CALLS);
    return lost;
  }

  #isOld(at: number): boolean {
    return this.#turnOf[at]! <= this.#turns - TURNS || this.#judged <= this.#calls - CALLS;
  }

  #judge(at: number): void {
    const late = Math.min(this.#blockFrames, this.#behind[at]! - this.#origin);
    if (late <= IN_TIME) return;
    this.#lateFrames += late;
    if (this.#turnOf[at] !== this.#lastLateTurn) this.#lateTurns++;
    this.#lastLateTurn = this.#turnOf[at]!;
  }
}

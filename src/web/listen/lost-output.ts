/**
 * Finds output that a ScriptProcessorNode lost. When a page stands still, the
 * browser does one of two things. It skips some blocks (*skipped*). Or it asks for
 * a block after its time (*late*), and has put out an old block in its place. Pure.
 *
 * Each call says when its block will be heard. Browsers compute that time during the call, in steps
 * of the hardware, so it swings; and after a stall the waiting calls come all at once. Calls at one
 * moment therefore form one *turn*, and several turns are judged together. An excess of a whole block
 * that stays over all of them is a skip. An excess that a later turn no longer shows was lateness.
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
  /** For each of the last turns: how far after its place in the row the block of its last call was due, frames. */
  readonly #excess = new Float64Array(TURNS);
  #turns = 0;
  /** For each of the last calls: how late it came after that place, and its turn. */
  readonly #behind = new Float64Array(CALLS);
  readonly #turnOf = new Float64Array(CALLS);
  #calls = 0;
  #judged = 0;
  /** Where the row begins, as far as is known now. */
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

  /** Output of these turns in which something old was heard, frames. */
  get lateFrames(): number {
    return this.#lateFrames;
  }

  /**
   * One call. @param playbackFrame when the block will be heard.
   * @param nowFrame the context's present. Both in frames of its time.
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

  /** All earlier turns are complete: an excess that stayed over all of them moves the row. @returns frames skipped. */
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
      // Otherwise the least late turn is right: the turns before it were late, or early by a step of the hardware.
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

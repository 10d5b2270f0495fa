/**
 * Finds output that a ScriptProcessorNode put out without what was rendered for it. A page that stands still is
 * punished in one of two ways: the browser does not ask for some blocks (*skipped*), or it asks for each, but after
 * the moment at which it was due (*late*), and has put out an old block in its place. Pure.
 *
 * Each call says when its block will be heard, but browsers compute that when the call happens and advance in the
 * steps of the hardware, so it swings; and after a stall the calls that waited come all at once. So calls of one
 * moment are one *turn*, and only what stays over several turns is judged: an excess of a whole block that stays is a
 * skip, one that a later turn no longer has was lateness.
 */

/** Turns over which an excess must stay; covers the beat of 512 frames against hardware blocks of 480. */
const TURNS = 16;
/** Share of a block that counts as one. */
const BLOCK = 0.9;
/** Calls closer than this share of a block belong to one turn. */
const SAME_TURN = 0.5;
/**
 * Half of the step in which browsers render, frames: less late than this is in time, whatever the arithmetic of
 * seconds makes of it.
 */
const IN_TIME = 64;

/** Calls remembered: a stall of 2 s in blocks of 512. Of longer ones the first are judged at once. */
const CALLS = 256;

export class LostOutput {
  readonly #blockFrames: number;
  /**
   * Of the last turns: by how much the block of the last call was to be heard after its place in the row of blocks,
   * frames.
   */
  readonly #excess = new Float64Array(TURNS);
  #turns = 0;
  /** Of the last calls: by how much they came after that place, and the turn they were in. */
  readonly #behind = new Float64Array(CALLS);
  readonly #turnOf = new Float64Array(CALLS);
  #calls = 0;
  #judged = 0;
  /** Where the row begins, as far as is known by now. */
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

  /** Output of these, in which something old was heard, frames. */
  get lateFrames(): number {
    return this.#lateFrames;
  }

  /**
   * One call. @param playbackFrame when the block will be heard, @param nowFrame the context's present, both in
   * frames of its time.
   * @returns frames skipped. They, and late ones, are found 16 turns after.
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

  /** The turns before are whole: what stayed over all of them moves the row. @returns frames skipped. */
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
      // Else the turn that was least late is the truth: the ones before were later ones, or earlier by a step of the
      // hardware.
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

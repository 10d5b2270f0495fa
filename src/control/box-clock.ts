/**
 * The box's own time. Most boxes have no battery for a clock: it may be a year out, and be set while the band plays.
 * Nothing here follows such a step. Main thread.
 *
 * `now` stamps what people see. It begins at the machine's clock, or at the newest stamp of earlier runs where that
 * is later, and then rises with the monotonic clock alone: ages are right while the box runs, and never negative.
 * Lists carry it as `now`, so that a page shows ages by it, and moments by its phone's clock. `age` decides (pruning,
 * gestures): the time the box has run in all its life. It is kept with each change and only rises.
 *
 * What is newer than something else is never asked of a time: revisions and sequence numbers only rise.
 */

/** Stamps beyond the year 2200 are nobody's clock. */
export const LAST_BELIEVED = Date.UTC(2200, 0);

export interface Clocks {
  /** ms since 1970, as the machine has it. */
  readonly wall: () => number;
  /** Monotonic ms. */
  readonly monotonic: () => number;
}

export class BoxClock {
  /** ms since 1970, as the machine's clock is set now. */
  readonly wall: () => number;
  readonly #monotonic: () => number;
  #wallAtStart: number;
  #ageAtStart = 0;
  readonly #start: number;

  constructor(clocks: Clocks = { wall: Date.now, monotonic: () => performance.now() }) {
    this.wall = clocks.wall;
    this.#monotonic = clocks.monotonic;
    this.#start = clocks.monotonic();
    this.#wallAtStart = clocks.wall();
  }

  /**
   * Earlier runs, or a restored backup, have stamps up to `newest` (ms since 1970) and saw the box at `age` (ms):
   * neither is gone back behind.
   */
  notBefore(newest: number, age: number): void {
    if (newest <= LAST_BELIEVED && newest > this.now()) this.#wallAtStart += newest - this.now();
    if (age > this.age()) this.#ageAtStart += age - this.age();
  }

  /** ms since 1970, a whole number. */
  readonly now = (): number => Math.floor(this.#wallAtStart + this.#sinceStart());

  /** ms the box has run in all its life, a whole number. */
  readonly age = (): number => Math.floor(this.#ageAtStart + this.#sinceStart());

  #sinceStart(): number {
    return this.#monotonic() - this.#start;
  }
}

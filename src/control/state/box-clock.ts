/**
 * The box's own time. Most boxes have no battery for their clock. It may be a year wrong, and somebody may set it while
 * the band plays. The times here never follow such a step. Main thread.
 *
 * `now` is for times that people see. It begins at the machine's clock, or at the newest stamp of earlier runs if that
 * is later. Then it rises with the monotonic clock alone, so ages are right while the box runs, and never negative.
 * Lists carry it as `now`: a page computes ages from it, and shows moments by its phone's clock.
 *
 * `age` is for decisions (pruning, gestures). It is the total running time of the box over all its runs. It is stored
 * with each change and only rises. To order things, code compares revisions or sequence numbers, never times.
 */

/** Stamps after the year 2200 are ignored: no real clock shows them. */
export const LAST_BELIEVED = Date.UTC(2200, 0);

export interface Clocks {
  /** ms since 1970, by the machine's clock. */
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
   * Moves the clock forward, never back. Afterwards `now` is at least `newest` (ms since 1970), the newest stamp of
   * earlier runs or of a restored backup. `age` is at least the given age (ms).
   */
  notBefore(newest: number, age: number): void {
    if (newest <= LAST_BELIEVED && newest > this.now()) this.#wallAtStart += newest - this.now();
    if (age > this.age()) this.#ageAtStart += age - this.age();
  }

  /** ms since 1970, a whole number. */
  readonly now = (): number => Math.floor(this.#wallAtStart + this.#sinceStart());

  /** Total running time of the box over all its runs: ms, a whole number. */
  readonly age = (): number => Math.floor(this.#ageAtStart + this.#sinceStart());

  #sinceStart(): number {
    return this.#monotonic() - this.#start;
  }
}

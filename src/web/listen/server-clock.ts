/** The box's clock as estimated here: the answer with the shortest round trip is the most exact. Pure. */

/** Answers kept; at one per second the estimate follows the clocks' drift. */
const KEPT = 20;

interface Answer {
  readonly offsetMs: number;
  readonly roundTripMs: number;
}

export class ServerClock {
  #answers: Answer[] = [];

  /** True once an answer came. */
  get known(): boolean {
    return this.#answers.length > 0;
  }

  /** Shortest recent round trip, ms; Infinity while unknown. */
  get roundTripMs(): number {
    return Math.min(...this.#answers.map((answer) => answer.roundTripMs), Number.POSITIVE_INFINITY);
  }

  /** @param askedMs, answeredMs on the local clock. @param boxMs the box's clock in its answer. */
  answered(askedMs: number, boxMs: number, answeredMs: number): void {
    if (!(answeredMs >= askedMs)) return;
    this.#answers.push({ offsetMs: boxMs - (askedMs + answeredMs) / 2, roundTripMs: answeredMs - askedMs });
    if (this.#answers.length > KEPT) this.#answers.shift();
  }

  /**
   * The box's clock when the local clock shows `localMs`; NaN while unknown. The
   * error is at most half the difference between the way there and the way back.
   */
  at(localMs: number): number {
    let best: Answer | undefined;
    for (const answer of this.#answers) if (!best || answer.roundTripMs <= best.roundTripMs) best = answer;
    return best ? localMs + best.offsetMs : Number.NaN;
  }

  /** Another box, or the same one restarted. */
  reset(): void {
    this.#answers = [];
  }
}

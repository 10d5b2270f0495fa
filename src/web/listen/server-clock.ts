/**
 * The box's clock as seen from here: the question with the shortest way there and back tells best. Pure.
 */

/** Answers kept; at one per second that follows the clocks' drift. */
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

  /** Shortest round trip of late, ms; NaN while unknown. */
  get roundTripMs(): number {
    return Math.min(...this.#answers.map((answer) => answer.roundTripMs), Number.POSITIVE_INFINITY);
  }

  /** @param askedMs, answeredMs here; @param boxMs the box's clock in its answer. */
  answered(askedMs: number, boxMs: number, answeredMs: number): void {
    if (!(answeredMs >= askedMs)) return;
    this.#answers.push({ offsetMs: boxMs - (askedMs + answeredMs) / 2, roundTripMs: answeredMs - askedMs });
    if (this.#answers.length > KEPT) this.#answers.shift();
  }

  /**
   * The box's clock when ours shows `localMs`; NaN while unknown. Off by half the difference of the two ways at most.
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

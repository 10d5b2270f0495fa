/**
 * How long the meters rest between two drawings. The page's main thread also writes the sound, on plain http. So what
 * drawing costs is bounded: the slower the phone, the fewer pictures. Pure.
 */

/** Drawing takes at most one part in this many of the time. */
const PARTS = 8;
/** Pictures come at the screen's own pace while the rest would be shorter, ms. */
const UNNOTICED_MS = 12;
/** Meters move at least this often, ms. */
const LONGEST_MS = 200;
/** Weight of the last drawing. */
const SMOOTHING = 0.2;

export class Pacing {
  #costMs = 0;

  /**
   * A picture was drawn. @param costMs how long that took
   * @returns how long to rest before the next is asked for, ms; 0: not at all
   */
  drew(costMs: number): number {
    this.#costMs += SMOOTHING * (costMs - this.#costMs);
    const rest = this.#costMs * (PARTS - 1);
    return rest < UNNOTICED_MS ? 0 : Math.min(LONGEST_MS, rest);
  }
}

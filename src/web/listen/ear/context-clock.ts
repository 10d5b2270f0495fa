/**
 * The wall clock at each frame of an audio context. The context renders several blocks at once, then none for a while.
 * The device plays a burst from the moment when it is rendered on, so the upper edge of wall − context counts. Pure.
 */

/** Looks this far around a moment tell its wall clock, ms: longer than a burst, shorter than the clocks' drift. */
const NEAR_MS = 500;
/** Share of the looks below the edge. The rest were late themselves. */
const EDGE = 0.95;

interface Look {
  readonly contextMs: number;
  /** Wall clock − context. */
  readonly lagMs: number;
}

export class ContextClock {
  readonly #looks: Look[] = [];

  /** One look. @param contextMs the context's time. @param wallMs any clock, at that moment. */
  observe(contextMs: number, wallMs: number): void {
    this.#looks.push({ contextMs, lagMs: wallMs - contextMs });
  }

  /** The wall clock when the context is at `contextMs`; NaN if nobody looked then. */
  wallMs(contextMs: number): number {
    return contextMs + this.#lagMs((look) => look.contextMs - contextMs);
  }

  /** Where the context is when the wall clock shows `wallMs`; NaN if nobody looked then. */
  contextMs(wallMs: number): number {
    return wallMs - this.#lagMs((look) => look.contextMs + look.lagMs - wallMs);
  }

  #lagMs(away: (look: Look) => number): number {
    const lags = this.#looks
      .filter((look) => Math.abs(away(look)) < NEAR_MS)
      .map(({ lagMs }) => lagMs)
      .sort((a, b) => a - b);
    return lags[Math.floor(lags.length * EDGE)] ?? Number.NaN;
  }
}

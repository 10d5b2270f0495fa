/** "Play now": finds the input that rises while the musician plays alone for a moment. Pure. */
import { levelDb } from '../../meter/ballistics.js';

/** Readings that measure the level before. */
const QUIET_READINGS = 8;
/** An input must rise by this much, and reach this level, to be proposed. */
const RISE_DB = 10;
const LEAST_DB = -45;

export class FindMe {
  #quiet: number[] = [];
  #loud: number[] = [];
  #readings = 0;

  /** One reading of all input peaks, linear. */
  feed(peak: readonly number[]): void {
    this.#readings++;
    peak.forEach((linear, ch) => {
      const db = levelDb(linear);
      if (this.#readings <= QUIET_READINGS) {
        this.#quiet[ch] = Math.max(this.#quiet[ch] ?? Number.NEGATIVE_INFINITY, db);
      } else {
        // The average of the peaks, so that one knock on the stage does not count.
        this.#loud[ch] = (this.#loud[ch] ?? db) * 0.8 + db * 0.2;
      }
    });
  }

  /** Still measuring how loud the stage is. */
  get listening(): boolean {
    return this.#readings <= QUIET_READINGS;
  }

  /** Inputs that rose, the largest rise first; at most three. */
  candidates(): readonly { ch: number; riseDb: number }[] {
    return this.#loud
      .map((db, ch) => ({ ch, riseDb: db - (this.#quiet[ch] ?? 0), db }))
      .filter(({ riseDb, db }) => riseDb >= RISE_DB && db >= LEAST_DB)
      .sort((a, b) => b.riseDb - a.riseDb)
      .slice(0, 3)
      .map(({ ch, riseDb }) => ({ ch, riseDb }));
  }
}

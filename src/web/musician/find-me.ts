/** "Play now": which input rises while I play alone for a moment. Pure. */
import { levelDb } from '../meter/ballistics.js';

/** Readings that tell how loud it was before. */
const QUIET_READINGS = 8;
/** It must rise by this much, and reach this level, to be taken for me. */
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
        // The average of the peaks, so that one knock on the stage is not a take.
        this.#loud[ch] = (this.#loud[ch] ?? db) * 0.8 + db * 0.2;
      }
    });
  }

  /** Still learning how loud the stage is. */
  get listening(): boolean {
    return this.#readings <= QUIET_READINGS;
  }

  /** Inputs that rose, most first; at most three. */
  candidates(): readonly { ch: number; riseDb: number }[] {
    return this.#loud
      .map((db, ch) => ({ ch, riseDb: db - (this.#quiet[ch] ?? 0), db }))
      .filter(({ riseDb, db }) => riseDb >= RISE_DB && db >= LEAST_DB)
      .sort((a, b) => b.riseDb - a.riseDb)
      .slice(0, 3)
      .map(({ ch, riseDb }) => ({ ch, riseDb }));
  }
}

/**
 * "Play now": finds the input that rises while the musician plays alone for a moment. What rose stays risen: nobody
 * plays on while they reach for the phone. Pure.
 */
import { levelDb } from '../../meter/ballistics.js';

/** Readings that measure the level before. */
const QUIET_READINGS = 8;
/** An input that stays below that level for so many readings, about a second, is quieter than it was taken for. */
const REST_READINGS = 15;
/** An input must rise by this much, and reach this level, to be proposed. */
const RISE_DB = 10;
const LEAST_DB = -45;
/** Readings for which the same input must lead before it is the answer. */
const LEAD_READINGS = 12;

export interface Risen {
  readonly ch: number;
  readonly riseDb: number;
}

export class FindMe {
  #quiet: number[] = [];
  #loud: number[] = [];
  /** The highest average of each input since the quiet moment. */
  #best: number[] = [];
  /** How long each input has been clearly below its level before, and its highest level meanwhile. */
  #calm: { readings: number; db: number }[] = [];
  #readings = 0;
  #leader = -1;
  #led = 0;

  /** One reading of all input peaks, linear. */
  feed(peak: readonly number[]): void {
    this.#readings++;
    peak.forEach((linear, ch) => {
      const db = levelDb(linear);
      if (this.#readings <= QUIET_READINGS) {
        this.#quiet[ch] = Math.max(this.#quiet[ch] ?? Number.NEGATIVE_INFINITY, db);
      } else {
        // The average of the peaks, so that one knock on the stage does not count.
        this.#loud[ch] = (this.#loud[ch] ?? this.#quiet[ch] ?? db) * 0.8 + db * 0.2;
        this.#best[ch] = Math.max(this.#best[ch] ?? Number.NEGATIVE_INFINITY, this.#loud[ch]);
        this.#rest(ch, db);
      }
    });
    const leader = this.candidates().at(0)?.ch ?? -1;
    this.#led = leader === this.#leader ? this.#led + 1 : 0;
    this.#leader = leader;
  }

  /** An input that played already while the level before was measured, and rests now, is measured anew. */
  #rest(ch: number, db: number): void {
    const calm = this.#calm[ch] ?? { readings: 0, db: Number.NEGATIVE_INFINITY };
    this.#calm[ch] = calm;
    if (db > this.#quiet[ch]! - RISE_DB || this.#best[ch]! - this.#quiet[ch]! >= RISE_DB) {
      calm.readings = 0;
      calm.db = Number.NEGATIVE_INFINITY;
      return;
    }
    calm.readings++;
    calm.db = Math.max(calm.db, db);
    if (calm.readings < REST_READINGS) return;
    this.#quiet[ch] = calm.db;
    this.#loud[ch] = calm.db;
    this.#best[ch] = calm.db;
    calm.readings = 0;
  }

  /** Still measuring how loud the stage is. */
  get listening(): boolean {
    return this.#readings <= QUIET_READINGS;
  }

  /** One input has led for long enough to be the answer. */
  get sure(): boolean {
    return this.#leader >= 0 && this.#led >= LEAD_READINGS;
  }

  /** How far each input rose at its highest, the largest rise first. */
  risen(): readonly Risen[] {
    return this.#best
      .map((db, ch) => ({ ch, riseDb: Math.max(0, db - (this.#quiet[ch] ?? 0)) }))
      .sort((a, b) => b.riseDb - a.riseDb);
  }

  /** Inputs that rose clearly, the largest rise first; at most three. */
  candidates(): readonly Risen[] {
    return this.risen()
      .filter(({ ch, riseDb }) => riseDb >= RISE_DB && this.#best[ch] >= LEAST_DB)
      .slice(0, 3);
  }
}

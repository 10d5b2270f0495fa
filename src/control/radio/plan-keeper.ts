/**
 * Keeps what everybody gets, and changes it no more often than it must. When the air is short, packets become longer at
 * once. They become shorter again only when that was possible for ten seconds, with room to spare. Pure: the caller
 * brings the time.
 */
import { AIR_LIMIT, type AirListener, chooseGrades, type Grade, totalShare } from './air-plan.js';

/** Shortest time between two changes of one listener, unless the air is short, ms. */
const DWELL_MS = 10_000;
/** Part of the limit that must suffice before packets become shorter. */
const ROOM = 0.85;

interface Kept {
  grade: Grade;
  changedMs: number;
  /** Since when shorter packets have been possible; undefined if they are not. */
  betterMs: number | undefined;
}

export class PlanKeeper {
  readonly #kept = new Map<string, Kept>();

  /** Grades of all listeners for which the box may choose, by key. Listeners that are not named are forgotten. */
  step(nowMs: number, listeners: readonly AirListener[]): ReadonlyMap<string, Grade> {
    const must = chooseGrades(listeners, AIR_LIMIT);
    const may = chooseGrades(listeners, AIR_LIMIT * ROOM);
    for (const key of this.#kept.keys()) if (!must.has(key)) this.#kept.delete(key);
    for (const [key, grade] of must)
      if (!this.#kept.has(key)) this.#kept.set(key, { grade, changedMs: nowMs, betterMs: undefined });
    const short = totalShare(listeners, this.#grades()) > AIR_LIMIT;
    for (const [key, kept] of this.#kept) this.#move(nowMs, kept, must.get(key)!, may.get(key)!, short);
    return this.#grades();
  }

  #move(nowMs: number, kept: Kept, must: Grade, may: Grade, short: boolean): void {
    const rested = nowMs - kept.changedMs >= DWELL_MS;
    kept.betterMs = may < kept.grade ? (kept.betterMs ?? nowMs) : undefined;
    const lasting = kept.betterMs !== undefined && nowMs - kept.betterMs >= DWELL_MS;
    const next = must > kept.grade && (short || rested) ? must : lasting && rested ? may : kept.grade;
    if (next === kept.grade) return;
    kept.grade = next;
    kept.changedMs = nowMs;
    kept.betterMs = undefined;
  }

  #grades(): Map<string, Grade> {
    return new Map([...this.#kept].map(([key, { grade }]) => [key, grade]));
  }
}

/**
 * What a meter shows over time: it rises at once, falls steadily, holds its peak,
 * remembers a clip. Pure; one instance per bar; no allocation after construction.
 */

/** Bottom of every meter, dBFS. */
export const METER_FLOOR_DB = -60;
/** Fall of the bar and of a released peak, dB per second. */
const FALL_DB_PER_S = 26;
/** How long a peak stands before it falls, ms. */
const HOLD_MS = 1200;
/** How long the clip light stays, ms. */
const CLIP_MS = 2500;
/** A level from here on is a clip, dBFS. */
const CLIP_DB = -0.1;

/** Linear peak at the floor: nothing below it shows. */
export const LEAST_SIGNAL = 0.001;

/** dBFS of a linear peak; never below the floor. */
export function levelDb(linear: number): number {
  return linear > LEAST_SIGNAL ? Math.max(METER_FLOOR_DB, 20 * Math.log10(linear)) : METER_FLOOR_DB;
}

/** Height 0…1 of a level on the meter: linear in dB from −60 to 0. */
export function meterHeight(db: number): number {
  return Math.min(1, Math.max(0, 1 - db / METER_FLOOR_DB));
}

export class Ballistics {
  /** Bar, dBFS. */
  db = METER_FLOOR_DB;
  /** Held peak, dBFS. */
  holdDb = METER_FLOOR_DB;
  clipped = false;
  #target = METER_FLOOR_DB;
  #holdUntil = 0;
  #clipUntil = 0;
  #at = 0;

  /** A new reading, linear peak; `now` in ms. */
  feed(linear: number, now: number): void {
    const db = levelDb(linear);
    this.#target = db;
    if (db > this.db) this.db = db;
    if (db >= this.holdDb) {
      this.holdDb = db;
      this.#holdUntil = now + HOLD_MS;
    }
    if (db >= CLIP_DB) {
      this.clipped = true;
      this.#clipUntil = now + CLIP_MS;
    }
  }

  /** Moves time on to `now` ms. True when something visible changed. */
  advance(now: number): boolean {
    const seconds = Math.min(0.25, Math.max(0, (now - this.#at) / 1000));
    this.#at = now;
    const { db, holdDb, clipped } = this;
    if (db > this.#target) this.db = Math.max(this.#target, db - FALL_DB_PER_S * seconds);
    if (now > this.#holdUntil && holdDb > this.db) this.holdDb = Math.max(this.db, holdDb - FALL_DB_PER_S * seconds);
    if (clipped && now > this.#clipUntil) this.clipped = false;
    return db !== this.db || holdDb !== this.holdDb || clipped !== this.clipped;
  }
}

/** One fader for several channels: moves them all by the same dB, keeping what is between them. Pure. */
import { dbToGain, FLOOR_DB, gainToDb, MAX_DB } from '../fader/taper.js';

/**
 * The level a group shows: its loudest channel's gain. So it reaches the top with its loudest, and none is squeezed
 * there.
 */
export function groupGain(gains: readonly number[]): number {
  return gains.length === 0 ? 0 : Math.max(...gains);
}

/**
 * Gains after the group's fader moved to `to`; `from` are those it started from. A group that was silent comes up
 * level.
 */
export function moveGroup(from: readonly number[], to: number): readonly number[] {
  const before = groupGain(from);
  if (before === 0) return from.map(() => to);
  if (to === 0) return from.map(() => 0);
  const shift = gainToDb(to) - gainToDb(before);
  return from.map((gain) => {
    if (gain === 0) return 0;
    const db = Math.round((gainToDb(gain) + shift) * 10) / 10;
    return db < FLOOR_DB ? 0 : dbToGain(Math.min(MAX_DB, db));
  });
}

/**
 * What the fader of one group moves from. As long as nobody else moves a member, every further movement goes on from
 * where the first began: a group faded out and brought back later is what it was, to the tenth of a dB.
 */
export class GroupHand {
  #from: readonly number[] = [];
  #left: readonly number[] = [];

  /** A movement begins with the members' gains as they are. */
  begin(now: readonly number[]): void {
    const untouched = now.length === this.#left.length && now.every((gain, i) => gain === this.#left[i]);
    if (!untouched) this.#from = now;
  }

  move(to: number): readonly number[] {
    this.#left = moveGroup(this.#from, to);
    return this.#left;
  }
}

/**
 * Mutes of the members after the group's key: muted as a whole, and open again except those that were muted before by
 * themselves. `before` is what the last muting found; it is empty where there was none.
 */
export function toggleMutes(now: readonly boolean[], before: readonly boolean[]): readonly boolean[] {
  if (now.some((muted) => !muted)) return now.map(() => true);
  const fits = before.length === now.length && before.some((muted) => !muted);
  return fits ? before : now.map(() => false);
}

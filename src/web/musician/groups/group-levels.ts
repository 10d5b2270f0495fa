/** One fader for several channels: moves all of them by the same dB and keeps their differences. Pure. */
import { FLOOR_DB, faderGain, gainToDb, MAX_DB } from '../../fader/taper.js';

/**
 * The level that a group shows: its loudest channel's gain. The group
 * reaches the top with that channel, so no channel is squeezed there.
 */
export function groupGain(gains: readonly number[]): number {
  return gains.length === 0 ? 0 : Math.max(...gains);
}

/** Gains after the group's fader moved to `to`, starting from `from`. A silent group comes up with equal levels. */
export function moveGroup(from: readonly number[], to: number): readonly number[] {
  const before = groupGain(from);
  if (before === 0) return from.map(() => to);
  if (to === 0) return from.map(() => 0);
  const shift = gainToDb(to) - gainToDb(before);
  return from.map((gain) => {
    if (gain === 0) return 0;
    const db = Math.round((gainToDb(gain) + shift) * 10) / 10;
    return db < FLOOR_DB ? 0 : faderGain(Math.min(MAX_DB, db));
  });
}

/**
 * The gains from which one group's fader moves. While nobody else moves a member, further movements go on from
 * the start of the first. A group that is faded out and back later returns to its old levels, to a tenth of a dB.
 */
export class GroupHand {
  #from: readonly number[] = [];
  #left: readonly number[] = [];

  /** A movement begins with the members' present gains. */
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
 * Mutes of the members after the group's mute button. It mutes all members, or opens all except those
 * that were muted before on their own. `before` is what the last muting found; empty if there was none.
 */
export function toggleMutes(now: readonly boolean[], before: readonly boolean[]): readonly boolean[] {
  if (now.some((muted) => !muted)) return now.map(() => true);
  const fits = before.length === now.length && before.some((muted) => !muted);
  return fits ? before : now.map(() => false);
}

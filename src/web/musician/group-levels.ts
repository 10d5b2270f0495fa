/** One fader for several channels: moves them all by the same dB, keeping what is between them. Pure. */
import { dbToGain, FLOOR_DB, gainToDb, MAX_DB } from '../fader/taper.js';

/** The level a group shows: its loudest channel's gain. */
export function groupGain(gains: readonly number[]): number {
  return gains.length === 0 ? 0 : Math.max(...gains);
}

/**
 * Gains after the group's fader moved to `to`. `from` are the gains when the hand came down, so that a group faded out
 * and in again in one movement is what it was. A group that was silent comes up level.
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

/**
 * What to do with changes that were made while the box was away. A short gap during a small movement is nobody's
 * concern. Anything else is heard only after the musician has said so: the sound would jump as it comes back. Pure.
 */
import type { Change, ParameterValue } from '../../../wire/mix.js';
import { gainToDb } from '../../fader/taper.js';
import { type Key, keyOf } from '../../sync/keys.js';

/** Changes younger than this may go without a question, ms. */
export const BRIEF_MS = 3000;
/** A level may jump by this much without a question, dB. */
const JUMP_DB = 6;
/** The same for pan, of −1…+1. */
const JUMP_PAN = 0.3;

/** The changes that differ from what the box has; `now` reads the box's values. */
export function stillWanted(set: readonly Change[], now: (key: Key) => ParameterValue | undefined): readonly Change[] {
  return set.filter((change) => now(keyOf(change)) !== change.v);
}

/** Whether the change is hardly noticed. `before` is the box's value. */
export function isSmall({ p, v }: Change, before: ParameterValue | undefined): boolean {
  if (typeof v !== 'number' || typeof before !== 'number') return false;
  if (p === 'pan') return Math.abs(v - before) <= JUMP_PAN;
  return v > 0 && before > 0 && Math.abs(gainToDb(v) - gainToDb(before)) <= JUMP_DB;
}

/** Two lists of changes as one: of each value the later. */
export function merged(earlier: readonly Change[], later: readonly Change[]): readonly Change[] {
  return [...new Map([...earlier, ...later].map((change) => [keyOf(change), change])).values()];
}

/** "More me": my channels up against all the rest, while the whole does not get louder and louder. Pure. */

import type { Change } from '../../../wire/mix.js';
import { faderGain, gainToDb, stepGain } from '../../fader/taper.js';

/** Own faders rise up to this level; from there on the others go down instead. */
const OWN_CEILING_DB = 6;

export interface Level {
  readonly ch: number;
  readonly gain: number;
  readonly mine: boolean;
}

/**
 * The changes that make me `stepDb` louder (softer if negative) against the rest. Silent
 * channels stay silent, except that my own come up to −20 dB when I ask for more.
 */
export function moreMe(levels: readonly Level[], stepDb: number): readonly Change[] {
  const mine = levels.filter((level) => level.mine);
  if (mine.length === 0) return [];
  const loudest = Math.max(...mine.map((level) => gainToDb(level.gain)));
  const room = loudest + stepDb <= OWN_CEILING_DB + 1e-9;
  const changes: Change[] = [];
  for (const { ch, gain, mine: own } of levels) {
    let next = gain;
    if (room && own) next = gain === 0 ? (stepDb > 0 ? faderGain(-20) : 0) : stepGain(gain, stepDb);
    else if (!room && !own && gain > 0) next = stepGain(gain, -stepDb);
    if (next !== gain) changes.push({ p: 'gain', ch, v: next });
  }
  return changes;
}

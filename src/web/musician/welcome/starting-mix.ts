/** A first mix for each kind of musician: me on top, what I need beside me, the rest behind. Pure. */

import type { BoxChannel } from '../../../wire/messages.js';
import type { Change } from '../../../wire/mix.js';
import { faderGain } from '../../fader/taper.js';
import { FAMILIES, type Family, familyOf } from '../../model/mix/families.js';

/** Level of each family for each kind of musician, dB against one's own channel at 0 dB. */
const LEVELS: Readonly<Record<Family, Readonly<Record<Family, number>>>> = {
  vocals: row(-4, -9, -12, -10, -8, -12, -12, -14),
  guitars: row(-6, -4, -9, -8, -9, -12, -12, -14),
  bass: row(-8, -10, -3, -4, -10, -14, -14, -12),
  drums: row(-8, -10, -4, -4, -10, -14, -14, -6),
  keys: row(-6, -9, -9, -9, -4, -12, -12, -12),
  winds: row(-6, -10, -9, -9, -8, -4, -9, -14),
  strings: row(-6, -10, -9, -12, -8, -9, -4, -14),
  tracks: row(-6, -8, -8, -8, -8, -8, -8, -2),
  others: row(-6, -8, -8, -8, -8, -8, -8, -12),
};

function row(...db: readonly number[]): Readonly<Record<Family, number>> {
  return Object.fromEntries(FAMILIES.map((family, i) => [family, db[i] ?? -10])) as Record<Family, number>;
}

/** How far a family is spread over the sides. */
const WIDTH: Readonly<Record<Family, number>> = {
  vocals: 0.25,
  guitars: 0.6,
  bass: 0,
  drums: 0.4,
  keys: 0.5,
  winds: 0.5,
  strings: 0.6,
  tracks: 0.2,
  others: 0.5,
};

/** Stays in the centre, whatever its family. */
const CENTRE = /kick|bombo|snare|caja|lead|principal/i;

export function startingMix(role: Family, channels: readonly BoxChannel[], own: readonly number[]): readonly Change[] {
  const changes: Change[] = [{ p: 'master', v: 1 }];
  for (const family of FAMILIES) {
    const members = channels.filter((channel) => familyOf(channel) === family);
    const spread = members.filter(
      (channel) => !own.includes(channel.index) && !CENTRE.test(`${channel.icon} ${channel.name}`),
    );
    for (const channel of members) {
      const mine = own.includes(channel.index);
      const place = spread.indexOf(channel);
      const side = place < 0 || spread.length < 2 ? 0 : (place / (spread.length - 1)) * 2 - 1;
      changes.push(
        { p: 'on', ch: channel.index, v: true },
        { p: 'gain', ch: channel.index, v: faderGain(mine ? 0 : LEVELS[role][family]) },
        { p: 'pan', ch: channel.index, v: mine ? 0 : Math.round(side * WIDTH[family] * 100) / 100 || 0 },
        { p: 'mute', ch: channel.index, v: false },
        { p: 'solo', ch: channel.index, v: false },
      );
    }
  }
  return changes;
}

/** Copying another device's mix. Pure over a draft. */

import { ControlError } from '../../wire/errors.js';
import type { Mix, MixChannel } from '../../wire/mix.js';
import { deviceOf } from '../devices/registry.js';
import { mixOf, replaceMix } from '../mix/mixes.js';
import type { Draft } from '../state/draft.js';

/**
 * `theirs`, with the own channels of both musicians exchanged: their strip of themselves becomes the copier's strip of
 * themselves, and the reverse. Several own channels pair up in order. The shorter list repeats its last channel.
 */
export function swapped(theirs: Mix, ownMine: readonly number[], ownTheirs: readonly number[]): Mix {
  const channels: MixChannel[] = theirs.channels.slice();
  const pairs = ownMine.length === 0 || ownTheirs.length === 0 ? 0 : Math.max(ownMine.length, ownTheirs.length);
  for (let k = 0; k < pairs; k++) {
    const mine = ownMine[Math.min(k, ownMine.length - 1)]!;
    const other = ownTheirs[Math.min(k, ownTheirs.length - 1)]!;
    if (ownTheirs.includes(mine) || !theirs.channels[mine] || !theirs.channels[other]) continue;
    channels[mine] = { ...theirs.channels[other] };
    if (!ownMine.includes(other)) channels[other] = { ...theirs.channels[mine] };
  }
  return { channels, master: theirs.master };
}

/** Copies another device's mix. The listener's master stays, because loudness is each listener's own choice. */
export function copyMix(draft: Draft, uuid: string, from: string): void {
  if (from === uuid) throw new ControlError('bad_value', 'from must be another device’s uuid', { path: 'from' });
  const source = deviceOf(draft, from);
  const theirs = mixOf(draft, from, draft.channels)!.mix;
  const mine = mixOf(draft, uuid, draft.channels)!.mix;
  const mix = swapped(theirs, deviceOf(draft, uuid).own, source.own);
  replaceMix(draft, uuid, { channels: mix.channels, master: mine.master }, 'copy');
}

/** The keys by which the page names one value of a mix. Pure. */
import type { MixSnapshot } from '../../wire/messages.js';
import type { Change, ParameterValue } from '../../wire/mix.js';
import { CHANNEL_PARAMETERS } from '../../wire/parameters.js';

/** `gain:3`, `master`. */
export type Key = string;

export function keyOf(change: { p: string; ch?: number }): Key {
  return change.p === 'master' ? 'master' : `${change.p}:${change.ch}`;
}

export function changeOf(key: Key, v: ParameterValue): Change {
  if (key === 'master') return { p: 'master', v } as Change;
  const at = key.indexOf(':');
  return { p: key.slice(0, at), ch: Number(key.slice(at + 1)), v } as Change;
}

/** Every value of a snapshot by key. */
export function valuesOf(mix: Pick<MixSnapshot, 'channels' | 'master'>): Map<Key, ParameterValue> {
  const values = new Map<Key, ParameterValue>([['master', mix.master]]);
  for (const channel of mix.channels)
    for (const p of CHANNEL_PARAMETERS) values.set(`${p}:${channel.index}`, channel[p]);
  return values;
}

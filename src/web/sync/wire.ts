/** Messages about mixes as JSON on the wire, and the keys by which the page names one value. Pure. */

export interface WireChannel {
  readonly index: number;
  readonly on: boolean;
  readonly gain: number;
  readonly pan: number;
  readonly mute: boolean;
  readonly solo: boolean;
}

export interface WireMix {
  readonly uuid: string;
  readonly rev: number;
  readonly epoch: string | number;
  readonly channels: readonly WireChannel[];
  readonly master: number;
}

export type ChannelParameter = 'on' | 'gain' | 'pan' | 'mute' | 'solo';
export type Value = number | boolean;

export interface Change {
  readonly p: ChannelParameter | 'master';
  readonly ch?: number;
  readonly v: Value;
}

export interface Delta {
  readonly rev: number;
  readonly prev: number;
  readonly set: readonly Change[];
  readonly by: string;
  readonly op: string;
  readonly source?: string;
  readonly at?: number;
}

export interface Reply {
  readonly op: string;
  readonly ok: boolean;
  readonly rev?: number;
  readonly code?: string;
  readonly message?: string;
  readonly path?: string;
  readonly [more: string]: unknown;
}

/** `gain:3`, `master`. */
export type Key = string;

export function keyOf(change: { p: string; ch?: number }): Key {
  return change.p === 'master' ? 'master' : `${change.p}:${change.ch}`;
}

export function changeOf(key: Key, v: Value): Change {
  if (key === 'master') return { p: 'master', v };
  const at = key.indexOf(':');
  return { p: key.slice(0, at) as ChannelParameter, ch: Number(key.slice(at + 1)), v };
}

/** Every value of a snapshot by key. */
export function valuesOf(mix: WireMix): Map<Key, Value> {
  const values = new Map<Key, Value>([['master', mix.master]]);
  for (const channel of mix.channels) {
    values.set(`on:${channel.index}`, channel.on);
    values.set(`gain:${channel.index}`, channel.gain);
    values.set(`pan:${channel.index}`, channel.pan);
    values.set(`mute:${channel.index}`, channel.mute);
    values.set(`solo:${channel.index}`, channel.solo);
  }
  return values;
}

/**
 * `cmd/mix`: checks a set of changes and applies it to a mix. A mix is never changed in place. Pure.
 */

import { ControlError } from '../../wire/errors.js';
import { MAX_SET } from '../../wire/limits.js';
import { type Change, defaultStrip, type HistoryChange, type Mix } from '../../wire/mix.js';
import {
  allowedValues,
  CHANNEL_PARAMETERS,
  fits,
  isParameter,
  PARAMETER_NAMES,
  PARAMETERS,
} from '../../wire/parameters.js';

/** Checks a `set` from outside against the number of inputs. Throws the first fault, with its path. */
export function parseSet(value: unknown, channels: number): Change[] {
  if (!Array.isArray(value))
    throw new ControlError('bad_value', '`set` must be a list', { path: 'set', allowed: { type: 'array' } });
  if (value.length === 0) throw new ControlError('empty_set', '`set` must name at least one change', { path: 'set' });
  if (value.length > MAX_SET)
    throw new ControlError('too_many', `at most ${MAX_SET} changes in one command`, {
      path: 'set',
      allowed: { max: MAX_SET },
    });
  return value.map((entry: unknown, i) => parseEntry(entry, `set[${i}]`, channels));
}

function parseEntry(entry: unknown, path: string, channels: number): Change {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    throw new ControlError('bad_value', `${path} must be an object {p, ch?, v}`, { path, allowed: { type: 'object' } });
  }
  const { p, ch, v } = entry as Record<string, unknown>;
  if (!isParameter(p)) {
    throw new ControlError('no_such_param', `${path}.p must be one of ${PARAMETER_NAMES.join(', ')}`, {
      path: `${path}.p`,
      allowed: PARAMETER_NAMES,
    });
  }
  if (p === 'master') {
    if (ch !== undefined)
      throw new ControlError('bad_value', `${path}.ch: master belongs to the whole mix`, {
        path: `${path}.ch`,
        allowed: null,
      });
  } else if (!Number.isInteger(ch) || (ch as number) < 0 || (ch as number) >= channels) {
    throw new ControlError('no_such_channel', `${path}.ch must be a whole number 0…${channels - 1}`, {
      path: `${path}.ch`,
      allowed: { type: 'integer', min: 0, max: channels - 1 },
    });
  }
  if (!fits(p, v)) {
    const { type, min, max } = PARAMETERS[p];
    const range = type === 'number' ? `a number ${min}…${max}` : 'true or false';
    throw new ControlError('bad_value', `${path}.v: ${p} takes ${range}`, {
      path: `${path}.v`,
      allowed: allowedValues(p),
    });
  }
  return (p === 'master' ? { p, v } : { p, ch, v }) as Change;
}

/** Applies `set` in order. `changes` lists what really changed: several entries for one parameter count once. */
export function applySet(mix: Mix, set: readonly Change[]): { mix: Mix; changes: HistoryChange[] } {
  const channels = mix.channels.slice();
  let master = mix.master;
  for (const entry of set) {
    if (entry.p === 'master') master = entry.v;
    else channels[entry.ch] = { ...channels[entry.ch]!, [entry.p]: entry.v };
  }
  const after: Mix = { channels, master };
  return { mix: after, changes: differences(mix, after) };
}

/** The changes that turn one mix into another of equal length. */
export function differences(from: Mix, to: Mix): HistoryChange[] {
  const changes: HistoryChange[] = [];
  for (let ch = 0; ch < to.channels.length; ch++) {
    const a = from.channels[ch]!;
    const b = to.channels[ch]!;
    if (a === b) continue;
    for (const p of CHANNEL_PARAMETERS) if (a[p] !== b[p]) changes.push({ p, ch, from: a[p], to: b[p] });
  }
  if (from.master !== to.master) changes.push({ p: 'master', from: from.master, to: to.master });
  return changes;
}

/** Turns changes into a `set` that makes them (`to`) or takes them back (`from`). */
export function asSet(changes: readonly HistoryChange[], side: 'from' | 'to'): Change[] {
  return changes.map((c) => (c.p === 'master' ? { p: c.p, v: c[side] } : { p: c.p, ch: c.ch, v: c[side] }) as Change);
}

/** The present value in `mix` of the parameter that a change is about. */
export function presentValue(
  mix: Mix,
  change: { readonly p: HistoryChange['p']; readonly ch?: number },
): number | boolean | undefined {
  return change.p === 'master' ? mix.master : mix.channels[change.ch!]?.[change.p];
}

/**
 * Extends a mix to at least `count` channels with strips of the house mix. Channels beyond `count` are kept, so that a
 * smaller interface for one night loses nothing.
 */
export function padMix(mix: Mix, house: Mix, count: number): Mix {
  if (mix.channels.length >= count) return mix;
  const missing = Array.from({ length: count - mix.channels.length }, (_, i) => ({
    ...(house.channels[mix.channels.length + i] ?? defaultStrip()),
  }));
  return { channels: [...mix.channels, ...missing], master: mix.master };
}

/** Whether a change is of an input that there is among `count`. Another source may have fewer. */
export const isIn =
  (count: number) =>
  (change: Change): boolean =>
    change.p === 'master' || change.ch < count;

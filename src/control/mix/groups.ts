/**
 * A musician's groups: channels that one fader of the page moves together. The box only stores them, so that every
 * page with this mix shows them. The page moves a group with ordinary `cmd/mix` commands. Pure.
 */
import { MAX_CHANNELS } from '../../audio/format.js';
import { ControlError } from '../../wire/errors.js';
import * as fields from '../state/fields.js';
import { cleanName } from '../state/names.js';
import type { DeviceRecord } from '../state/state.js';

export type Group = NonNullable<DeviceRecord['groups']>[number];

export const MAX_GROUPS = 16;

/**
 * Checks the whole new list. Channels are 0…63 whatever the interface has now, so that a smaller sound card for one
 * evening costs nobody a group. Groups without an id get one from `newId`.
 */
export function parseGroups(value: unknown, before: readonly Group[], newId: () => string): Group[] {
  if (!Array.isArray(value) || value.length > MAX_GROUPS)
    throw new ControlError('bad_value', `groups must be a list of at most ${MAX_GROUPS}`, {
      path: 'groups',
      allowed: { max: MAX_GROUPS },
    });
  const known = new Set(before.map(({ id }) => id));
  const groups = value.map((entry: unknown, i) => {
    const { id, name, color, channels } = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<
      string,
      unknown
    >;
    const path = `groups[${i}]`;
    if (id !== undefined && !known.has(id as string))
      throw new ControlError('bad_value', `${path}.id is no group of this device`, { path: `${path}.id` });
    const hue = fields.color(color, `${path}.color`);
    return {
      id: (id as string | undefined) ?? newId(),
      name: cleanName(name, `${path}.name`),
      color: hue,
      channels: parseChannels(channels, `${path}.channels`),
    };
  });
  if (new Set(groups.map(({ id }) => id)).size !== groups.length)
    throw new ControlError('bad_value', 'a group is named twice', { path: 'groups' });
  return groups;
}

/** Checks a list of channels: at least one, none twice. */
export function parseChannels(value: unknown, path: string): number[] {
  const fitting =
    Array.isArray(value) &&
    value.length > 0 &&
    new Set(value).size === value.length &&
    value.every((ch: unknown) => Number.isInteger(ch) && (ch as number) >= 0 && (ch as number) < MAX_CHANNELS);
  if (!fitting)
    throw new ControlError('bad_value', `${path} must be different channels 0…${MAX_CHANNELS - 1}, at least one`, {
      path,
      allowed: { min: 0, max: MAX_CHANNELS - 1 },
    });
  return value as number[];
}

/**
 * A musician's groups: channels that one fader of the page moves together. The box only stores them, so that every
 * page with this mix shows them. The page moves a group with ordinary `cmd/mix` commands. Pure.
 */
import type { CommandPayload } from '../../wire/commands.js';
import { ControlError } from '../../wire/errors.js';
import type { DeviceRecord } from '../state/state.js';

export type Group = NonNullable<DeviceRecord['groups']>[number];

/** Gives groups without an id one from `newId`. Throws `bad_value` for the id of a group that is not in `before`. */
export function groupsWithIds(
  groups: CommandPayload<'device groups'>['groups'],
  before: readonly Group[],
  newId: () => string,
): Group[] {
  const known = new Set(before.map(({ id }) => id));
  return groups.map(({ id, ...group }, i) => {
    if (id !== undefined && !known.has(id))
      throw new ControlError('bad_value', `groups[${i}].id is not a group of this device`, { path: `groups[${i}].id` });
    return { id: id ?? newId(), ...group };
  });
}

/**
 * The groups in which a mix is shown: me, the groups that its
 * musician made, and the remaining kinds of instruments. Pure.
 */

import type { ChannelGroup } from '../../../wire/messages.js';
import { FAMILIES, type Family, familyOf } from '../../model/mix/families.js';
import type { StripInfo } from '../../model/mix/strips.js';

export interface Group {
  /** A made group's id, otherwise `me` or the family. */
  readonly key: string;
  /** The name that the musician gave; undefined where the page has its own word. */
  readonly name: string | undefined;
  readonly color: string;
  /** The icon of a channel, or `groups` if different kinds are together. */
  readonly icon: string;
  readonly members: readonly StripInfo[];
}

/** Keys of the groups that the page builds by itself. */
type OwnKey = Family | 'me';

/** A pair is in a group if either of its channels is. */
export function membersOf(list: readonly StripInfo[], channels: readonly number[]): readonly StripInfo[] {
  return list.filter(({ ch, pair }) => channels.includes(ch) || (pair !== undefined && channels.includes(pair)));
}

/** All channels of the strips, both of each pair. */
export function channelsOf(members: readonly StripInfo[]): number[] {
  return members.flatMap(({ ch, pair }) => (pair === undefined ? [ch] : [ch, pair])).sort((a, b) => a - b);
}

/**
 * A channel may be in several made groups. The page's own groups take channels that
 * are in none of them and not mine. Groups without an existing channel are left out.
 */
export function groupsOf(list: readonly StripInfo[], made: readonly ChannelGroup[]): readonly Group[] {
  const own = (key: OwnKey, members: readonly StripInfo[]): Group => ({
    key,
    name: undefined,
    color: members[0]?.color ?? '',
    icon: members[0]?.icon ?? '',
    members,
  });
  const users = made.map(({ id, name, color, channels }) => {
    const members = membersOf(list, channels);
    const alike = new Set(members.map(familyOf)).size === 1;
    return { key: id, name, color, icon: alike ? members[0].icon : 'groups', members };
  });
  const taken = new Set(users.flatMap(({ members }) => members.map(({ ch }) => ch)));
  const rest = list.filter(({ ch, mine }) => !mine && !taken.has(ch));
  return [
    own(
      'me',
      list.filter(({ mine }) => mine),
    ),
    ...users,
    ...FAMILIES.map((family) =>
      own(
        family,
        rest.filter((strip) => familyOf(strip) === family),
      ),
    ),
  ].filter(({ members }) => members.length > 0);
}

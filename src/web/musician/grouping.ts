/**
 * Which groups a mix is shown in: me, the groups its musician made, and the kinds of instruments that are left. Pure.
 */
import { FAMILIES, type Family, familyOf } from '../model/families.js';
import type { StripInfo } from '../model/strips.js';
import type { UserGroup } from '../model/types.js';

export interface Group {
  /** A made group's id, else `me` or the family. */
  readonly key: string;
  /** The name its musician gave; undefined where the page has a word for it. */
  readonly name: string | undefined;
  readonly color: string;
  /** A channel's, or `groups` where different kinds are together. */
  readonly icon: string;
  readonly members: readonly StripInfo[];
}

/** Keys of the groups the page makes by itself. */
export type OwnKey = Family | 'me';

/** A pair is in a group when either of its channels is. */
export function membersOf(list: readonly StripInfo[], channels: readonly number[]): readonly StripInfo[] {
  return list.filter(({ ch, pair }) => channels.includes(ch) || (pair !== undefined && channels.includes(pair)));
}

/** Both channels of pairs. */
export function channelsOf(members: readonly StripInfo[]): number[] {
  return members.flatMap(({ ch, pair }) => (pair === undefined ? [ch] : [ch, pair])).sort((a, b) => a - b);
}

/**
 * A channel may be in several made groups; the page's own take what is in none and not mine. Groups without a channel
 * that the interface has are left out.
 */
export function groupsOf(list: readonly StripInfo[], made: readonly UserGroup[]): readonly Group[] {
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

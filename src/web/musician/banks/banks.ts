/** Which part of many strips is on the screen: all, mine, a group, or eight at a time. Pure. */
import type { ChannelGroup } from '../../../wire/messages.js';
import type { StripInfo } from '../../model/mix/strips.js';
import { type Group, groupsOf } from '../groups/grouping.js';

/** More strips than this are shown in banks. */
const MANY = 24;
/** Strips of a bank where groups say too little. */
const EIGHT = 8;

export interface Bank {
  readonly key: string;
  /** The group that it shows; undefined for a part of the row, which is named by its places. */
  readonly group: Group | undefined;
  readonly first: number;
  readonly members: readonly StripInfo[];
}

/**
 * The banks besides all and mine; none for few strips. Groups, made or by the kind of instrument, are banks where they
 * divide the strips: no group may have more than half of them.
 */
export function banksOf(list: readonly StripInfo[], made: readonly ChannelGroup[]): readonly Bank[] {
  if (list.length <= MANY) return [];
  const others = list.filter(({ mine }) => !mine);
  const groups = groupsOf(others, made);
  if (groups.every(({ members }) => members.length <= others.length / 2))
    return groups.map((group) => ({ key: group.key, group, first: 0, members: group.members }));
  const parts: Bank[] = [];
  for (let first = 0; first < others.length; first += EIGHT)
    parts.push({ key: `from ${first}`, group: undefined, first, members: others.slice(first, first + EIGHT) });
  return parts;
}

/** The strips of a bank; the musician's own are always there. A bank that does not exist shows all. */
export function stripsIn(list: readonly StripInfo[], banks: readonly Bank[], key: string): readonly StripInfo[] {
  const wanted = key === 'mine' && banks.length > 0 ? [] : banks.find((bank) => bank.key === key)?.members;
  const found = wanted === undefined ? list : list.filter((strip) => strip.mine || wanted.includes(strip));
  return found.length > 0 ? found : list;
}

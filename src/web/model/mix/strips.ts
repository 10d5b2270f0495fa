/**
 * Which strips a mix shows, and in which order: the engineer's
 * order, stereo pairs as one strip, the owner's strips first. Pure.
 */
import type { BoxChannel } from '../../../wire/messages.js';

export interface StripInfo {
  /** The channel whose values the strip shows and sets; of a pair, the left one. */
  readonly ch: number;
  /** The right channel of a stereo pair. */
  readonly pair: number | undefined;
  readonly name: string;
  readonly color: string;
  readonly icon: string;
  readonly mine: boolean;
}

/** The part that two names share, without what marks left and right: "OH L" + "OH R" → "OH". */
export function pairName(left: string, right: string): string {
  let shared = 0;
  while (shared < left.length && left[shared] === right[shared]) shared++;
  const name = left.slice(0, shared).replace(/[\s\-_/.(]+$/, '');
  return name.length > 1 ? name : `${left} / ${right}`;
}

export function stripsOf(
  channels: readonly BoxChannel[],
  order: readonly number[],
  own: readonly number[],
): readonly StripInfo[] {
  const byIndex = new Map(channels.map((channel) => [channel.index, channel]));
  const mine = new Set(own);
  const strips: StripInfo[] = [];
  for (const index of [...order, ...channels.map((channel) => channel.index).filter((i) => !order.includes(i))]) {
    const channel = byIndex.get(index);
    if (channel === undefined) continue;
    const partner = channel.link !== null ? byIndex.get(channel.link) : undefined;
    if (partner !== undefined && partner.index < channel.index) continue;
    strips.push({
      ch: channel.index,
      pair: partner?.index,
      name: partner === undefined ? channel.name : pairName(channel.name, partner.name),
      color: channel.color,
      icon: channel.icon,
      mine: mine.has(channel.index) || (partner !== undefined && mine.has(partner.index)),
    });
  }
  return [...strips.filter((strip) => strip.mine), ...strips.filter((strip) => !strip.mine)];
}

/**
 * The input channels as people see them: names, colours, icons, order, stereo links and trim. The engineer's values
 * replace those of the source. Pure.
 *
 * `effectiveMix` folds trim into the gains when a mix is handed to the audio side, so stored mixes keep the numbers
 * people set. A compensated trim change is taken back by the same amount in every mix: everybody hears the same.
 */
import { parse } from '../../wire/check.js';
import type { CommandPayload } from '../../wire/commands.js';
import { ControlError } from '../../wire/errors.js';
import type { BoxChannel, ChannelInfo } from '../../wire/messages.js';
import type { Change, Mix } from '../../wire/mix.js';
import { compensationDb } from '../../wire/values.js';
import type { ChannelRecord } from '../state/channel-record.js';
import type { Draft } from '../state/draft.js';
import type { Reader } from '../state/state.js';
import { BOX } from '../state/state.js';
import { panicFactor } from './panic.js';

const UNTOUCHED: ChannelRecord = { link: null, trimDb: 0, compensationDb: 0 };

export const channelRecord = (reader: Reader, index: number): ChannelRecord =>
  reader.get('channel', String(index)) ?? UNTOUCHED;

export function channelViews(reader: Reader, source: readonly ChannelInfo[]): BoxChannel[] {
  return source.map((info) => {
    const kept = channelRecord(reader, info.index);
    return {
      index: info.index,
      name: kept.name ?? info.name,
      color: kept.color ?? info.color,
      icon: kept.icon ?? info.icon,
      link: kept.link !== null && kept.link < source.length ? kept.link : null,
      trimDb: kept.trimDb,
      compensationDb: kept.compensationDb,
    };
  });
}

/** Every channel of the interface once, in the engineer's order. New channels come last. */
export function channelOrder(reader: Reader, channels: number): number[] {
  const kept = (reader.get('channelOrder', BOX) ?? []).filter((index) => index < channels);
  const rest = Array.from({ length: channels }, (_, i) => i).filter((i) => !kept.includes(i));
  return [...kept, ...rest];
}

/** Adds the stereo partners to a `set`, with equal values and mirrored pan. An entry of the set itself wins. */
export function linked(reader: Reader, set: readonly Change[], channels: number): Change[] {
  const named = new Set(set.map((entry) => (entry.p === 'master' ? '' : `${entry.p}/${entry.ch}`)));
  const out: Change[] = [];
  for (const entry of set) {
    out.push(entry);
    if (entry.p === 'master') continue;
    const partner = channelRecord(reader, entry.ch).link;
    if (partner === null || partner >= channels || named.has(`${entry.p}/${partner}`)) continue;
    const v = entry.p === 'pan' && entry.v !== 0 ? -(entry.v as number) : entry.v;
    out.push({ p: entry.p, ch: partner, v });
  }
  return out;
}

/** Linear factor of a channel's trim and compensation. */
export function trimFactor(reader: Reader, index: number): number {
  const { trimDb, compensationDb } = channelRecord(reader, index);
  const total = trimDb + compensationDb;
  return total === 0 ? 1 : 10 ** (total / 20);
}

/**
 * The mix as the audio side plays it: with trim and panic applied, and as wide as the interface. Without them a gain
 * stays bit for bit as it was set.
 */
export function effectiveMix(reader: Reader, mix: Mix, channels: number): Mix {
  return {
    master: mix.master * panicFactor(reader),
    channels: mix.channels.slice(0, channels).map((strip, index) => {
      const factor = trimFactor(reader, index);
      return factor === 1 ? strip : { ...strip, gain: strip.gain * factor };
    }),
  };
}

/** `cmd/channel/<n>`. With `compensate` a trim change is taken back in every mix. */
export function setChannel(
  draft: Draft,
  index: number,
  { link: partner, ...set }: CommandPayload<'channel'>['set'],
  compensate: boolean,
): void {
  const before = channelRecord(draft, index);
  const { trimDb } = set;
  const taken = compensate && trimDb !== undefined ? { compensationDb: compensated(before, trimDb) } : {};
  draft.put('channel', String(index), { ...before, ...set, ...taken });
  if (partner !== undefined) link(draft, index, partner);
}

/**
 * The compensation that a new trim needs. Throws if it leaves its range: changes with and without compensation could
 * add up without limit.
 */
function compensated(before: ChannelRecord, trimDb: number): number {
  const wanted = before.compensationDb - (trimDb - before.trimDb);
  return parse(compensationDb, wanted, 'the compensation of set.trimDb');
}

/** Links two channels. Links are mutual, so both channels first give up their old partners. */
function link(draft: Draft, index: number, partner: number | null): void {
  if (partner === index)
    throw new ControlError('no_such_channel', 'link takes another channel or null', {
      path: 'set.link',
      allowed: { min: 0, max: draft.channels - 1 },
    });
  const release = (channel: number) => {
    const record = channelRecord(draft, channel);
    if (record.link !== null)
      draft.put('channel', String(record.link), { ...channelRecord(draft, record.link), link: null });
    draft.put('channel', String(channel), { ...channelRecord(draft, channel), link: null });
  };
  release(index);
  if (partner === null) return;
  release(partner);
  draft.put('channel', String(index), { ...channelRecord(draft, index), link: partner });
  draft.put('channel', String(partner), { ...channelRecord(draft, partner), link: index });
}

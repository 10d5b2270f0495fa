/**
 * The input channels as people see them: names, colours, icons, order, stereo links and trim. The engineer's values
 * replace those of the source. Pure.
 *
 * `effectiveMix` folds trim into the gains when a mix is handed to the audio side, so stored mixes keep the numbers
 * people set. A compensated trim change is taken back by the same amount in every mix: everybody hears the same.
 */

import { ControlError } from '../../wire/errors.js';
import type { BoxChannel, ChannelInfo } from '../../wire/messages.js';
import type { Change, Mix } from '../../wire/mix.js';
import type { Draft } from '../state/draft.js';
import * as fields from '../state/fields.js';
import { cleanName } from '../state/names.js';
import type { ChannelRecord, Reader } from '../state/state.js';
import { BOX } from '../state/state.js';
import { panicFactor } from './panic.js';

/** Range of the trim, ± dB. */
const MAX_TRIM_DB = 24;
/** Range of the compensation, ± dB: trim from one end to the other. */
export const MAX_COMPENSATION_DB = 2 * MAX_TRIM_DB;

/** What the engineer may set on a channel. */
export const CHANNEL_FIELDS = {
  name: (value: unknown, path: string) => cleanName(value, path),
  color: fields.color,
  icon: fields.matching(/^[a-z0-9-]{1,32}$/, 'a short lower-case word, [a-z0-9-]{1,32}'),
  trimDb: fields.within(MAX_TRIM_DB, 'dB'),
  compensationDb: fields.within(MAX_COMPENSATION_DB, 'dB'),
} as const;

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

/** `cmd/channel/<n>`: checks the whole `set` before anything changes. */
export function setChannel(draft: Draft, index: number, payload: Readonly<Record<string, unknown>>): void {
  const { set, compensate } = payload;
  if (typeof set !== 'object' || set === null || Array.isArray(set))
    throw new ControlError('bad_value', '`set` must be an object', { path: 'set' });
  const wanted = set as Record<string, unknown>;
  if (Object.keys(wanted).length === 0)
    throw new ControlError('empty_set', '`set` must name at least one field', { path: 'set' });
  if (compensate !== undefined && typeof compensate !== 'boolean')
    throw new ControlError('bad_value', '`compensate` must be true or false', { path: 'compensate' });
  let next = channelRecord(draft, index);
  for (const [field, value] of Object.entries(wanted)) {
    if (field === 'link') continue;
    next = { ...next, ...parseField(field, value, next, compensate === true) };
  }
  draft.put('channel', String(index), next);
  if (wanted.link !== undefined) link(draft, index, wanted.link);
}

function parseField(field: string, value: unknown, before: ChannelRecord, compensate: boolean): Partial<ChannelRecord> {
  const path = `set.${field}`;
  switch (field) {
    case 'name':
    case 'color':
    case 'icon':
      return { [field]: CHANNEL_FIELDS[field](value, path) };
    case 'trimDb': {
      const trimDb = CHANNEL_FIELDS.trimDb(value, path);
      if (!compensate) return { trimDb };
      // Changes with and without compensation in turn would otherwise add up without end.
      const compensationDb = before.compensationDb - (trimDb - before.trimDb);
      return {
        trimDb,
        compensationDb: CHANNEL_FIELDS.compensationDb(compensationDb, 'the compensation of set.trimDb'),
      };
    }
    default:
      throw new ControlError('bad_value', `a channel has no ${field.slice(0, 40)}`, {
        path: path.slice(0, 80),
        allowed: ['name', 'color', 'icon', 'link', 'trimDb'],
      });
  }
}

/** Links two channels. Links are mutual, so both channels first give up their old partners. */
function link(draft: Draft, index: number, partner: unknown): void {
  const fitting =
    partner === null ||
    (Number.isInteger(partner) &&
      (partner as number) >= 0 &&
      (partner as number) < draft.channels &&
      partner !== index);
  if (!fitting)
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
  release(partner as number);
  draft.put('channel', String(index), { ...channelRecord(draft, index), link: partner as number });
  draft.put('channel', String(partner), { ...channelRecord(draft, partner as number), link: index });
}

/** `cmd/channels` order: names every channel exactly once. */
export function orderChannels(draft: Draft, order: unknown): void {
  const complete = Array.isArray(order) && order.length === draft.channels && new Set(order).size === order.length;
  if (
    !complete ||
    !order.every((i: unknown) => Number.isInteger(i) && (i as number) >= 0 && (i as number) < draft.channels)
  ) {
    throw new ControlError('bad_value', `order must name each of the ${draft.channels} channels once`, {
      path: 'order',
    });
  }
  draft.put('channelOrder', BOX, order as number[]);
}

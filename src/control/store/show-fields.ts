/** The description of the records about a show, as `row-fields.ts` has the others. Pure. */
import * as v from 'valibot';
import { distinct, flag, list, maybe, oneOf, orNull, record, rule, type Schema, whole } from '../../base/schema.js';
import {
  MAX_ALL_PRESETS,
  MAX_CHANNELS,
  MAX_GROUPS,
  MAX_OWN,
  MAX_PARTICIPANTS,
  MAX_SET,
  MAX_SONGS,
} from '../../wire/limits.js';
import { name } from '../../wire/names.js';
import {
  channel,
  channelSet,
  color,
  compensationDb,
  count,
  groupFields,
  icon,
  id,
  mix,
  setEntry,
  stripFields,
  time,
  trimDb,
} from '../../wire/values.js';
import type { Tables } from '../state/state.js';

type ShowTable = 'offer' | 'check' | 'scene' | 'sceneMix' | 'card' | 'setlistBefore';

/** Of a channel, alone and in a snapshot. */
export const channelFields = {
  name: maybe(name),
  color: maybe(color),
  icon: maybe(icon),
  link: orNull(channel),
  trimDb,
  compensationDb,
};

export const songList = v.pipe(
  list(record({ id, name }), MAX_SONGS),
  distinct((song) => song.id),
);
export const channelOrder = channelSet(MAX_CHANNELS, 0, MAX_CHANNELS);
export const houseFrom = record({ uuid: id, name, at: time });
/** Which inputs belong to a device, and its groups. */
export const ownInputs = channelSet(MAX_CHANNELS, 0, MAX_OWN);
export const groupList = v.pipe(
  list(record(groupFields), MAX_GROUPS),
  distinct(({ id }) => id),
);

export const SHOW_FIELDS: { readonly [T in ShowTable]: Schema<Tables[T], unknown> } = {
  offer: record({
    id,
    by: id,
    name,
    set: list(setEntry, MAX_SET),
    state: oneOf('open', 'taken', 'refused'),
    heard: flag,
    at: time,
  }),
  check: record({
    id,
    by: id,
    name,
    at: time,
    people: v.pipe(
      list(record({ uuid: id, heardAt: orNull(time), listening: flag }), MAX_PARTICIPANTS),
      distinct(({ uuid }) => uuid),
    ),
  }),
  scene: record({
    id,
    kind: oneOf('kept', 'before', 'card'),
    name,
    by: id,
    byName: name,
    at: time,
    rev: count,
    channels: v.pipe(
      list(record({ ...channelFields, index: channel }), MAX_CHANNELS),
      distinct(({ index }) => index),
      rule((channels) => channels.every((one) => mutual(one, channels)), 'links that are mutual'),
    ),
    strips: v.pipe(
      list(record({ index: channel, strip: stripFields(false) }), MAX_CHANNELS),
      distinct(({ index }) => index),
    ),
    order: orNull(channelOrder),
    house: orNull(mix),
    houseFrom: orNull(houseFrom),
  }),
  card: record({ id, name }),
  setlistBefore: record({
    songs: songList,
    index: whole(-1, MAX_SONGS - 1),
    presets: list(record({ uuid: id, id, song: id }), MAX_ALL_PRESETS),
  }),
  sceneMix: record({ mix, own: ownInputs, groups: groupList }),
};

interface Linked {
  readonly index: number;
  readonly link: number | null;
}

const mutual = ({ index, link }: Linked, channels: readonly Linked[]): boolean =>
  link === null || (link !== index && channels.find((one) => one.index === link)?.link === index);

/**
 * The description of each record, field by field. Stored rows, restored backups and the rows that commands write must
 * all fit it. Names, colours, trims, mixes and limits use the same checks as commands. Pure.
 */

import * as v from 'valibot';
import {
  distinct,
  flag,
  leaf,
  list,
  matching,
  maybe,
  oneOf,
  orNull,
  record,
  type Schema,
  whole,
} from '../../base/schema.js';
import { MAX_CHANNELS, MAX_MESSAGES, MAX_PARTICIPANTS, MAX_PRESETS, MAX_SONGS } from '../../wire/limits.js';
import { name, text } from '../../wire/names.js';
import { CHANNEL_PARAMETERS, fits } from '../../wire/parameters.js';
import { MIX_LOCKS } from '../../wire/roles.js';
import {
  change,
  channel,
  count,
  earFields,
  id,
  mix,
  op,
  parameterName,
  parameterValue,
  stripFields,
  time,
} from '../../wire/values.js';
import { isDeviceId } from '../devices/device-ids.js';
import { DEVICE_TYPE, MAX_USER_AGENT } from '../devices/registry.js';
import { HISTORY_SLOTS } from '../mix/history.js';
import { OP_SLOTS } from '../state/ops.js';
import type { TableName, Tables } from '../state/state.js';
import { BOX } from '../state/state.js';
import { channelFields, channelOrder, groupList, houseFrom, ownInputs, SHOW_FIELDS, songList } from './show-fields.js';

/** Version of the record layout that this program writes. */
export const SCHEMA = 1;

/** Most changes in one history entry: every parameter of every input, and the master. */
const MAX_CHANGES = MAX_CHANNELS * CHANNEL_PARAMETERS.length + 1;
/** Longest JSON of a reply that is kept for a retry, characters. */
const MAX_RESULT = 65_536;

const word = matching(/^[a-z][a-z0-9_-]{0,31}$/, 'a short lower-case word');
const shortText = (max: number) =>
  leaf<string>((value) => typeof value === 'string' && value.length <= max, `at most ${max} characters`);
/** Of a request that names a value. */
const blank = leaf<string>((value) => value === '', 'no text');
const role = oneOf('musician', 'engineer');

/** The extra fields of a reply. None may have the name of a field that every reply has. */
const isResult = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !Object.keys(value).some((key) => ['op', 'ok', 'rev', 'durable', 'code', 'message'].includes(key)) &&
  isFlat(value, 3) &&
  JSON.stringify(value).length <= MAX_RESULT;
const result = leaf<Readonly<Record<string, unknown>>>(isResult, 'what a reply adds');

const isFlat = (value: unknown, depth: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (depth > 0 && Object.values(value).every((each) => isFlat(each, depth - 1)));

export const ROW_FIELDS: { readonly [T in TableName]: Schema<Tables[T], unknown> } = {
  meta: record({
    schema: leaf<number>((value) => value === SCHEMA, `${SCHEMA}`, { allowed: SCHEMA }),
    epoch: id,
    rev: count,
    age: maybe(count),
  }),
  device: record({
    uuid: id,
    type: matching(DEVICE_TYPE, 'a short lower-case word'),
    name,
    customName: orNull(name),
    role,
    verified: flag,
    tokenHash: orNull(matching(/^[A-Za-z0-9_-]{43}$/, 'a SHA-256 in base64url')),
    address: matching(/^[!-~]{0,64}$/, 'a network address'),
    userAgent: shortText(MAX_USER_AGENT),
    firstSeen: time,
    lastSeen: time,
    seen: maybe(count),
    reconnections: count,
    own: ownInputs,
    groups: maybe(groupList),
    order: count,
    lock: maybe(oneOf(...MIX_LOCKS)),
    ear: maybe(record({ ...earFields, at: time })),
    claims: maybe(id),
    mirrors: maybe(id),
    code: maybe(record({ text: matching(/^[A-Z0-9]{8}$/, 'a code of 8 characters'), until: count, pass: maybe(flag) })),
    standsIn: maybe(
      record({
        for: id,
        name,
        until: count,
        untilAt: time,
        kept: record({ mix, own: ownInputs, groups: groupList, presets: list(id, MAX_PRESETS) }),
      }),
    ),
    regular: maybe(flag),
    engineered: maybe(flag),
  }),
  mix: record({ mix, rev: count, at: time, touched: flag }),
  house: mix,
  houseFrom,
  channel: record(channelFields),
  channelOrder,
  strip: stripFields(false),
  preset: record({
    id,
    uuid: id,
    name,
    song: orNull(id),
    locked: flag,
    at: time,
    rev: count,
    saved: maybe(count),
    mix,
  }),
  panic: record({ level: oneOf('dim', 'mute'), by: id, name, at: time }),
  setlist: record({
    songs: songList,
    index: whole(-1, MAX_SONGS - 1),
    anyone: flag,
  }),
  session: record({
    id,
    name,
    by: id,
    at: time,
    rev: count,
    made: maybe(count),
    participants: v.pipe(
      list(record({ uuid: id, since: time }), MAX_PARTICIPANTS),
      distinct(({ uuid }) => uuid),
    ),
    next: count,
  }),
  message: record({ n: count, by: id, name, kind: oneOf('message', 'cue'), text, at: time }),
  direct: record({
    id,
    by: id,
    name,
    to: orNull(
      v.pipe(
        list(id, MAX_PARTICIPANTS),
        distinct((uuid) => uuid),
      ),
    ),
    alert: flag,
    re: orNull(id),
    text,
    at: time,
    rev: count,
    seen: v.pipe(
      list(record({ uuid: id, at: time }), MAX_PARTICIPANTS),
      distinct(({ uuid }) => uuid),
    ),
  }),
  ask: record({
    id,
    uuid: id,
    ch: orNull(channel),
    p: orNull(parameterName),
    v: orNull(parameterValue),
    text: v.lazy((value) => (value === '' ? blank : text)),
    at: time,
    rev: maybe(count),
  }),
  ...SHOW_FIELDS,
  trail: record({ next: count }),
  history: record({
    n: count,
    rev: count,
    at: time,
    by: id,
    name,
    role,
    source: word,
    why: word,
    gesture: orNull(shortText(64)),
    changes: list(change, MAX_CHANGES),
    undone: count,
    undoneBy: orNull(id),
    age: maybe(count),
  }),
  op: record({ n: count, op, rev: count, result }),
};

type Row<T extends TableName> = Tables[T];
type Rule<T extends TableName> = (row: Row<T>, id: string) => boolean;

const inSlot = (id: string, n: number, slots: number): boolean => {
  const slash = id.lastIndexOf('/');
  return id.slice(slash + 1) === String(n % slots) && slash > 0;
};
const isChannel = (id: string): boolean => /^(\d|[1-5]\d|6[0-3])$/.test(id);
const single: Rule<TableName> = (_, id) => id === BOX;

/** Rules between a record and its key, and between its fields. */
export const ROW_RULES: { readonly [T in TableName]: Rule<T> } = {
  meta: single,
  // A device without a token is unverified, and cannot have the engineer's role.
  device: (row, id) =>
    row.uuid === id &&
    isDeviceId(id) &&
    row.verified === (row.tokenHash !== null) &&
    (row.verified || row.role !== 'engineer'),
  mix: () => true,
  house: single,
  houseFrom: single,
  channel: (row, id) => isChannel(id) && row.link !== Number(id),
  strip: (_, id) => isChannel(id),
  channelOrder: single,
  preset: (row, id) => id === `${row.uuid}/${row.id}`,
  panic: single,
  setlist: (row, id) => id === BOX && row.index < row.songs.length,
  setlistBefore: (row, id) => id === BOX && row.index < row.songs.length,
  session: (row, id) => row.id === id,
  message: (row, id) => inSlot(id, row.n, MAX_MESSAGES),
  direct: (row, id) => row.id === id,
  ask: (row, id) =>
    row.id === id &&
    (row.p === null
      ? row.v === null && row.text !== ''
      : fits(row.p, row.v) && (row.p === 'master') === (row.ch === null)),
  offer: (row) => row.set.length > 0 && (row.state === 'open' || !row.heard),
  check: single,
  scene: (row, id) => row.id === id,
  card: single,
  sceneMix: (_, id) => id.split('/').length === 2,
  trail: () => true,
  history: (row, id) => inSlot(id, row.n, HISTORY_SLOTS),
  op: (row, id) => inSlot(id, row.n, OP_SLOTS),
};

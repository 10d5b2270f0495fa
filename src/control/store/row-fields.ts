/**
 * The description of each record, field by field. Stored rows, restored backups and the rows that commands write must
 * all fit it. Names, colours, trims, mixes and limits use the same checks as commands. Pure.
 */

import { ControlError } from '../../wire/errors.js';
import type { HistoryChange } from '../../wire/mix.js';
import { fits, isParameter } from '../../wire/parameters.js';
import { MIX_LOCKS } from '../../wire/roles.js';
import { MAX_PARTICIPANTS, MAX_TEXT, MESSAGE_SLOTS } from '../band/sessions.js';
import { MAX_SONGS } from '../band/setlist.js';
import { isDeviceId } from '../devices/device-ids.js';
import { DEVICE_TYPE, MAX_OWN, MAX_USER_AGENT } from '../devices/registry.js';
import { CHANNEL_FIELDS } from '../mix/channels.js';
import { MAX_GROUPS, parseChannels } from '../mix/groups.js';
import { HISTORY_SLOTS } from '../mix/history.js';
import { parseMix } from '../mix/mix-command.js';
import * as f from '../state/fields.js';
import { cleanName, cleanText } from '../state/names.js';
import { OP_SLOTS, parseOp } from '../state/ops.js';
import type { DeviceRecord, TableName, Tables } from '../state/state.js';
import { BOX } from '../state/state.js';

/** Version of the record layout that this program writes. */
export const SCHEMA = 1;

/** Most changes in one history entry: five parameters of 64 inputs, and the master. */
const MAX_CHANGES = 64 * 5 + 1;
/** Longest JSON of a reply that is kept for a retry, characters. */
const MAX_RESULT = 65_536;

const name: f.Field<string> = (value, path) => cleanName(value, path);
const mix: f.Field<Tables['mix']['mix']> = (value, path) => parseMix(value, path);
const word = f.matching(/^[a-z][a-z0-9_-]{0,31}$/, 'a short lower-case word');
const shortText = (max: number): f.Field<string> =>
  f.matching(new RegExp(`^[^]{0,${max}}$`), `at most ${max} characters`);
const role = f.oneOf('musician', 'engineer');

const group = f.record<NonNullable<DeviceRecord['groups']>[number]>({
  id: f.id,
  name,
  color: f.color,
  channels: parseChannels,
});

/** A change of one parameter. Every parameter except the master has `ch`. */
const change: f.Field<HistoryChange> = (value, path) => {
  const { p, ch, from, to } = f.record<Record<'p' | 'ch' | 'from' | 'to', unknown>>({
    p: (each) => each,
    ch: (each) => each,
    from: (each) => each,
    to: (each) => each,
  })(value, path);
  if (!isParameter(p) || !fits(p, from) || !fits(p, to) || (p === 'master') !== (ch === undefined))
    throw new ControlError('bad_value', `${path} is no change of a parameter`, { path });
  return p === 'master' ? { p, from, to } : { p, ch: f.channel(ch, `${path}.ch`), from, to };
};

/** The extra fields of a reply. None may have the name of a field that every reply has. */
const result: f.Field<Readonly<Record<string, unknown>>> = (value, path) => {
  const fitting =
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !Object.keys(value).some((key) => ['op', 'ok', 'rev', 'durable', 'code', 'message'].includes(key)) &&
    isFlat(value, 3) &&
    JSON.stringify(value).length <= MAX_RESULT;
  if (!fitting) throw new ControlError('bad_value', `${path} is no reply's`, { path });
  return value as Readonly<Record<string, unknown>>;
};

const isFlat = (value: unknown, depth: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (depth > 0 && Object.values(value).every((each) => isFlat(each, depth - 1)));

const orderOfChannels = f.distinct(f.list(f.channel, 64));
const only =
  <T extends number>(wanted: T): f.Field<T> =>
  (value, path) => {
    if (value !== wanted) throw new ControlError('bad_value', `${path} takes ${wanted}`, { path, allowed: wanted });
    return wanted;
  };

/** The fields of each table's rows. */
export const ROW_FIELDS: { readonly [T in TableName]: f.Field<Tables[T]> } = {
  meta: f.record({ schema: only(SCHEMA), epoch: f.id, rev: f.count, age: f.maybe(f.count) }),
  device: f.record({
    uuid: f.id,
    type: f.matching(DEVICE_TYPE, 'a short lower-case word'),
    name,
    customName: f.orNull(name),
    role,
    verified: f.flag,
    tokenHash: f.orNull(f.matching(/^[A-Za-z0-9_-]{43}$/, 'a SHA-256 in base64url')),
    address: f.matching(/^[!-~]{0,64}$/, 'a network address'),
    userAgent: shortText(MAX_USER_AGENT),
    firstSeen: f.time,
    lastSeen: f.time,
    seen: f.maybe(f.count),
    reconnections: f.count,
    own: f.distinct(f.list(f.channel, MAX_OWN)),
    groups: f.maybe(f.distinct(f.list(group, MAX_GROUPS), ({ id }) => id)),
    order: f.count,
    lock: f.maybe(f.oneOf(...MIX_LOCKS)),
    regular: f.maybe(f.flag),
    engineered: f.maybe(f.flag),
  }),
  mix: f.record({ mix, rev: f.count, at: f.time, touched: f.flag }),
  house: (value, path) => parseMix(value, path),
  channel: f.record({
    name: f.maybe(CHANNEL_FIELDS.name),
    color: f.maybe(CHANNEL_FIELDS.color),
    icon: f.maybe(CHANNEL_FIELDS.icon),
    link: f.orNull(f.channel),
    trimDb: CHANNEL_FIELDS.trimDb,
    compensationDb: CHANNEL_FIELDS.compensationDb,
  }),
  channelOrder: orderOfChannels,
  preset: f.record({
    id: f.id,
    uuid: f.id,
    name,
    song: f.orNull(f.id),
    locked: f.flag,
    at: f.time,
    rev: f.count,
    saved: f.maybe(f.count),
    mix,
  }),
  panic: f.record({ level: f.oneOf('dim', 'mute'), by: f.id, name, at: f.time }),
  setlist: f.record({
    songs: f.distinct(f.list(f.record({ id: f.id, name }), MAX_SONGS), ({ id }) => id),
    index: f.whole(-1, MAX_SONGS - 1),
    anyone: f.flag,
  }),
  session: f.record({
    id: f.id,
    name,
    by: f.id,
    at: f.time,
    rev: f.count,
    made: f.maybe(f.count),
    participants: f.distinct(f.list(f.record({ uuid: f.id, since: f.time }), MAX_PARTICIPANTS), ({ uuid }) => uuid),
    next: f.count,
  }),
  message: f.record({
    n: f.count,
    by: f.id,
    name,
    kind: f.oneOf('message', 'cue'),
    text: (value, path) => cleanText(value, path, MAX_TEXT),
    at: f.time,
  }),
  ask: f.record({
    id: f.id,
    uuid: f.id,
    ch: f.orNull(f.channel),
    p: (value, path) => {
      if (value === null || isParameter(value)) return value;
      throw new ControlError('bad_value', `${path} is no parameter`, { path });
    },
    v: (value, path) => {
      if (value === null || typeof value === 'boolean' || Number.isFinite(value))
        return value as number | boolean | null;
      throw new ControlError('bad_value', `${path} is no value`, { path });
    },
    text: (value, path) => (value === '' ? '' : cleanText(value, path, MAX_TEXT)),
    at: f.time,
    rev: f.maybe(f.count),
  }),
  trail: f.record({ next: f.count }),
  history: f.record({
    n: f.count,
    rev: f.count,
    at: f.time,
    by: f.id,
    name,
    role,
    source: word,
    why: word,
    gesture: f.orNull(shortText(64)),
    changes: f.list(change, MAX_CHANGES),
    undone: f.count,
    undoneBy: f.orNull(f.id),
    age: f.maybe(f.count),
  }),
  op: f.record({ n: f.count, op: (value) => parseOp(value), rev: f.count, result }),
};

type Row<T extends TableName> = Tables[T];
type Rule<T extends TableName> = (row: Row<T>, id: string) => boolean;

const inSlot = (id: string, n: number, slots: number): boolean => {
  const slash = id.lastIndexOf('/');
  return id.slice(slash + 1) === String(n % slots) && slash > 0;
};
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
  channel: (row, id) => /^(\d|[1-5]\d|6[0-3])$/.test(id) && row.link !== Number(id),
  channelOrder: single,
  preset: (row, id) => id === `${row.uuid}/${row.id}`,
  panic: single,
  setlist: (row, id) => id === BOX && row.index < row.songs.length,
  session: (row, id) => row.id === id,
  message: (row, id) => inSlot(id, row.n, MESSAGE_SLOTS),
  ask: (row, id) =>
    row.id === id &&
    (row.p === null
      ? row.v === null && row.text !== ''
      : fits(row.p, row.v) && (row.p === 'master') === (row.ch === null)),
  trail: () => true,
  history: (row, id) => inSlot(id, row.n, HISTORY_SLOTS),
  op: (row, id) => inSlot(id, row.n, OP_SLOTS),
};

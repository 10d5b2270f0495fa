/**
 * From stored rows to the state. Every row is outside data: one that does not hold together is left out and named, the rest
 * counts. Pure.
 */
import { ControlError } from '../errors.js';
import { parseMix } from '../mix-command.js';
import { MIX_LOCKS } from '../mix-lock.js';
import { isPanicLevel } from '../panic.js';
import type { Key, MixLock, State, TableName, Tables } from '../state.js';
import { BOX, splitKey } from '../state.js';
import { isId } from '../topics.js';

/** Layout of the records this program writes. */
export const SCHEMA = 1;

type Row = Record<string, unknown>;
type Check = (row: Row, id: string) => boolean;

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown): value is string => typeof value === 'string';
const isMix = (value: unknown): boolean => {
  try {
    parseMix(value, 'mix');
    return true;
  } catch (error) {
    if (error instanceof ControlError) return false;
    throw error;
  }
};

const isGroup = (group: unknown): boolean =>
  isRow(group) &&
  isText(group.id) &&
  isText(group.name) &&
  isText(group.color) &&
  Array.isArray(group.channels) &&
  group.channels.every(isCount);

/** What each table's rows must be for the rest of the program to rely on them. */
const CHECKS: { readonly [T in TableName]: Check } = {
  meta: (row, id) => id === BOX && isCount(row.rev) && isText(row.epoch) && row.schema === SCHEMA,
  device: (row, id) =>
    isId(id) &&
    row.uuid === id &&
    isText(row.name) &&
    (row.customName === null || isText(row.customName)) &&
    (row.role === 'musician' || row.role === 'engineer') &&
    (row.tokenHash === null || (isText(row.tokenHash) && row.tokenHash.length === 43)) &&
    Array.isArray(row.own) &&
    row.own.every(isCount) &&
    (row.lock === undefined || MIX_LOCKS.includes(row.lock as MixLock)) &&
    (row.groups === undefined || (Array.isArray(row.groups) && row.groups.every(isGroup))) &&
    [row.firstSeen, row.lastSeen, row.reconnections, row.order].every(isCount),
  mix: (row, id) => isId(id) && isMix(row.mix) && isCount(row.rev),
  house: (row) => isMix(row),
  channel: (row, id) =>
    /^\d+$/.test(id) &&
    (row.link === null || isCount(row.link)) &&
    Number.isFinite(row.trimDb) &&
    Number.isFinite(row.compensationDb),
  channelOrder: (row) => Array.isArray(row) && row.every(isCount),
  preset: (row, id) => id === `${row.uuid}/${row.id}` && isText(row.name) && isMix(row.mix),
  panic: (row, id) => id === BOX && isPanicLevel(row.level) && isText(row.by) && isText(row.name) && isCount(row.at),
  setlist: (row) =>
    Array.isArray(row.songs) &&
    row.songs.every((song) => isRow(song) && isText(song.id) && isText(song.name)) &&
    Number.isInteger(row.index),
  session: (row, id) =>
    row.id === id &&
    isText(row.name) &&
    isCount(row.next) &&
    Array.isArray(row.participants) &&
    row.participants.every((p) => isRow(p) && isId(p.uuid) && isCount(p.since)),
  message: (row) => isCount(row.n) && isText(row.text),
  ask: (row, id) => row.id === id && isId(row.uuid) && isText(row.text),
  trail: (row) => isCount(row.next),
  history: (row) =>
    isCount(row.n) &&
    isCount(row.undone) &&
    Array.isArray(row.changes) &&
    row.changes.every((c) => isRow(c) && isText(c.p)),
  op: (row, id) =>
    id.includes('/') &&
    isCount(row.n) &&
    isCount(row.rev) &&
    isRow(row.result) &&
    (isText(row.op) || typeof row.op === 'number'),
};

/** The row as its table's type, or undefined where it does not hold together. */
export function checkRow(
  key: Key,
  value: unknown,
): { table: TableName; id: string; row: Tables[TableName] } | undefined {
  const place = splitKey(key);
  if (!place || !isRow(value) || !CHECKS[place.table](value, place.id)) return undefined;
  return { ...place, row: value as unknown as Tables[TableName] };
}

export interface Loaded {
  readonly rows: number;
  /** Keys left out. */
  readonly bad: Key[];
}

/**
 * Fills an empty state. Mends what bad rows leave behind: a device without a mix gets an empty one, which is as wide as the interface and
 * like the house mix wherever it is read; a mix without its device is dropped. The revision never falls below that of any mix.
 */
export function loadState(state: State, rows: Iterable<[Key, unknown]>, newEpoch: () => string): Loaded {
  const bad: Key[] = [];
  let count = 0;
  for (const [key, value] of rows) {
    const checked = checkRow(key, value);
    if (!checked) bad.push(key);
    else {
      state.write(checked.table, checked.id, checked.row as Tables[typeof checked.table]);
      count++;
    }
  }
  let highest = 0;
  for (const [uuid, mix] of [...state.rows('mix')]) {
    highest = Math.max(highest, mix.rev);
    if (!state.get('device', uuid)) state.write('mix', uuid, undefined);
  }
  for (const [uuid] of state.rows('device')) {
    if (!state.get('mix', uuid))
      state.write('mix', uuid, { mix: { channels: [], master: 1 }, rev: highest, at: 0, touched: false });
  }
  const meta = state.get('meta', BOX);
  state.write(
    'meta',
    BOX,
    meta && meta.rev >= highest ? meta : { schema: SCHEMA, epoch: newEpoch(), rev: Math.max(highest, meta?.rev ?? 0) },
  );
  return { rows: count, bad };
}

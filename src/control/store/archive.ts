/**
 * The whole store as one readable file, for `GET /api/backup` and `POST /api/restore`. Before anything changes, a file
 * is checked whole, by the same rules as commands. Pure.
 */

import { parse } from '../../wire/check.js';
import { ControlError } from '../../wire/errors.js';
import { time } from '../../wire/values.js';
import type { DeviceRecord, Key, Tables } from '../state/state.js';
import { BOX, keyOf, State, TABLE_NAMES } from '../state/state.js';
import { checkEarlierRow, checkRow, rowPath } from './check-row.js';
import { SCHEMA } from './row-fields.js';
import { highestRev, settle } from './settle.js';

const FORMAT = 'stagebox-backup';
/** Highest counter in a file: 300 a second for a hundred years. A box still counts exactly from there. */
const MAX_IN_FILE = 2 ** 40;
const COUNTERS = ['rev', 'n', 'next', 'undone', 'saved', 'made', 'order', 'reconnections', 'age', 'seen'] as const;

export function archive(state: State, at: number): Record<string, unknown> {
  const rows: Record<Key, unknown> = {};
  for (const table of TABLE_NAMES) for (const [id, row] of state.rows(table)) rows[keyOf(table, id)] = row;
  return { format: FORMAT, version: SCHEMA, at, rows };
}

/** The same as text, in pieces. All rows are as they were when the first piece was taken. */
export function* archiveText(state: State, at: number): IterableIterator<string> {
  // Rows never change in place, so references are enough.
  const tables = TABLE_NAMES.map((table) => [table, [...state.rows(table)]] as const);
  yield `{"format":${JSON.stringify(FORMAT)},"version":${SCHEMA},"at":${at},"rows":{`;
  let first = true;
  for (const [table, rows] of tables)
    for (const [id, row] of rows) {
      yield `${first ? '' : ','}${JSON.stringify(keyOf(table, id))}:${JSON.stringify(row)}`;
      first = false;
    }
  yield '}}';
}

export interface OpenedArchive {
  /** When the backup was made, ms since 1970. */
  readonly at: number;
  readonly state: State;
}

/**
 * Reads a backup, and checks every row and the rows together. Throws the first fault, with its path. `now`: the state
 * that the file will replace.
 */
export function openArchive(file: Readonly<Record<string, unknown>>, now: State): OpenedArchive {
  const { format, version, rows } = file;
  if (format !== FORMAT)
    throw new ControlError('bad_file', 'this is not a backup of a stage box', { path: 'format', allowed: FORMAT });
  if (version !== SCHEMA)
    throw new ControlError('bad_file', `a backup of version ${SCHEMA} is needed`, { path: 'version', allowed: SCHEMA });
  if (typeof rows !== 'object' || rows === null || Array.isArray(rows))
    throw new ControlError('bad_file', 'rows must be an object', { path: 'rows' });
  const state = new State();
  const limit = Math.max(MAX_IN_FILE, now.meta.rev);
  const check = isEarlier(rows as Readonly<Record<Key, unknown>>) ? checkEarlierRow : checkRow;
  try {
    const at = parse(time, file.at, 'at');
    for (const [key, value] of Object.entries(rows)) {
      const { table, id, row } = check(key, value);
      checkCounters(key, row, limit);
      state.write(table, id, row as Tables[typeof table]);
    }
    settle(state, (key, field, message) => {
      const path = field === '' ? rowPath(key) : `${rowPath(key)}.${field}`;
      throw new ControlError('bad_file', `${path}: ${message}`, { path });
    });
    return { at, state };
  } catch (error) {
    if (error instanceof ControlError) throw new ControlError('bad_file', error.message, error.details);
    throw error;
  }
}

/**
 * Whether earlier software made the file: that did not know the box's age. It allowed names that are refused now, so
 * such a file is repaired instead of refused: people may have no other copy.
 */
function isEarlier(rows: Readonly<Record<Key, unknown>>): boolean {
  const meta = rows[keyOf('meta', BOX)];
  return typeof meta === 'object' && meta !== null && !Object.hasOwn(meta, 'age');
}

function checkCounters(key: Key, row: object, limit: number): void {
  for (const name of COUNTERS) {
    const value = (row as Record<string, unknown>)[name];
    if (typeof value === 'number' && value > limit) {
      const path = `${rowPath(key)}.${name}`;
      throw new ControlError('bad_file', `${path} is higher than a box ever counts`, { path, allowed: { max: limit } });
    }
  }
}

/**
 * Replaces the whole state by a file's rows, in one step. Devices in `here` that the file does not know keep their
 * registration and mix, so that a restore takes nobody's sound away. The panic in force stays, and the file's panic is
 * ignored. Returns every key that changed. `opened` must not be used after this.
 */
export function replaceAll(state: State, opened: OpenedArchive, here: ReadonlySet<string>, epoch: string): Set<Key> {
  const next = opened.state;
  next.write('panic', BOX, state.get('panic', BOX));
  // The mixes of the file are for the card that plays now.
  next.write('card', BOX, state.get('card', BOX));
  for (const uuid of here) {
    const device = state.get('device', uuid);
    if (!device) continue;
    if (next.get('device', uuid)) keepLogin(next, uuid, device);
    else next.write('device', uuid, device);
    if (!next.get('mix', uuid)) next.write('mix', uuid, state.get('mix', uuid));
  }
  const rev = Math.max(state.meta.rev, highestRev(next)) + 1;
  // The box may have run for months since the backup. Restored devices must not be pruned within the hour.
  const { age = 0 } = state.meta;
  for (const [uuid, device] of [...next.rows('device')])
    if (device.seen !== undefined && device.seen < age) next.write('device', uuid, { ...device, seen: age });
  for (const [uuid] of next.rows('device'))
    if (!next.get('mix', uuid))
      next.write('mix', uuid, { mix: { channels: [], master: 1 }, rev, at: 0, touched: false });
  next.write('meta', BOX, { schema: SCHEMA, epoch, rev, age: state.meta.age });
  const changed = new Set<Key>();
  for (const each of [state, next])
    for (const table of TABLE_NAMES) for (const [id] of each.rows(table)) changed.add(keyOf(table, id));
  state.become(next);
  return changed;
}

/** A device that is here keeps its present token, and an engineer stays an engineer. */
function keepLogin(next: State, uuid: string, live: DeviceRecord): void {
  const restored = next.get('device', uuid)!;
  const role = live.role === 'engineer' || (restored.role === 'engineer' && live.verified) ? 'engineer' : 'musician';
  next.write('device', uuid, { ...restored, tokenHash: live.tokenHash, verified: live.verified, role });
}

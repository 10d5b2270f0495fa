/**
 * The whole store as one readable file: `GET /api/backup` and `POST /api/restore`. A file is checked whole before anything
 * changes. Pure.
 */
import { ControlError } from '../errors.js';
import type { DeviceRecord, Key, State, TableName } from '../state.js';
import { BOX, keyOf, TABLE_NAMES } from '../state.js';
import { checkRow, SCHEMA } from './loader.js';

const FORMAT = 'stagebox-backup';

export function archive(state: State, at: number): Record<string, unknown> {
  const rows: Record<Key, unknown> = {};
  for (const table of TABLE_NAMES) for (const [id, row] of state.rows(table)) rows[keyOf(table, id)] = row;
  return { format: FORMAT, version: SCHEMA, at, rows };
}

/** The rows of a file, every one checked; throws the first fault by path. */
export function openArchive(file: Readonly<Record<string, unknown>>): [Key, unknown][] {
  const { format, version, rows } = file;
  if (format !== FORMAT)
    throw new ControlError('bad_file', 'this is not a backup of a stage box', { path: 'format', allowed: FORMAT });
  if (version !== SCHEMA)
    throw new ControlError('bad_file', `a backup of version ${SCHEMA} is needed`, { path: 'version', allowed: SCHEMA });
  if (typeof rows !== 'object' || rows === null || Array.isArray(rows))
    throw new ControlError('bad_file', 'rows must be an object', { path: 'rows' });
  const entries = Object.entries(rows);
  for (const [key, value] of entries)
    if (!checkRow(key, value))
      throw new ControlError('bad_file', `rows["${key.slice(0, 80)}"] does not hold together`, {
        path: `rows["${key.slice(0, 80)}"]`,
      });
  return entries;
}

/**
 * Puts a file's rows in the place of everything. Devices that are `here` and that the file does not know keep their registration
 * and mix: nobody on stage loses his sound to a restore. A panic is of the moment: the one in force stays, the file's is left out. Answers
 * every key that changed.
 */
export function replaceAll(
  state: State,
  rows: readonly [Key, unknown][],
  here: ReadonlySet<string>,
  epoch: string,
): Set<Key> {
  const changed = new Set<Key>();
  const survivors: { table: TableName; id: string; row: unknown }[] = [];
  for (const table of TABLE_NAMES) {
    for (const [id, row] of state.rows(table)) {
      changed.add(keyOf(table, id));
      if (table === 'panic' || ((table === 'device' || table === 'mix') && here.has(id)))
        survivors.push({ table, id, row });
    }
  }
  const rev = state.meta.rev;
  state.clear();
  for (const [key, value] of rows) {
    const { table, id, row } = checkRow(key, value)!;
    if (table === 'panic') continue;
    state.write(table, id, row as never);
    changed.add(key);
  }
  for (const { table, id, row } of survivors) {
    const restored = state.get(table, id);
    if (!restored) state.write(table, id, row as never);
    else if (table === 'device') keepLogin(state, id, row as DeviceRecord);
  }
  for (const [id] of [...state.rows('mix')]) if (!state.get('device', id)) state.write('mix', id, undefined);
  const restoredRev = state.get('meta', BOX)?.rev ?? 0;
  state.write('meta', BOX, { schema: SCHEMA, epoch, rev: Math.max(rev, restoredRev) + 1 });
  changed.add(keyOf('meta', BOX));
  return changed;
}

/** Who is here keeps his own token, and an engineer stays one. */
function keepLogin(state: State, uuid: string, live: DeviceRecord): void {
  const restored = state.get('device', uuid)!;
  const role = live.role === 'engineer' ? 'engineer' : restored.role;
  state.write('device', uuid, { ...restored, tokenHash: live.tokenHash, verified: live.verified, role });
}

/** Enforces the rules between rows: links are mutual, limits are kept, and every row's owner exists. Pure. */

import { MAX_CARDS, MAX_DIRECT, MAX_PRESETS, MAX_REQUESTS, MAX_SCENES, MAX_SESSIONS } from '../../wire/limits.js';
import type { Key, State, TableName, Tables } from '../state/state.js';
import { BOX, keyOf } from '../state/state.js';

/** Called with a row that breaks a rule, before the row is repaired. May throw to stop. */
export type OnFault = (key: Key, field: string, message: string) => void;

/** Most of each kind. */
const SCENES = { kept: MAX_SCENES, before: 1, card: MAX_CARDS } as const;

const ownerOf = (id: string): string => id.slice(0, id.lastIndexOf('/'));

/**
 * Removes rows whose owner does not exist, such as a mix without its device; that is no fault. Reports and repairs rows
 * that break a rule. Returns the keys that it changed.
 */
export function settle(state: State, onFault: OnFault): Key[] {
  const changed: Key[] = [];
  const put = <T extends TableName>(table: T, id: string, row: Tables[T] | undefined): void => {
    state.write(table, id, row);
    changed.push(keyOf(table, id));
  };
  const fault = <T extends TableName>(table: T, id: string, field: string, message: string, row?: Tables[T]): void => {
    onFault(keyOf(table, id), field, message);
    put(table, id, row);
  };

  strays(state, put);
  const tokens = new Set<string>();
  for (const [id, row] of [...state.rows('device')]) {
    if (row.tokenHash === null) continue;
    if (tokens.has(row.tokenHash))
      fault('device', id, 'tokenHash', 'a token belongs to one device', {
        ...row,
        tokenHash: null,
        verified: false,
        role: 'musician',
      });
    tokens.add(row.tokenHash);
  }
  for (const [id, row] of [...state.rows('channel')]) {
    const partner = row.link === null ? undefined : state.get('channel', String(row.link));
    if (row.link !== null && partner?.link !== Number(id))
      fault('channel', id, 'link', 'a link must be mutual', { ...row, link: null });
  }
  const songs = new Set(state.get('setlist', BOX)?.songs.map((song) => song.id));
  const presets = new Map<string, number>();
  for (const [id, row] of [...state.rows('preset')]) {
    const kept = (presets.get(row.uuid) ?? 0) + 1;
    presets.set(row.uuid, kept);
    if (kept > MAX_PRESETS) fault('preset', id, '', `at most ${MAX_PRESETS} presets per device`);
    else if (row.song !== null && !songs.has(row.song))
      fault('preset', id, 'song', 'song is not a song of the setlist', { ...row, song: null });
  }
  let sessions = 0;
  for (const [id] of [...state.rows('session')])
    if (++sessions > MAX_SESSIONS) fault('session', id, '', `at most ${MAX_SESSIONS} sessions`);
  let direct = 0;
  for (const [id] of [...state.rows('direct')])
    if (++direct > MAX_DIRECT) fault('direct', id, '', `at most ${MAX_DIRECT} messages`);
  const scenes = new Map<string, number>();
  for (const [id, { kind }] of [...state.rows('scene')]) {
    const kept = (scenes.get(kind) ?? 0) + 1;
    scenes.set(kind, kept);
    if (kept > SCENES[kind]) fault('scene', id, '', `at most ${SCENES[kind]} snapshots of this kind`);
  }
  const asks = new Map<string, number>();
  for (const [id, { uuid }] of [...state.rows('ask')]) {
    const open = (asks.get(uuid) ?? 0) + 1;
    asks.set(uuid, open);
    if (open > MAX_REQUESTS) fault('ask', id, '', `at most ${MAX_REQUESTS} open requests`);
  }
  return changed;
}

/** Removes rows whose device, session or trail does not exist. */
function strays(state: State, put: <T extends TableName>(table: T, id: string, row: undefined) => void): void {
  const here = (uuid: string): boolean => state.get('device', uuid) !== undefined;
  const remove = <T extends TableName>(table: T, belongs: (id: string, row: Tables[T]) => boolean): void => {
    for (const [id, row] of [...state.rows(table)]) if (!belongs(id, row)) put(table, id, undefined);
  };
  remove('mix', here);
  remove('trail', here);
  remove('preset', (_, { uuid }) => here(uuid));
  remove('ask', (_, { uuid }) => here(uuid));
  remove('offer', here);
  remove('sceneMix', (id) => state.get('scene', ownerOf(id)) !== undefined && here(id.slice(id.lastIndexOf('/') + 1)));
  remove('direct', (_, { by }) => here(by));
  remove('op', (id) => here(ownerOf(id)));
  remove('history', (id, { n }) => n < (state.get('trail', ownerOf(id))?.next ?? 0));
  remove('message', (id, { n }) => n < (state.get('session', ownerOf(id))?.next ?? 0));
}

/** The highest revision any row has. */
export function highestRev(state: State): number {
  let highest = 0;
  for (const table of ['mix', 'preset', 'session', 'direct', 'ask', 'scene', 'history', 'op'] as const)
    for (const [, { rev }] of state.rows(table)) highest = Math.max(highest, rev ?? 0);
  for (const [, { undone }] of state.rows('history')) highest = Math.max(highest, undone);
  return Math.max(highest, state.get('meta', BOX)?.rev ?? 0);
}

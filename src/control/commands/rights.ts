/** The rights of roles. Commands are checked in one place, the door. Pure. */

import { parseTopic } from '../../wire/parse-topic.js';
import { playsMixOf } from '../mix/shared.js';
import type { Actor } from '../state/draft.js';
import type { Reader } from '../state/state.js';
import { BOX } from '../state/state.js';
import type { CommandRow } from './command.js';

/**
 * Who may read a topic. Only participants and engineers read the messages of a session, and a device its own inbox.
 * Undefined: every subscriber may read it.
 */
export function readersOf(reader: Reader, topic: string): ((uuid: string) => boolean) | undefined {
  const { name, id } = parseTopic(topic) ?? {};
  if (id === undefined) return undefined;
  if (name === 'inbox') return (uuid) => uuid === id;
  if (name !== 'messages' && name !== 'message') return undefined;
  return (uuid) => mayReadSession(reader, id, uuid);
}

export function mayReadSession(reader: Reader, id: string, uuid: string): boolean {
  if (reader.get('device', uuid)?.role === 'engineer') return true;
  return reader.get('session', id)?.participants.some((participant) => participant.uuid === uuid) === true;
}

/** Whether `actor` may run this command on `target`. The connection decides who that is, never the payload. */
export function mayRun(row: CommandRow, actor: Actor, target: string, reader: Reader): boolean {
  if (actor.role === 'engineer' || actor.role === 'box') return true;
  switch (row.who) {
    case 'anyone':
      return true;
    case 'owner':
      return actor.uuid === target;
    case 'sharer':
      return actor.uuid === target || playsMixOf(reader, actor.uuid) === target;
    case 'engineer':
      return false;
    case 'maker':
      return reader.get('session', target)?.by === actor.uuid;
    case 'players':
      return reader.get('setlist', BOX)?.anyone === true;
  }
}

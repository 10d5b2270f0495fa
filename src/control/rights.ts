/** Who may do what: asked at one place, the door. Pure. */
import type { CommandRow } from './commands/command.js';
import type { Actor } from './draft.js';
import type { Reader } from './state.js';
import { BOX } from './state.js';

/** Whether `actor` may run this command on `target`. Decided by what the box knows of the connection, never by the payload. */
export function mayRun(row: CommandRow, actor: Actor, target: string, reader: Reader): boolean {
  if (actor.role === 'engineer' || actor.role === 'box') return true;
  switch (row.who) {
    case 'anyone':
      return true;
    case 'owner':
      return actor.uuid === target;
    case 'engineer':
      return false;
    case 'maker':
      return reader.get('session', target)?.by === actor.uuid;
    case 'players':
      return reader.get('setlist', BOX)?.anyone === true;
  }
}

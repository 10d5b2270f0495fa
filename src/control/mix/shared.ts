/** Devices that share one mix: those that mirror a device hear and set its mix in place of their own. Pure. */
import type { Reader } from '../state/state.js';

/** The device whose mix this one hears and sets: itself, unless it mirrors another. */
export function playsMixOf(reader: Reader, uuid: string): string {
  const other = reader.get('device', uuid)?.mirrors;
  return other !== undefined && reader.get('device', other) !== undefined ? other : uuid;
}

/** The devices that mirror this one. */
export function mirrorsOf(reader: Reader, uuid: string): string[] {
  const found: string[] = [];
  for (const [other, { mirrors }] of reader.rows('device')) if (mirrors === uuid) found.push(other);
  return found;
}

/** Whose changes of a mix count as `by`'s own: all who share it, if `by` does, otherwise `by` alone. */
export function authorsFor(reader: Reader, uuid: string, by: string): ReadonlySet<string> {
  return playsMixOf(reader, by) === uuid ? new Set([uuid, ...mirrorsOf(reader, uuid)]) : new Set([by]);
}

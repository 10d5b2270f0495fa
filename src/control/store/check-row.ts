/** One stored or restored row against its description. Pure. */
import { MAX_COMPENSATION_DB } from '../channels.js';
import { ControlError } from '../errors.js';
import { mendedName } from '../names.js';
import { MAX_USER_AGENT } from '../registry.js';
import { MAX_TEXT } from '../sessions.js';
import type { Key, TableName, Tables } from '../state.js';
import { splitKey } from '../state.js';
import { isId } from '../topics.js';
import { ROW_FIELDS, ROW_RULES } from './row-fields.js';

export interface CheckedRow {
  readonly table: TableName;
  readonly id: string;
  readonly row: Tables[TableName];
}

/** Where a fault of a row lies, as people and clients are told. */
export const rowPath = (key: Key): string => `rows["${key.slice(0, 80)}"]`;

/**
 * The row as its table's type, without what its description does not name; throws a `ControlError` that names the
 * first fault by path.
 */
export function checkRow(key: Key, value: unknown): CheckedRow {
  const path = rowPath(key);
  const place = splitKey(key);
  if (!place || place.id.length > 160 || !place.id.split('/').every((part) => isId(part)))
    throw new ControlError('bad_value', `${path} is no record of a box`, { path });
  const { table, id } = place;
  const row = ROW_FIELDS[table](value, path);
  // One table's rule for one table's row: the compiler cannot see that they are the same table.
  if (!(ROW_RULES[table] as (row: unknown, id: string) => boolean)(row, id))
    throw new ControlError('bad_value', `${path} does not hold together`, { path });
  return { table, id, row };
}

/** Texts of people, by their field. */
const TEXTS: ReadonlySet<string> = new Set(['name', 'customName', 'text']);

/**
 * A row that earlier software may have written: as it is, or mended where that software took what the rules no longer
 * allow. Throws the fault of a row that cannot be had either way.
 */
export function checkEarlierRow(key: Key, value: unknown): CheckedRow & { readonly mended: boolean } {
  try {
    return { ...checkRow(key, value), mended: false };
  } catch (error) {
    try {
      return { ...checkRow(key, withMendedCompensation(key, withMendedNames(value))), mended: true };
    } catch {
      throw error;
    }
  }
}

/** Some names, and programs of any length. */
function withMendedNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMendedNames);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === 'userAgent' && typeof each === 'string'
        ? each.slice(0, MAX_USER_AGENT)
        : typeof each === 'string' && TEXTS.has(key)
          ? mendedName(each, '?', key === 'text' ? MAX_TEXT : undefined)
          : withMendedNames(each),
    ]),
  );
}

/** A channel's compensation, which trims to and fro added up without end. */
function withMendedCompensation(key: Key, value: unknown): unknown {
  const { compensationDb } = value as { readonly compensationDb?: unknown };
  if (splitKey(key)?.table !== 'channel' || typeof compensationDb !== 'number') return value;
  const within = Math.max(-MAX_COMPENSATION_DB, Math.min(MAX_COMPENSATION_DB, compensationDb));
  return { ...(value as object), compensationDb: within };
}

/** Checks one stored or restored row against its description. Pure. */

import { parse } from '../../wire/check.js';
import { ControlError } from '../../wire/errors.js';
import { isId, MAX_COMPENSATION_DB, MAX_TEXT } from '../../wire/limits.js';
import { mendedName } from '../../wire/names.js';
import { MAX_USER_AGENT } from '../devices/registry.js';
import type { Key, TableName, Tables } from '../state/state.js';
import { splitKey } from '../state/state.js';
import { ROW_FIELDS, ROW_RULES } from './row-fields.js';

export interface CheckedRow {
  readonly table: TableName;
  readonly id: string;
  readonly row: Tables[TableName];
}

/** The path of a row in error messages. */
export const rowPath = (key: Key): string => `rows["${key.slice(0, 80)}"]`;

/** The row with its table's type, without unknown fields. Throws a `ControlError` with the first fault's path. */
export function checkRow(key: Key, value: unknown): CheckedRow {
  const path = rowPath(key);
  const place = splitKey(key);
  if (!place || place.id.length > 160 || !place.id.split('/').every((part) => isId(part)))
    throw new ControlError('bad_value', `${path} is not a record of a box`, { path });
  const { table, id } = place;
  const row = parse(ROW_FIELDS[table], value, path) as Tables[typeof table];
  // Rule and row belong to the same table, but the compiler cannot see that.
  if (!(ROW_RULES[table] as (row: unknown, id: string) => boolean)(row, id))
    throw new ControlError('bad_value', `${path} is inconsistent`, { path });
  return { table, id, row };
}

/** Fields with texts that people wrote. */
const TEXTS: ReadonlySet<string> = new Set(['name', 'customName', 'text']);

/**
 * Checks a row that earlier software may have written. If it breaks a newer rule, mends it. Throws the original fault
 * if that does not help.
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

/** Earlier software allowed some names that are refused now, and a `userAgent` of any length. */
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

/** Earlier software let a channel's compensation grow without bound. */
function withMendedCompensation(key: Key, value: unknown): unknown {
  const { compensationDb } = value as { readonly compensationDb?: unknown };
  if (splitKey(key)?.table !== 'channel' || typeof compensationDb !== 'number') return value;
  const within = Math.max(-MAX_COMPENSATION_DB, Math.min(MAX_COMPENSATION_DB, compensationDb));
  return { ...(value as object), compensationDb: within };
}

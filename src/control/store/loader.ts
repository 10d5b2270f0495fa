/**
 * From stored rows to the state. Every row is outside data: one that does not hold together is left out and named,
 * the rest counts. Pure.
 */
import { asControlError } from '../errors.js';
import type { Key, State, Tables } from '../state.js';
import { BOX, keyOf } from '../state.js';
import { checkEarlierRow } from './check-row.js';
import { SCHEMA } from './row-fields.js';
import { highestRev, settle } from './settle.js';

export interface Loaded {
  readonly rows: number;
  /** Keys left out or mended because they broke a rule. */
  readonly bad: Key[];
  /** What was wrong with them, one line each, naming the row. */
  readonly faults: string[];
  /** Keys of what earlier software took and the rules no longer do, names mostly: they are near to what they were. */
  readonly mended: Key[];
  /** Keys that are no longer as they were stored, the bad ones too. */
  readonly changed: Key[];
}

/**
 * Fills an empty state. Mends what bad rows leave behind: a device without a mix gets an empty one, which is as wide
 * as the interface and like the house mix wherever it is read; a mix without its device is dropped. The revision
 * never falls below that of any row.
 */
export function loadState(state: State, rows: Iterable<[Key, unknown]>, newEpoch: () => string): Loaded {
  const bad: Key[] = [];
  const faults: string[] = [];
  const mended: Key[] = [];
  let count = 0;
  for (const [key, value] of rows) {
    const checked = lenient(key, value);
    if ('fault' in checked) {
      bad.push(key);
      faults.push(checked.fault);
      continue;
    }
    state.write(checked.table, checked.id, checked.row as Tables[typeof checked.table]);
    if (checked.mended) mended.push(key);
    count++;
  }
  const settled = settle(state, (key, _field, message) => {
    bad.push(key);
    faults.push(`${key}: ${message}`);
  });
  const highest = highestRev(state);
  for (const [uuid] of state.rows('device')) {
    if (!state.get('mix', uuid))
      state.write('mix', uuid, { mix: { channels: [], master: 1 }, rev: highest, at: 0, touched: false });
  }
  const meta = state.get('meta', BOX);
  state.write(
    'meta',
    BOX,
    meta?.rev === highest ? meta : { age: meta?.age, schema: SCHEMA, epoch: newEpoch(), rev: highest },
  );
  return { rows: count, bad, faults, mended, changed: [...mended, ...bad, ...settled, keyOf('meta', BOX)] };
}

/** A row as it is, or mended; what cannot be had says why. */
function lenient(key: Key, value: unknown): ReturnType<typeof checkEarlierRow> | { readonly fault: string } {
  try {
    return checkEarlierRow(key, value);
  } catch (error) {
    return { fault: asControlError(error).message };
  }
}

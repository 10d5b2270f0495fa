/**
 * Fills the state from stored rows. Rows are data from outside: an invalid row is left out and reported, the others
 * are used. Pure.
 */
import { asControlError } from '../../wire/errors.js';
import type { Key, State, Tables } from '../state/state.js';
import { BOX, keyOf } from '../state/state.js';
import { checkEarlierRow } from './check-row.js';
import { SCHEMA } from './row-fields.js';
import { highestRev, settle } from './settle.js';

export interface Loaded {
  readonly rows: number;
  /** Keys of rows that were left out or repaired because they broke a rule. */
  readonly bad: Key[];
  /** Their faults, one line each, with the row's key. */
  readonly faults: string[];
  /** Keys of rows that earlier software allowed and the rules no longer do, mostly for their names. */
  readonly mended: Key[];
  /** Keys of all rows that differ from the stored ones, including the bad ones. */
  readonly changed: Key[];
}

/**
 * Fills an empty state and repairs the effects of bad rows. A device without a mix gets an empty one, which readers
 * extend with the house mix to the width of the interface. A mix without its device is dropped. The box's revision is
 * at least that of every row.
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

/** Checks a row, and mends it if possible; otherwise returns its fault. */
function lenient(key: Key, value: unknown): ReturnType<typeof checkEarlierRow> | { readonly fault: string } {
  try {
    return checkEarlierRow(key, value);
  } catch (error) {
    return { fault: asControlError(error).message };
  }
}

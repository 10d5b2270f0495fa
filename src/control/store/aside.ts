/**
 * Moves unusable files of the box aside instead of deleting them: somebody may want to look at them. They are numbered
 * in the order of moving, and only the last few are kept. Works for files and folders.
 */
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Damaged files kept of each kind. */
const KEPT_DAMAGED = 3;
/** Most digits of a number: a JavaScript number holds 15 exactly. */
const DIGITS = 15;

/** The number at the end of an entry that begins with `before`; undefined for other entries. */
function numberOf(entry: string, before: string): number | undefined {
  const rest = entry.startsWith(before) ? entry.slice(before.length) : '';
  return new RegExp(`^\\d{1,${DIGITS}}$`).test(rest) ? Number(rest) : undefined;
}

/**
 * Renames `path` to `<prefix><number>` in the same folder, and removes the oldest beyond KEPT_DAMAGED. Returns the new
 * path. Throws the system's error.
 */
export function moveAside(path: string, prefix: string): string {
  const folder = dirname(path);
  const numbered = readdirSync(folder).flatMap((entry) => {
    const number = numberOf(entry, prefix);
    return number === undefined ? [] : [{ entry, number }];
  });
  const last = numbered.reduce((highest, { number }) => Math.max(highest, number), 0);
  const place = join(folder, `${prefix}${last + 1}`);
  renameSync(path, place);
  numbered.sort((a, b) => b.number - a.number);
  for (const { entry } of numbered.slice(KEPT_DAMAGED - 1))
    rmSync(join(folder, entry), { recursive: true, force: true });
  return place;
}

/**
 * Own files that cannot be used are moved aside, not deleted: somebody may want to look. A number tells which was
 * moved last, and only so many are kept. Works on files and folders alike.
 */
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Damaged ones kept of each kind. */
export const KEPT_DAMAGED = 3;
/** More digits than a number holds exactly are nobody's number. */
const DIGITS = 15;

/** The number an entry of a numbered kind has; undefined for every other entry. `before`: what stands before it. */
export function numberOf(entry: string, before: string): number | undefined {
  const rest = entry.startsWith(before) ? entry.slice(before.length) : '';
  return new RegExp(`^\\d{1,${DIGITS}}$`).test(rest) ? Number(rest) : undefined;
}

/**
 * Renames `path` to `<prefix><number>` beside it and removes the oldest beyond KEPT_DAMAGED. Answers the new path;
 * throws what the system says where it cannot be moved.
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

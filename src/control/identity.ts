/** What makes this box this box, in files of its own beside the store so that a restored backup does not change it. */

import { basename, join } from 'node:path';
import type { TellNote } from './note-codes.js';
import { moveAside } from './store/aside.js';
import { readOwnFile, writeOwnFile } from './store/own-file.js';
import { newId, newPin } from './tokens.js';

/** Bytes of such a file: far more than its line. */
const LIMIT = 4096;

/**
 * Reads a one-line file that must match, or makes it. What stands in its place and cannot be used is moved aside.
 * Where it cannot be written the value holds for this run.
 */
function kept(folder: string, name: string, pattern: RegExp, make: () => string, say: TellNote): string {
  const path = join(folder, name);
  const found = readOwnFile(path, LIMIT);
  const text = found.kind === 'text' ? found.text.trim() : '';
  if (pattern.test(text)) return text;
  const value = make();
  try {
    if (found.kind !== 'none') {
      const why = found.kind === 'unusable' ? found.why : `holds no ${name}`;
      const aside = moveAside(path, `${name}.damaged-`);
      say('file_damaged', `${path} ${why}: it was moved to ${basename(aside)} and made anew`);
    }
    writeOwnFile(path, `${value}\n`);
  } catch (error) {
    // A read-only or full data folder is told by the store too; a new PIN at each start would be a riddle without
    // this line.
    say(
      'file_damaged',
      `${path} cannot be written (${(error as NodeJS.ErrnoException).code}): its value holds for this run`,
    );
  }
  return value;
}

/** `now`: the one in force, where the file is lost while the box runs. */
export const readPin = (folder: string, say: TellNote, now?: string): string =>
  kept(folder, 'engineer-pin', /^\d{6}$/, () => now ?? newPin(), say);

export const readSerial = (folder: string, say: TellNote, now?: string): string =>
  kept(folder, 'serial', /^[A-Za-z0-9_-]{1,64}$/, () => now ?? `sb-${newId()}`, say);

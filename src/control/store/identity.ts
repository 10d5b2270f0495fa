/** The box's PIN and serial, in files beside the store, so that a restored backup does not change them. */

import { basename, join } from 'node:path';
import type { TellNote } from '../../wire/note-codes.js';
import { newId, newPin } from '../devices/tokens.js';
import { moveAside } from './aside.js';
import { readOwnFile, writeOwnFile } from './own-file.js';

/** Largest size of such a file in bytes, far more than its one line. */
const LIMIT = 4096;

/**
 * Reads a file whose one line must match `pattern`, or makes it. An unusable file is moved aside. If the new file
 * cannot be written, its value holds for this run.
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
      say('file_damaged', `${path} ${why}: it was moved to ${basename(aside)} and replaced`);
    }
    writeOwnFile(path, `${value}\n`);
  } catch (error) {
    // The store reports a read-only or full data folder too. But without this line nobody would know why the PIN is
    // new at each start.
    say(
      'file_damaged',
      `${path} cannot be written (${(error as NodeJS.ErrnoException).code}): its value holds for this run`,
    );
  }
  return value;
}

/** `now`: the PIN in force, if the file was lost while the box runs. */
export const readPin = (folder: string, say: TellNote, now?: string): string =>
  kept(folder, 'engineer-pin', /^\d{6}$/, () => now ?? newPin(), say);

export const readSerial = (folder: string, say: TellNote, now?: string): string =>
  kept(folder, 'serial', /^[A-Za-z0-9_-]{1,64}$/, () => now ?? `sb-${newId()}`, say);

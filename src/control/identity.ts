/** What makes this box this box, in files of its own beside the store so that a restored backup does not change it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './store/make-folder.js';
import { newId, newPin } from './tokens.js';

/** Reads a one-line file that must match, or makes it. Where it cannot be written the value holds for this run. */
function kept(folder: string, name: string, pattern: RegExp, make: () => string): string {
  const path = join(folder, name);
  try {
    const text = readFileSync(path, 'utf8').trim();
    if (pattern.test(text)) return text;
  } catch {
    // Not there yet.
  }
  const value = make();
  try {
    makeFolder(folder);
    writeFileSync(path, `${value}\n`, { mode: 0o600 });
  } catch {
    // A read-only data folder is told by the store.
  }
  return value;
}

export const readPin = (folder: string): string => kept(folder, 'engineer-pin', /^\d{6}$/, newPin);

export const readSerial = (folder: string): string =>
  kept(folder, 'serial', /^[A-Za-z0-9_-]{1,64}$/, () => `sb-${newId()}`);

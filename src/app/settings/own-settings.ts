/**
 * The box's own `settings.json`, which never stops the start. Valid settings are used,
 * others are left out and named, and a file that is no settings file is moved aside. A
 * file that a person names with `--settings-file` is refused instead; see `settings.ts`.
 */
import { basename } from 'node:path';
import { MAX_JSON_DEPTH, nestsDeeper } from '../../base/json-depth.js';
import { moveAside } from '../../control/store/aside.js';
import { type OwnFile, readOwnFile, writeOwnFile } from '../../control/store/own-file.js';

/** Bytes; all settings together need far fewer. */
const LIMIT = 256 * 1024;

export interface SettingsFile {
  /** The content of the file; empty if there is none, or none that can be used. */
  readonly content: Readonly<Record<string, unknown>>;
  /** Why the file cannot be used; ends a sentence that begins with its path. */
  readonly unusable: string | undefined;
  readonly missing: boolean;
}

/** Reads a settings file. Never throws. */
export function readSettingsFile(path: string): SettingsFile {
  const found: OwnFile = readOwnFile(path, LIMIT);
  if (found.kind === 'none') return { content: {}, unusable: undefined, missing: true };
  if (found.kind === 'unusable') return { content: {}, unusable: found.why, missing: false };
  if (nestsDeeper(found.text))
    return { content: {}, unusable: `nests more than ${MAX_JSON_DEPTH} levels deep`, missing: false };
  try {
    const value: unknown = JSON.parse(found.text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value))
      return { content: value as Record<string, unknown>, unusable: undefined, missing: false };
  } catch {
    // Reported below, like JSON of another shape.
  }
  return { content: {}, unusable: 'does not hold one JSON object, such as {"web-port": 5100}', missing: false };
}

/** Moves an unusable file aside, so that the next start begins clean; returns one line that says so. Never throws. */
export function setAside(path: string, why: string): string {
  try {
    const aside = moveAside(path, `${basename(path)}.damaged-`);
    return `${path} ${why}: it was moved to ${basename(aside)}, the box started without it`;
  } catch (error) {
    return `${path} ${why}, and cannot be moved aside (${(error as NodeJS.ErrnoException).code}): the box started without it`;
  }
}

/** Merges changes into the box's own file, all or none. null removes a setting. Throws the system's error. */
export function changeSettingsFile(path: string, changes: ReadonlyMap<string, string | number | boolean | null>): void {
  const { content, unusable } = readSettingsFile(path);
  if (unusable !== undefined) setAside(path, unusable);
  const next = new Map(Object.entries(content));
  for (const [name, value] of changes) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  writeOwnFile(path, `${JSON.stringify(Object.fromEntries(next), null, 2)}\n`);
}

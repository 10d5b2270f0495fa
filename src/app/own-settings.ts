/**
 * The box's own `settings.json`, which never stops the start: what is sound is used, what is not is left out by name,
 * and a file that is no settings file at all is moved aside. A file that a person names by `--settings-file` is
 * refused instead; see `settings.ts`.
 */
import { basename } from 'node:path';
import { MAX_JSON_DEPTH, nestsDeeper } from '../audio/json-depth.js';
import { moveAside } from '../control/store/aside.js';
import { type OwnFile, readOwnFile, writeOwnFile } from '../control/store/own-file.js';

/** Bytes; every setting together has far fewer. */
const LIMIT = 256 * 1024;

export interface SettingsFile {
  /** As it stands in the file; empty where there is none, or none that can be used. */
  readonly content: Readonly<Record<string, unknown>>;
  /** Why what is there cannot be used; ends a sentence that begins with its path. */
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
    // Said below, the same way as JSON of another shape.
  }
  return { content: {}, unusable: 'does not hold one JSON object, such as {"web-port": 5100}', missing: false };
}

/** Moves an unusable file aside, so that the next start begins clean; answers one line that says so. Never throws. */
export function setAside(path: string, why: string): string {
  try {
    const aside = moveAside(path, `${basename(path)}.damaged-`);
    return `${path} ${why}: it was moved to ${basename(aside)}, the box started without it`;
  } catch (error) {
    return `${path} ${why}, and cannot be moved aside (${(error as NodeJS.ErrnoException).code}): the box started without it`;
  }
}

/** Merges into the box's own file; whole or not at all. null takes a setting out again. Throws what the system says. */
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

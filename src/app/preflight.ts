/**
 * What can be wrong outside the settings' own text, looked at before anything starts, so that all faults are told together:
 * a source that cannot be read, a data folder that cannot be written, certificate files that are not there.
 */
import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import type { SourceDescription } from '../audio/format.js';
import { describeSource } from '../audio/source/describe-source.js';
import { makeFolder } from '../control/store/make-folder.js';
import { type Settings, textSetting } from './settings.js';

export interface Preflight {
  readonly source: SourceDescription | undefined;
  /** One line each, naming the setting. */
  readonly faults: readonly string[];
  /** What is worth knowing when the box does start, one line each. */
  readonly notes: readonly string[];
}

/** Looks at everything; nothing is started, and only the data folder may be made. */
export async function preflight(settings: Settings): Promise<Preflight> {
  const faults: string[] = [];
  const notes: string[] = [];
  let source: SourceDescription | undefined;
  try {
    source = await describeSource(textSetting(settings, 'source')!, (line) => notes.push(line));
  } catch (error) {
    faults.push(`--source: ${error instanceof Error ? error.message : String(error)}`);
  }
  const folder = resolve(textSetting(settings, 'data-dir')!);
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // A full or read-only disk must not keep the box from playing: control then works from memory and says so.
    if (code !== 'EROFS' && code !== 'ENOSPC')
      faults.push(`--data-dir: ${folder} cannot be written (${code}); it takes a folder that can`);
  }
  for (const setting of ['tls-cert', 'tls-key'] as const) {
    const file = textSetting(settings, setting);
    if (file === undefined) continue;
    try {
      accessSync(file, constants.R_OK);
    } catch (error) {
      faults.push(
        `--${setting}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code}); it takes a PEM file`,
      );
    }
  }
  return { source, faults, notes };
}

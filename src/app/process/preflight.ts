/**
 * Checks what can be wrong outside the text of the settings, before anything starts, so that all faults are reported
 * together. They are a source that cannot be read, a data folder that cannot be written, and missing certificate
 * files. The box's own settings file stops nothing: the box waits for its source and leaves the rest out.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SourceDescription } from '../../audio/format.js';
import { describeSource } from '../../audio/source/describe-source.js';
import { describeSilence } from '../../audio/source/silence.js';
import { makeFolder } from '../../control/store/make-folder.js';
import { type Settings, textSetting, withoutOwn } from '../settings/settings.js';

export interface Preflight {
  /** The given settings, without those of the box's own file that cannot be used. */
  readonly settings: Settings;
  readonly source: SourceDescription | undefined;
  /** One line each, naming the setting. */
  readonly faults: readonly string[];
  /** Remarks for a box that does start, one line each. */
  readonly notes: readonly string[];
}

/** Runs all checks. Starts nothing; at most creates the data folder. */
export async function preflight(given: Settings): Promise<Preflight> {
  let settings = given;
  const faults: string[] = [];
  const notes: string[] = [];
  let source: SourceDescription | undefined;
  try {
    source = await describeSource(textSetting(settings, 'source')!, (line) => notes.push(line));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!settings.own.has('source')) faults.push(`--source: ${message}`);
    else source = describeSilence(textSetting(settings, 'source')!, `waiting for a source: ${message}`);
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
    const own = settings.own.has(setting);
    try {
      accessSync(file, constants.R_OK);
      // Reading a pipe or a device may never end. A flag may name the pipe of a secret store.
      if (own && !statSync(file).isFile()) throw Object.assign(new Error(file), { code: 'no regular file' });
    } catch (error) {
      const line = `${file} cannot be read (${(error as NodeJS.ErrnoException).code}); it takes a PEM file`;
      if (!own) faults.push(`--${setting}: ${line}`);
      else {
        const both = (['tls-cert', 'tls-key'] as const).filter((name) => settings.own.has(name));
        settings = withoutOwn(settings, both, [`${settings.file}: "${setting}": ${line}; the box started without TLS`]);
      }
    }
  }
  // A flag whose partner in the file was left out is of no use either.
  if (settings.values.has('tls-cert') !== settings.values.has('tls-key'))
    faults.push('--tls-cert, --tls-key: they go together, and the other cannot be read');
  return { settings, source, faults, notes };
}

/** One run of the box, from arguments to exit status. */
import { readFileSync } from 'node:fs';
import { readSettings, type SettingsInput } from './settings.js';
import { helpText } from './settings-docs.js';

/** The single version source: package.json, two levels above dist/src/app. */
export function boxVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}

/** Resolves to the exit status: 0 after a clean stop, 2 when a setting was refused, 1 when something else failed. */
export async function run(input: SettingsInput): Promise<number> {
  const read = readSettings(input);
  if (read.settings.help) {
    process.stdout.write(helpText(boxVersion()));
    return 0;
  }
  if (!read.ok) {
    for (const fault of read.faults) console.error(fault);
    return 2;
  }
  return 0;
}

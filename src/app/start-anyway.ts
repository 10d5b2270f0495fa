/**
 * Keeps the box's own settings file from stopping the start: what
 * prevents it is left out, and the box says so. Main thread.
 */
import type { App } from './app.js';
import type { Lifecycle } from './process/lifecycle.js';
import { setAside } from './settings/own-settings.js';
import { SettingFault } from './settings/setting-fault.js';
import { type Settings, withoutOwn } from './settings/settings.js';
import type { SettingName } from './settings/settings-table.js';

export interface Started {
  /** The settings in use. */
  readonly settings: Settings;
  readonly app: App;
  readonly life: Lifecycle;
}

/**
 * Starts the box. If a setting in the box's own file prevents the start, tries again. It first leaves out the settings
 * that the fault names, then the whole file. Examples: a port in use, an address of another network, a file that is no
 * certificate. Rejects with a fault that remains after that.
 */
export async function startAnyway(given: Settings, start: (settings: Settings) => Promise<Started>): Promise<Started> {
  const unusable = given.unusable === undefined ? [] : [setAside(given.file, given.unusable)];
  let settings: Settings = { ...given, left: [...given.left, ...unusable] };
  for (;;) {
    try {
      return await start(settings);
    } catch (error) {
      if (settings.own.size === 0) throw error;
      const lines = startFaults(error) ?? [error instanceof Error ? error.message : String(error)];
      const named = lines.flatMap((line) => SETTING_OF.exec(line)?.[1] ?? []) as SettingName[];
      const theirs = named.filter((name) => settings.own.has(name));
      const out = theirs.length > 0 ? theirs : [...settings.own];
      const why = `${settings.file}: left out ${out.map((name) => `"${name}"`).join(', ')}: ${lines.join('; ')}`;
      settings = withoutOwn(settings, out, [why]);
    }
  }
}

/** The setting at the beginning of a fault's line. */
const SETTING_OF = /^--([a-z-]+): /;

/** The lines of an error whose cause is a setting; undefined for every other error. */
export function startFaults(error: unknown): string[] | undefined {
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
  const lines = errors.map((one) =>
    one instanceof Error && (one instanceof SettingFault || /^--[a-z-]+: /.test(one.message)) ? one.message : undefined,
  );
  return lines.every((line) => line !== undefined) ? lines : undefined;
}

/** One run of the box, from arguments to exit status. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadAddon } from '../addon/index.js';
import { logLine } from '../base/plain-text.js';
import { openStore } from '../control/store/open-store.js';
import { FolderLock } from './process/folder-lock.js';
import type { LastResort } from './process/last-resort.js';
import { Lifecycle } from './process/lifecycle.js';
import { preflight } from './process/preflight.js';
import { SdNotify } from './process/sd-notify.js';
import { readSettings, type SettingsInput, textSetting } from './settings/settings.js';
import { helpText } from './settings/settings-docs.js';
import { type Started, startAnyway, startFaults } from './start-anyway.js';

/** The single version source: package.json, two levels above dist/src/app. */
function boxVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}

/**
 * Runs until `stopped` resolves. Resolves to the exit status: 0 after a
 * clean stop, 2 when a setting was refused, 1 when something else failed.
 */
export async function run(input: SettingsInput, stopped: Promise<void>, lastResort: LastResort): Promise<number> {
  const version = boxVersion();
  const read = readSettings(input);
  if (read.settings.help || read.settings.version) {
    process.stdout.write(read.settings.help ? helpText(version) : `${version}\n`);
    return 0;
  }
  const { settings, source, faults, notes } = await preflight(read.settings);
  if (!read.ok || faults.length > 0 || !source) return refused([...(read.ok ? [] : read.faults), ...faults]);

  for (const line of notes) say(line);
  const folder = resolve(textSetting(settings, 'data-dir')!);
  const lock = await FolderLock.take(folder);
  if ('heldBy' in lock)
    return refused([
      `--data-dir: ${folder} is in use by another stage box (${lock.heldBy}); each box needs its own folder`,
    ]);
  const systemd = new SdNotify(input.env, loadAddon()?.sendDatagram);
  // A folder created again at the same place needs a new lock.
  const onFolderMadeAnew = () =>
    void lock.move(folder).catch((error: unknown) => say(`the data folder is not locked: ${error}`));
  let started: Started;
  try {
    started = await startAnyway(settings, async (usable) => {
      const life = new Lifecycle();
      lastResort.guards(life);
      // A child process checks the store; meanwhile the parts of the box are loaded.
      const opening = openStore(folder);
      const { startApp } = await import('./app.js');
      try {
        const log = say;
        return {
          life,
          settings: usable,
          app: await startApp({ settings: usable, source, opening, version, life, lastResort, log, onFolderMadeAnew }),
        };
      } catch (error) {
        await life.stop();
        throw error;
      }
    });
  } catch (error) {
    lock.release();
    const lines = startFaults(error);
    if (lines) return refused(lines);
    throw error;
  }
  const { life, app } = started;
  console.log(
    `Fichatech Stage Box ${version}: ${source.label}, ${source.channels.length} inputs at ${source.sampleRate} Hz`,
  );
  if (!started.settings.values.has('engineer-pin')) console.log(`engineer PIN ${app.engineerPin}`);
  lock.tell(app.url);
  console.log(`ready ${app.url}`);
  systemd.notify(`READY=1\nSTATUS=${source.label}`);
  systemd.startWatchdog(input.env, () => app.well());

  await stopped;
  systemd.stop();
  for (const trouble of await life.stop()) say(trouble);
  lock.release();
  return 0;
}

/** Writes one log line, whatever the text contains. */
function say(line: string): void {
  console.error(logLine(line));
}

function refused(lines: readonly string[]): number {
  for (const line of lines) say(line);
  return 2;
}

/** The first step of control: the store of the data folder, and what is read from it. */

import type { ControlOptions } from '../control-api.js';
import { Faults } from '../guard/faults.js';
import { Notes } from '../publish/notes.js';
import { BoxClock } from '../state/box-clock.js';
import { readPin, readSerial } from '../store/identity.js';
import { Keeper } from '../store/keeper.js';
import { openStore } from '../store/open-store.js';

export interface Storage {
  readonly clock: BoxClock;
  readonly notes: Notes;
  readonly faults: Faults;
  readonly keeper: Keeper;
  readonly engineerPin: string;
  readonly serial: string;
  readonly log: (line: string) => void;
  /** How long a change may be on its way to disk, ms. */
  readonly slowMs: number;
}

export async function openStorage(options: ControlOptions): Promise<Storage> {
  const { dataDir, log = () => {}, slowMs = 1000, onFolderMadeAnew } = options;
  const clock = new BoxClock(options.clocks);
  const notes = new Notes(clock.now, log);
  for (const [code, message] of options.notes ?? []) notes.note(code, message);
  const engineerPin = options.engineerPin ?? readPin(dataDir, notes.note);
  const serial = readSerial(dataDir, notes.note);
  const keeper = await Keeper.open({
    dataDir,
    opened: options.opening ?? openStore(dataDir),
    clock,
    slowMs,
    retryMs: options.retryMs ?? 1000,
    backupEveryMs: options.backupEveryMs ?? 600_000,
    note: notes.note,
    onMadeAnew: () => {
      onFolderMadeAnew?.();
      readSerial(dataDir, notes.note, serial);
      if (options.engineerPin === undefined) readPin(dataDir, notes.note, engineerPin);
    },
    onTrouble: (trouble) => {
      log(trouble ? `store: ${trouble.message}; changes are kept in memory` : 'store: everything is saved again');
      notes.changed();
    },
  });
  return { clock, notes, faults: new Faults(log), keeper, engineerPin, serial, log, slowMs };
}

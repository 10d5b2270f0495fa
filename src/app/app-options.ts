/** What the box is started with. */
import type { SourceDescription } from '../audio/format.js';
import type { Opened } from '../control/store/recovery.js';
import type { LastResort } from './process/last-resort.js';
import type { Lifecycle } from './process/lifecycle.js';
import type { Settings } from './settings/settings.js';

export interface AppOptions {
  readonly settings: Settings;
  readonly source: SourceDescription;
  /** The opening of the data folder's store, already under way. */
  readonly opening: Promise<Opened>;
  readonly version: string;
  readonly life: Lifecycle;
  readonly lastResort: LastResort;
  /** Called when the data folder was removed while the box ran, and has been created again. */
  readonly onFolderMadeAnew?: () => void;
  /** Writes one line to the log. */
  readonly log: (line: string) => void;
}

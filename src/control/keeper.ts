/**
 * Keeps the tables on disk: opens the store whatever state it is in, fills the state, writes behind, copies in
 * rotation, and takes a whole backup in. Main thread only.
 */

import { join } from 'node:path';
import { type BoxClock, LAST_BELIEVED } from './box-clock.js';
import type { TellNote } from './note-codes.js';
import { OpIndex } from './ops.js';
import type { Key } from './state.js';
import { BOX, keyOf, State, splitKey, TABLE_NAMES } from './state.js';
import { openArchive, replaceAll } from './store/archive.js';
import { hasRoom, makeCopy } from './store/backups.js';
import { loadState } from './store/loader.js';
import type { Opened } from './store/recovery.js';
import type { Ticket } from './store/saver.js';
import { Saver } from './store/saver.js';
import { StandingStore } from './store/standing-store.js';
import type { Store, StoreError } from './store/store.js';
import { newEpoch } from './tokens.js';

export interface KeeperOptions {
  readonly dataDir: string;
  /** Its store, on the way. */
  readonly opened: Promise<Opened>;
  readonly clock: BoxClock;
  readonly slowMs: number;
  readonly retryMs: number;
  /** Time between copies, ms; made only when something changed. */
  readonly backupEveryMs: number;
  readonly onTrouble: (trouble: StoreError | undefined) => void;
  readonly note: TellNote;
  /** The data folder was taken away and made again: what else belongs in it is to be put there. */
  readonly onMadeAnew?: () => void;
}

export class Keeper {
  readonly state: State;
  readonly saver: Saver;
  /** Revision at which the store was found damaged and something older put in its place. */
  readonly recoveredAt: number | undefined;
  ops: OpIndex;
  readonly #store: Store;
  readonly #options: KeeperOptions;
  #timer: NodeJS.Timeout;
  #copiedRev = -1;
  #copying: Promise<unknown> | undefined;

  private constructor(state: State, store: Store, recoveredAt: number | undefined, options: KeeperOptions) {
    this.state = state;
    this.recoveredAt = recoveredAt;
    this.#store = new StandingStore(store, {
      folder: join(options.dataDir, 'store'),
      everything: () => everything(state),
      note: options.note,
      onMadeAnew: options.onMadeAnew ?? (() => {}),
    });
    this.#options = options;
    this.ops = new OpIndex(state);
    this.saver = new Saver(this.#store, {
      slowMs: options.slowMs,
      retryMs: options.retryMs,
      read: (key) => readRow(state, key),
      onState: options.onTrouble,
    });
    this.#timer = this.#schedule(Math.min(FIRST_COPY_MS, options.backupEveryMs));
  }

  /** Never rejects for damage or a bad disk: it says so by `note`. */
  static async open(options: KeeperOptions): Promise<Keeper> {
    const opened = await options.opened;
    const state = new State();
    const { bad, faults, mended, changed } = loadState(state, opened.rows, newEpoch);
    options.clock.notBefore(...newest(state));
    for (const { code, message } of opened.notes) options.note(code, message);
    if (bad.length > 0)
      options.note(
        'store_torn',
        `${bad.length} records of the store did not hold together and were left out or mended: ${some(faults)}`,
      );
    if (mended.length > 0)
      options.note('names_mended', `names and trims that only earlier software took were mended in ${some(mended)}`);
    const recovered = opened.recovered || bad.length > 0;
    if (recovered) state.write('meta', BOX, { ...state.meta, epoch: newEpoch() });
    const keeper = new Keeper(state, opened.store, recovered ? state.meta.rev : undefined, options);
    keeper.saver.save(recovered ? [...allKeys(state), ...opened.rewrite, ...changed] : changed);
    return keeper;
  }

  /** Makes a copy now; resolves to its folder, or undefined where none could be made (and says why). */
  async copyNow(): Promise<string | undefined> {
    const { dataDir, note } = this.#options;
    if (!hasRoom(join(dataDir, 'store'))) {
      note('backup_failed', 'no copy of the store was made: the disk has too little room');
      return undefined;
    }
    try {
      await this.saver.flush(2000);
      const rev = this.state.meta.rev;
      const place = await makeCopy(this.#store, join(dataDir, 'backups'), this.#options.clock.now());
      this.#copiedRev = rev;
      return place;
    } catch (error) {
      note('backup_failed', `no copy of the store was made: ${(error as Error).message}`);
      return undefined;
    }
  }

  /**
   * Takes a whole backup in. Throws the fault of a file that does not hold together, before anything changes. `at`:
   * when it was made.
   */
  takeIn(file: Readonly<Record<string, unknown>>, here: ReadonlySet<string>): { ticket: Ticket; at: number } {
    const opened = openArchive(file, this.state);
    const changed = replaceAll(this.state, opened, here, newEpoch());
    this.ops = new OpIndex(this.state);
    this.#options.clock.notBefore(...newest(this.state));
    return { ticket: this.saver.save(changed), at: opened.at };
  }

  /** Saves what is unsaved, within `limitMs`; false where something could not be. */
  async close(limitMs: number): Promise<boolean> {
    clearTimeout(this.#timer);
    const saved = await this.saver.flush(limitMs);
    this.saver.stop();
    await Promise.race([this.#copying, delay(200)]);
    await Promise.race([this.#store.close(), delay(300)]);
    return saved;
  }

  #schedule(ms: number): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#copyIfChanged();
      this.#timer = this.#schedule(this.#options.backupEveryMs);
    }, ms);
    return timer.unref();
  }

  #copyIfChanged(): void {
    if (this.#copying || this.state.meta.rev === this.#copiedRev || this.saver.trouble) return;
    this.#copying = this.copyNow().finally(() => {
      this.#copying = undefined;
    });
  }
}

/** The first copy is not left to the whole interval: many evenings begin with changes and end with a pulled plug. */
const FIRST_COPY_MS = 60_000;

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

function readRow(state: State, key: Key): unknown {
  const place = splitKey(key);
  return place && state.get(place.table, place.id);
}

/** The newest stamp of any row that is of a believable time (ms since 1970), and the box's age then (ms). */
function newest(state: State): [stamp: number, age: number] {
  let stamp = 0;
  let age = state.meta.age ?? 0;
  const see = (at: number) => {
    if (at > stamp && at <= LAST_BELIEVED) stamp = at;
  };
  for (const table of ['mix', 'preset', 'session', 'message', 'ask', 'history', 'panic'] as const)
    for (const [, { at }] of state.rows(table)) see(at);
  for (const [, { lastSeen, seen }] of state.rows('device')) {
    see(lastSeen);
    age = Math.max(age, seen ?? 0);
  }
  return [stamp, age];
}

/** The first few, in one line. */
function some(lines: readonly string[]): string {
  return `${lines.slice(0, 5).join('; ')}${lines.length > 5 ? `; and ${lines.length - 5} more` : ''}`;
}

function* everything(state: State): Iterable<[Key, unknown]> {
  for (const table of TABLE_NAMES) for (const [id, row] of state.rows(table)) yield [keyOf(table, id), row];
}

function allKeys(state: State): Key[] {
  return TABLE_NAMES.flatMap((table) => [...state.rows(table)].map(([id]) => keyOf(table, id)));
}

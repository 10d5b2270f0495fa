/**
 * Keeps the tables on disk. It opens the store in any condition, fills the state, writes changes behind, makes copies
 * in rotation, and restores a backup. Main thread only.
 */

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TellNote } from '../../wire/note-codes.js';
import { newEpoch } from '../devices/tokens.js';
import { type BoxClock, LAST_BELIEVED } from '../state/box-clock.js';
import { OpIndex } from '../state/ops.js';
import type { Key } from '../state/state.js';
import { BOX, keyOf, State, splitKey, TABLE_NAMES } from '../state/state.js';
import { openArchive, replaceAll } from './archive.js';
import { hasRoom, makeCopy } from './backups.js';
import { CopyPace } from './copy-pace.js';
import { loadState } from './loader.js';
import type { Opened } from './recovery.js';
import type { Ticket } from './saver.js';
import { Saver } from './saver.js';
import { StandingStore } from './standing-store.js';
import type { Store, StoreError } from './store.js';

export interface KeeperOptions {
  readonly dataDir: string;
  /** The store of that folder, while it opens. */
  readonly opened: Promise<Opened>;
  readonly clock: BoxClock;
  readonly slowMs: number;
  readonly retryMs: number;
  /** Time between copies, ms. A copy is made only if something changed. */
  readonly backupEveryMs: number;
  readonly onTrouble: (trouble: StoreError | undefined) => void;
  readonly note: TellNote;
  /** Called after the data folder was removed and made again, to write the other files that belong there. */
  readonly onMadeAnew?: () => void;
}

export class Keeper {
  readonly state: State;
  readonly saver: Saver;
  /** The revision of this run's start, if the store was damaged and older data replaced it. */
  readonly recoveredAt: number | undefined;
  ops: OpIndex;
  readonly #store: Store;
  readonly #options: KeeperOptions;
  #timer: NodeJS.Timeout;
  #copiedRev = -1;
  readonly #pace: CopyPace;
  #copying: Promise<unknown> | undefined;
  #closed = false;

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
    this.#pace = new CopyPace(options.backupEveryMs);
    this.#timer = this.#schedule(this.#pace.firstMs);
  }

  /** Opens the store. Damage or a bad disk never makes it reject; a note reports them. */
  static async open(options: KeeperOptions): Promise<Keeper> {
    const opened = await options.opened;
    const state = new State();
    const { bad, faults, mended, changed } = loadState(state, opened.rows, newEpoch);
    options.clock.notBefore(...newest(state));
    for (const { code, message } of opened.notes) options.note(code, message);
    if (bad.length > 0)
      options.note(
        'store_torn',
        `${bad.length} records of the store are invalid and were left out or mended: ${some(faults)}`,
      );
    if (mended.length > 0)
      options.note(
        'names_mended',
        `names and trims that only earlier software accepted were corrected in ${some(mended)}`,
      );
    const recovered = opened.recovered || bad.length > 0;
    if (recovered) state.write('meta', BOX, { ...state.meta, epoch: newEpoch() });
    const keeper = new Keeper(state, opened.store, recovered ? state.meta.rev : undefined, options);
    keeper.saver.save(recovered ? [...allKeys(state), ...opened.rewrite, ...changed] : changed);
    return keeper;
  }

  /** Makes a copy now. Resolves to its folder, or to undefined if it failed; a note says why. */
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
   * Restores a whole backup. Throws the fault of an invalid file, before anything changes. Returns as `at` when the
   * backup was made, ms since 1970.
   */
  restoreBackup(file: Readonly<Record<string, unknown>>, here: ReadonlySet<string>): { ticket: Ticket; at: number } {
    const opened = openArchive(file, this.state);
    const changed = replaceAll(this.state, opened, here, newEpoch());
    this.ops = new OpIndex(this.state);
    this.#options.clock.notBefore(...newest(this.state));
    return { ticket: this.saver.save(changed), at: opened.at };
  }

  /** Saves what is unsaved, within `limitMs`. Resolves to false if something could not be saved. */
  async close(limitMs: number): Promise<boolean> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const saved = await this.saver.flush(limitMs);
    this.saver.stop();
    await Promise.race([this.#copying, sleep(200, undefined, { ref: false })]);
    await Promise.race([this.#store.close(), sleep(300, undefined, { ref: false })]);
    return saved;
  }

  #schedule(ms: number): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#copying = this.#copyIfChanged().then((outcome) => {
        this.#copying = undefined;
        if (!this.#closed) this.#timer = this.#schedule(this.#pace.after(outcome));
      });
    }, ms);
    return timer.unref();
  }

  async #copyIfChanged(): Promise<'made' | 'nothing new' | 'failed'> {
    if (this.state.meta.rev === this.#copiedRev) return 'nothing new';
    if (this.saver.trouble) return 'failed';
    return (await this.copyNow()) === undefined ? 'failed' : 'made';
  }
}

function readRow(state: State, key: Key): unknown {
  const place = splitKey(key);
  return place && state.get(place.table, place.id);
}

/** The newest believable stamp of any row (ms since 1970), and the highest age of the box in any row (ms). */
function newest(state: State): [stamp: number, age: number] {
  let stamp = 0;
  let age = state.meta.age ?? 0;
  const see = (at: number) => {
    if (at > stamp && at <= LAST_BELIEVED) stamp = at;
  };
  for (const table of ['mix', 'preset', 'session', 'message', 'direct', 'ask', 'history', 'panic'] as const)
    for (const [, { at }] of state.rows(table)) see(at);
  for (const [, { lastSeen, seen }] of state.rows('device')) {
    see(lastSeen);
    age = Math.max(age, seen ?? 0);
  }
  return [stamp, age];
}

/** The first five, in one line. */
function some(lines: readonly string[]): string {
  return `${lines.slice(0, 5).join('; ')}${lines.length > 5 ? `; and ${lines.length - 5} more` : ''}`;
}

function* everything(state: State): Iterable<[Key, unknown]> {
  for (const table of TABLE_NAMES) for (const [id, row] of state.rows(table)) yield [keyOf(table, id), row];
}

function allKeys(state: State): Key[] {
  return TABLE_NAMES.flatMap((table) => [...state.rows(table)].map(([id]) => keyOf(table, id)));
}

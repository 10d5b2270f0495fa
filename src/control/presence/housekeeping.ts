/** Prunes devices, ends empty sessions, restores backups. Main thread. */

import { barrier, type FaultSink } from '../../base/barrier.js';
import type { TellNote } from '../../wire/note-codes.js';
import { closeSession, isEmpty } from '../band/sessions.js';
import type { Door } from '../commands/door.js';
import type { Live } from '../devices/live.js';
import { endPass, passesOver } from '../devices/pass.js';
import { forgetDevice, prunable } from '../devices/registry.js';
import type { TokenIndex } from '../devices/token-index.js';
import type { Announcer } from '../publish/announcer.js';
import type { BoxClock } from '../state/box-clock.js';
import { THE_BOX } from '../state/draft.js';
import { BOX } from '../state/state.js';
import type { Keeper } from '../store/keeper.js';
import type { Ticket } from '../store/saver.js';

export interface HousekeepingParts {
  readonly onFault: FaultSink;
  readonly keeper: Keeper;
  readonly clock: BoxClock;
  readonly door: Door;
  readonly tokens: TokenIndex;
  readonly live: Live;
  readonly announcer: Announcer;
  readonly note: TellNote;
  readonly log: (line: string) => void;
}

const PRUNE_EVERY_MS = 3_600_000;
const LOOK_AT_PASSES_MS = 60_000;
/** Looks, an hour apart, that a session may be empty before it ends. */
const EMPTY_LOOKS = 12;

export class Housekeeping {
  readonly #parts: HousekeepingParts;
  readonly #timers: readonly NodeJS.Timeout[];
  /** Per session, the number of looks in a row at which nobody was in it. */
  readonly #empty = new Map<string, number>();

  constructor(parts: HousekeepingParts) {
    this.#parts = parts;
    const every = (ms: number, run: () => void) => setInterval(barrier('housekeeping', parts.onFault, run), ms).unref();
    this.#timers = [every(PRUNE_EVERY_MS, () => this.prune()), every(LOOK_AT_PASSES_MS, () => this.#endPasses())];
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** Removes devices that nobody needs any more, and ends empty sessions. */
  prune(): void {
    this.#endEmptySessions();
    this.#endPasses();
    const { keeper, clock, door, live, log } = this.#parts;
    const old = prunable(keeper.state, clock.age(), (uuid) => live.isConnected(uuid));
    if (old.length === 0) {
      // Changes store the box's age. An evening without a change must count too.
      door.apply(THE_BOX, (draft) => {
        draft.counts = false;
        draft.quiet = true;
        draft.put('meta', BOX, { ...keeper.state.meta, age: draft.age });
      });
      return;
    }
    door.apply(THE_BOX, (draft) => {
      for (const uuid of old) forgetDevice(draft, uuid);
    });
    log(`registry: removed ${old.length} devices not seen in 30 days of running`);
  }

  /** Ends the passes of stand-ins whose night is over. */
  #endPasses(): void {
    const { keeper, clock, door } = this.#parts;
    const over = passesOver(keeper.state, clock.age());
    if (over.length === 0) return;
    door.apply(THE_BOX, (draft) => {
      for (const uuid of over) endPass(draft, uuid);
    });
  }

  /** Ends sessions that were empty at more than EMPTY_LOOKS looks in a row. */
  #endEmptySessions(): void {
    const { keeper, live, door, log } = this.#parts;
    const over: string[] = [];
    for (const [id, session] of keeper.state.rows('session')) {
      const looks = isEmpty(session, (uuid) => live.isConnected(uuid)) ? (this.#empty.get(id) ?? 0) + 1 : 0;
      this.#empty.set(id, looks);
      if (looks > EMPTY_LOOKS) over.push(id);
    }
    for (const id of this.#empty.keys()) if (!keeper.state.get('session', id)) this.#empty.delete(id);
    if (over.length === 0) return;
    door.apply(THE_BOX, (draft) => {
      for (const id of over) closeSession(draft, id);
    });
    log(`sessions: ended ${over.length} that were empty for ${EMPTY_LOOKS} hours`);
  }

  /**
   * Restores a whole backup. Connected devices and engineers keep their registration. Throws the fault of an invalid
   * file, and changes nothing then. Afterwards every part is informed, even if another part fails.
   */
  restoreBackup(file: Readonly<Record<string, unknown>>): Ticket {
    const { keeper, tokens, live, announcer, note, onFault } = this.#parts;
    const { state } = keeper;
    const here = [...state.rows('device')].flatMap(([uuid, { role }]) =>
      live.isConnected(uuid) || role === 'engineer' ? [uuid] : [],
    );
    const { ticket, at } = keeper.restoreBackup(file, new Set(here));
    const parts = [
      () => announcer.playAll(),
      () => announcer.playStrips(),
      () => tokens.reindex(),
      () => live.dropRemoved(),
      () => {
        for (const [uuid] of state.rows('device')) if (!live.isConnected(uuid)) live.left(uuid);
      },
      () => note('restored', `a backup of ${new Date(at).toISOString()} was restored`),
      () => announcer.everything(),
    ];
    for (const tell of parts) barrier('a restored backup', onFault, tell)();
    return ticket;
  }
}

/** What the box does with its registry on its own, or as a whole: pruning, forgetting, disconnecting, taking a backup in. */
import { barrier, type FaultSink } from '../audio/barrier.js';
import type { Announcer } from './announcer.js';
import type { Directory } from './directory.js';
import { THE_BOX } from './directory.js';
import type { Door } from './door.js';
import type { Keeper } from './keeper.js';
import { forgetDevice, prunable } from './registry.js';
import type { Ticket } from './store/saver.js';

export interface HousekeepingParts {
  readonly onFault: FaultSink;
  readonly keeper: Keeper;
  readonly door: Door;
  readonly directory: Directory;
  readonly announcer: Announcer;
  /** Closes all of a device's connections. */
  readonly kick: (uuid: string) => void;
  readonly note: (code: string, message: string) => void;
  readonly log: (line: string) => void;
}

const PRUNE_EVERY_MS = 3_600_000;

export class Housekeeping {
  readonly #parts: HousekeepingParts;
  readonly #timer: NodeJS.Timeout;

  constructor(parts: HousekeepingParts) {
    this.#parts = parts;
    this.#timer = setInterval(
      barrier('housekeeping', parts.onFault, () => this.prune()),
      PRUNE_EVERY_MS,
    );
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** A device is gone from the registry: nothing may still know it. */
  forgotten(uuid: string): void {
    const { directory, keeper, kick } = this.#parts;
    directory.reindex();
    keeper.ops.forget(uuid);
    kick(uuid);
  }

  /** Removes devices nobody needs any more. */
  prune(): void {
    const { keeper, door, directory, log } = this.#parts;
    const old = prunable(keeper.state, Date.now(), (uuid) => directory.isConnected(uuid));
    if (old.length === 0) return;
    door.apply(THE_BOX, (draft) => {
      for (const uuid of old) forgetDevice(draft, uuid);
    });
    log(`registry: ${old.length} devices not seen for 30 days were removed`);
  }

  /** Takes a whole backup in; who is here, and engineers, keep their registration. Throws the fault of a bad file, changing nothing. */
  takeIn(file: Readonly<Record<string, unknown>>): Ticket {
    const { keeper, directory, announcer, note } = this.#parts;
    const { state } = keeper;
    const here = [...state.rows('device')].flatMap(([uuid, { role }]) =>
      directory.isConnected(uuid) || role === 'engineer' ? [uuid] : [],
    );
    const ticket = keeper.takeIn(file, new Set(here));
    directory.reindex();
    for (const [uuid] of state.rows('device')) if (!directory.isConnected(uuid)) directory.left(uuid);
    note('restored', `a backup of ${new Date(Number(file.at) || 0).toISOString()} was restored`);
    announcer.everything();
    return ticket;
  }
}

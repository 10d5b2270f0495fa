/**
 * The changes of one command before they are committed. Only the draft itself sees the rows written here, until the
 * door commits it whole. A handler that throws leaves nothing behind. Pure.
 */

import type { Op } from '../../wire/messages.js';
import type { Change, Mix } from '../../wire/mix.js';
import type { Role } from '../../wire/roles.js';
import type { Reader, State, TableName, Tables } from './state.js';
import { BOX, keyOf } from './state.js';

/** The author of a change. */
export interface Actor {
  /** Device uuid, or `box` for the box itself. */
  readonly uuid: string;
  readonly name: string;
  readonly role: Role | 'box';
  /** The kind of client: `web`, `android` …, or `box`. */
  readonly source: string;
}

/** The author of changes that the box makes by itself. */
export const THE_BOX: Actor = { uuid: 'box', name: 'Box', role: 'box', source: 'box' };

/** A mix's change, as it will be announced. */
export interface MixAnnouncement {
  readonly uuid: string;
  readonly prev: number;
  readonly set: readonly Change[];
  readonly why: string;
}

/** What is heard in place of a mix: `base`, or the mix itself, with the changes of `set`. */
export interface Instead {
  readonly base: Mix | undefined;
  readonly set: readonly Change[];
}

/** Something to do once the draft is committed. It is data, so that handlers stay pure. */
export type Effect =
  | { readonly type: 'kick'; readonly uuid: string }
  | { readonly type: 'snapshot'; readonly uuid: string }
  /** For a moment another mix is heard in place of this device's; null ends it. */
  | { readonly type: 'hear'; readonly uuid: string; readonly instead: Instead | null }
  /** The device is here although it has no connection (it joined a session by HTTP). */
  | { readonly type: 'here'; readonly uuid: string }
  /** The device hears another mix from now on: its own again, or the one it mirrors. */
  | { readonly type: 'ears'; readonly uuid: string }
  /** The device has joined the session, and may read the earlier messages. */
  | { readonly type: 'joined'; readonly session: string; readonly uuid: string }
  | { readonly type: 'message'; readonly session: string; readonly n: number }
  /** The device has another role, and may read more or less. */
  | { readonly type: 'role'; readonly uuid: string }
  /** A request was answered; its musician learns whether it was accepted. */
  | { readonly type: 'answered'; readonly id: string; readonly uuid: string; readonly accepted: boolean };

export interface DraftOptions {
  readonly op: Op | null;
  /** ms since 1970, by the box's clock. */
  readonly at: number;
  /** Total running time of the box over all its runs, ms. */
  readonly age?: number;
  /** ms since 1970, by the machine's clock as it is set now. */
  readonly wall?: number;
  /** Inputs of the interface now. */
  readonly channels: number;
  readonly isConnected?: (uuid: string) => boolean;
}

export class Draft implements Reader {
  readonly actor: Actor;
  readonly op: Op | null;
  /** The revision of this draft once it is accepted. */
  readonly rev: number;
  /** ms since 1970, by the box's clock; for people to read. */
  readonly at: number;
  /** Total running time of the box over all its runs, ms; for decisions. */
  readonly age: number;
  /** ms since 1970, by the machine's clock as it is set now; only for a client that wants to correct that clock. */
  readonly wall: number;
  /** Inputs of the interface now. */
  readonly channels: number;
  /** Whether a device has any connection open. */
  readonly isConnected: (uuid: string) => boolean;
  readonly mixes: MixAnnouncement[] = [];
  readonly effects: Effect[] = [];
  /** False for commands that only read: they use no revision. */
  counts = true;
  /** True to commit without an announcement; the caller then announces in another way. */
  quiet = false;
  readonly #state: State;
  readonly #rows = new Map<string, { table: TableName; id: string; row: unknown }>();

  constructor(state: State, actor: Actor, options: DraftOptions) {
    this.#state = state;
    this.actor = actor;
    this.op = options.op;
    this.at = options.at;
    this.age = options.age ?? 0;
    this.wall = options.wall ?? options.at;
    this.channels = options.channels;
    this.isConnected = options.isConnected ?? (() => false);
    this.rev = state.meta.rev + 1;
  }

  get<T extends TableName>(table: T, id: string): Tables[T] | undefined {
    const staged = this.#rows.get(keyOf(table, id));
    return staged ? (staged.row as Tables[T] | undefined) : this.#state.get(table, id);
  }

  *rows<T extends TableName>(table: T): IterableIterator<[string, Tables[T]]> {
    for (const [id, row] of this.#state.rows(table)) {
      const staged = this.#rows.get(keyOf(table, id));
      if (!staged) yield [id, row];
    }
    for (const staged of this.#rows.values()) {
      if (staged.table === table && staged.row !== undefined) yield [staged.id, staged.row as Tables[T]];
    }
  }

  put<T extends TableName>(table: T, id: string, row: Tables[T]): void {
    this.#rows.set(keyOf(table, id), { table, id, row });
  }

  remove(table: TableName, id: string): void {
    this.#rows.set(keyOf(table, id), { table, id, row: undefined });
  }

  /** The ids of a table this draft touched. */
  touched(table: TableName): string[] {
    return [...this.#rows.values()].filter((entry) => entry.table === table).map((entry) => entry.id);
  }

  /** Writes everything into the state, with the new revision. Returns the store keys that changed. */
  commit(): string[] {
    if (this.counts) this.put('meta', BOX, { ...this.#state.meta, rev: this.rev, age: this.age });
    for (const { table, id, row } of this.#rows.values())
      this.#state.write(table, id, row as Tables[typeof table] | undefined);
    return [...this.#rows.keys()];
  }
}

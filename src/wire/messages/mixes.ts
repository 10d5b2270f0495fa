/** Mixes, their history, presets and the setlist. Pure: types only. */
import type { Change, HistoryChange, MixChannel } from '../mix.js';
import type { Role } from '../roles.js';
import type { Op } from './devices.js';

/** A channel of a mix, with its place on the interface. */
export interface SnapshotChannel extends Readonly<MixChannel> {
  readonly index: number;
}

/** A whole mix, by HTTP and in snapshots. */
export interface MixSnapshot {
  readonly uuid: string;
  readonly rev: number;
  /** New when the box's store is made anew or restored. */
  readonly epoch: string;
  readonly channels: readonly SnapshotChannel[];
  readonly master: number;
}

/** One accepted command about a mix. */
export interface MixDelta {
  readonly rev: number;
  /** The mix's revision before it. */
  readonly prev: number;
  readonly set: readonly Change[];
  /** Device that made it; `box` for the box itself. */
  readonly by: string;
  /** Null if the change came without a command, from a native client of protocol 2. */
  readonly op: Op | null;
  /** Kind of client: `web`, `android` …, or `box`. */
  readonly source: string;
  readonly at: number;
  readonly name: string;
  readonly role: Role | 'box';
  readonly why: string;
}

export interface Preset {
  readonly id: string;
  readonly name: string;
  /** The song of the setlist it belongs to. */
  readonly song: string | null;
  readonly locked: boolean;
  readonly at: number;
  readonly rev: number;
}

export interface PresetList {
  readonly uuid: string;
  readonly rev: number;
  readonly now: number;
  readonly presets: readonly Preset[];
}

interface Song {
  readonly id: string;
  readonly name: string;
}

export interface Setlist {
  readonly songs: readonly Song[];
  /** −1 before the first song. */
  readonly index: number;
  /** Musicians may change the song. */
  readonly anyone: boolean;
}

export interface SetlistMessage extends Setlist {
  readonly rev: number;
  /** The last change of the list can be taken back. */
  readonly canUndo: boolean;
}

export interface HistoryEntry {
  readonly n: number;
  /** Revision of its newest change. */
  readonly rev: number;
  readonly at: number;
  readonly by: string;
  readonly name: string;
  readonly role: Role;
  readonly source: string;
  readonly why: string;
  readonly changes: readonly HistoryChange[];
  readonly undone: boolean;
}

/** Newest first. */
export interface History {
  readonly entries: readonly HistoryEntry[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

export interface HistoryMessage extends History {
  readonly uuid: string;
  readonly now: number;
  /** Only the entries that are new, or that an undo or redo marked. */
  readonly more?: true;
}

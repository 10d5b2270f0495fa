/** The records of kept moments: snapshots, what a change replaced, and what each sound card had. Pure: types only. */
import type { ChannelGroup, Setlist } from '../../wire/messages.js';
import type { Mix } from '../../wire/mix.js';
import type { StripSettings } from '../../wire/strip.js';
import type { ChannelRecord } from './channel-record.js';

/** The device whose mix became the house mix, and when. */
export interface HouseFromRecord {
  readonly uuid: string;
  readonly name: string;
  readonly at: number;
}

/** A moment without its mixes. id = its id; `before` for what the last recall replaced. */
export interface SceneRecord {
  readonly id: string;
  /** A snapshot with a name · what a recall replaced · what a sound card had. */
  readonly kind: 'kept' | 'before' | 'card';
  /** Of a snapshot or a card; of `before`, the snapshot that was recalled. */
  readonly name: string;
  readonly by: string;
  readonly byName: string;
  readonly at: number;
  readonly rev: number;
  readonly channels: readonly (ChannelRecord & { readonly index: number })[];
  readonly strips: readonly { readonly index: number; readonly strip: Partial<StripSettings> }[];
  readonly order: readonly number[] | null;
  readonly house: Mix | null;
  readonly houseFrom: HouseFromRecord | null;
}

/** id = `<scene>/<uuid>`. */
export interface SceneMixRecord {
  readonly mix: Mix;
  readonly own: readonly number[];
  readonly groups: readonly ChannelGroup[];
}

/** What undo brings back: the songs, the present one, and which presets were for songs that left. */
export interface SetlistBefore extends Pick<Setlist, 'songs' | 'index'> {
  readonly presets: readonly { readonly uuid: string; readonly id: string; readonly song: string }[];
}

/** The sound card that played last. One row, id `box`. */
export interface CardRecord {
  readonly id: string;
  readonly name: string;
}

/**
 * Everything the box remembers, as tables of small immutable records. The store keeps the same records under the same
 * keys. Records are replaced, never changed in place, so a reader may hold one for as long as it likes. Pure.
 */
import type {
  ChannelGroup,
  Check,
  DirectMessage,
  EarDelay,
  Offer,
  SessionMessage,
  Setlist,
} from '../../wire/messages.js';
import type { HistoryChange, Mix } from '../../wire/mix.js';
import type { MixLock, Role } from '../../wire/roles.js';
import type { StripSettings } from '../../wire/strip.js';
import type { ChannelRecord } from './channel-record.js';
import type { RequestRecord } from './request-record.js';
import type { CardRecord, HouseFromRecord, SceneMixRecord, SceneRecord, SetlistBefore } from './scene-records.js';
import type { StandInRecord } from './stand-in-record.js';

/** One row; id `box`. */
export interface MetaRecord {
  /** Version of the record layout; see `store/row-fields.ts`. */
  readonly schema: number;
  /** Random; new when the store is made or restored. */
  readonly epoch: string;
  /** One counter for the whole box. */
  readonly rev: number;
  /** Total running time of the box over all its runs, ms; absent in a store of earlier software. */
  readonly age?: number;
}

/** id = uuid. */
export interface DeviceRecord {
  readonly uuid: string;
  readonly type: string;
  /** The name its owner gave. */
  readonly name: string;
  /** The engineer's name for it; wins over `name`. */
  readonly customName: string | null;
  readonly role: Role;
  /** The device has a token; a protocol-2 client has none. */
  readonly verified: boolean;
  /** SHA-256 of the token, base64url; null without a token. */
  readonly tokenHash: string | null;
  readonly address: string;
  readonly userAgent: string;
  /** ms since 1970. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** The box's age when it last saw the device, ms; absent if earlier software wrote the record. */
  readonly seen?: number;
  readonly reconnections: number;
  /** Inputs that this musician marked as their own. */
  readonly own: readonly number[];
  /** Channels this musician moves together; absent if no group was ever made. */
  readonly groups?: readonly ChannelGroup[];
  /** Place in the engineer's list, ascending. */
  readonly order: number;
  /** The device has a history here: seen in several runs of the box, or listened for a minute. Absent = not yet. */
  readonly regular?: boolean;
  /** The device once had the engineer's role here; absent = never. */
  readonly engineered?: boolean;
  /** The lock on its mix; absent = not locked. */
  readonly lock?: MixLock;
  /** The delay that it measured with its microphone; absent = never. */
  readonly ear?: EarDelay;
  /** The device that its person says is theirs too; absent = none. */
  readonly claims?: string;
  /** The device whose mix it hears and sets in place of its own; absent = none. */
  readonly mirrors?: string;
  /** The code that another phone may type, good until the box has this age, ms. */
  readonly code?: { readonly text: string; readonly until: number; readonly pass?: boolean };
  /** The pass with which it stands in for somebody; absent = none. */
  readonly standsIn?: StandInRecord;
}

/** id = uuid. */
export interface MixRecord {
  readonly mix: Mix;
  /** Box revision of this mix's last change. */
  readonly rev: number;
  readonly at: number;
  /** True once somebody has set a value since the mix was made from the house mix. */
  readonly touched: boolean;
}

/** id = channel index. A field that is absent has its initial value. */
type StripRecord = Partial<StripSettings>;

/** id = `<uuid>/<preset id>`. */
export interface PresetRecord {
  readonly id: string;
  readonly uuid: string;
  readonly name: string;
  /** The song of the setlist it belongs to, or null. */
  readonly song: string | null;
  readonly locked: boolean;
  readonly at: number;
  readonly rev: number;
  /** Revision at which its mix was saved; absent = `rev`. It orders presets, because clocks can step back. */
  readonly saved?: number;
  readonly mix: Mix;
}

export type PanicLevel = 'dim' | 'mute';

/** One row, id `box`, while everybody is dimmed or muted. */
interface PanicRecord {
  readonly level: PanicLevel;
  readonly by: string;
  readonly name: string;
  readonly at: number;
}

/** One row; id `box`. */
export type SetlistRecord = Setlist;

/** id = session id. */
export interface SessionRecord {
  readonly id: string;
  readonly name: string;
  readonly by: string;
  readonly at: number;
  readonly rev: number;
  /** Revision at which it was made; absent in a store of earlier software. */
  readonly made?: number;
  readonly participants: readonly { readonly uuid: string; readonly since: number }[];
  /** Number of the next message. */
  readonly next: number;
}

/** id = `<session id>/<slot>`; slots are reused in a ring. */
export type MessageRecord = SessionMessage;

/** A message outside of sessions. id = its id. */
export type DirectRecord = DirectMessage;

/** id = uuid. The end of a mix's history. */
interface TrailRecord {
  /** Number of the next entry. */
  readonly next: number;
}

/** id = `<uuid>/<slot>`; slots are reused in a ring. */
export interface HistoryRecord {
  readonly n: number;
  readonly rev: number;
  readonly at: number;
  readonly by: string;
  readonly name: string;
  readonly role: Role;
  readonly source: string;
  readonly why: string;
  readonly gesture: string | null;
  readonly changes: readonly HistoryChange[];
  /** Revision at which it was undone, 0 = in force. */
  readonly undone: number;
  /** Who undid it. */
  readonly undoneBy: string | null;
  /** The box's age at the entry's last change, ms; absent if earlier software wrote the record. */
  readonly age?: number;
}

/** id = `<uuid>/<slot>`. The `op` of an accepted command, and what its reply said. */
export interface OpRecord {
  readonly n: number;
  readonly op: string | number;
  readonly rev: number;
  readonly result: Readonly<Record<string, unknown>>;
}

export interface Tables {
  meta: MetaRecord;
  device: DeviceRecord;
  mix: MixRecord;
  /** One row, id `box`: the mix new devices begin with. */
  house: Mix;
  /** One row, id `box`, beside `house`: whose mix it was. Absent if earlier software set it. */
  houseFrom: HouseFromRecord;
  channel: ChannelRecord;
  strip: StripRecord;
  /** One row, id `box`: order in which channels are shown. */
  channelOrder: readonly number[];
  preset: PresetRecord;
  panic: PanicRecord;
  setlist: SetlistRecord;
  /** One row, id `box`: the setlist that the last change replaced. */
  setlistBefore: SetlistBefore;
  session: SessionRecord;
  message: MessageRecord;
  direct: DirectRecord;
  ask: RequestRecord;
  /** The latest offer for a device. id = uuid. */
  offer: Offer;
  /** One row, id `box`, until the engineer closes it. */
  check: Check;
  scene: SceneRecord;
  sceneMix: SceneMixRecord;
  card: CardRecord;
  trail: TrailRecord;
  history: HistoryRecord;
  op: OpRecord;
}

export type TableName = keyof Tables;

export const TABLE_NAMES: readonly TableName[] = [
  'meta',
  'device',
  'mix',
  'house',
  'houseFrom',
  'channel',
  'strip',
  'channelOrder',
  'preset',
  'panic',
  'setlist',
  'setlistBefore',
  'session',
  'message',
  'direct',
  'ask',
  'offer',
  'check',
  'scene',
  'sceneMix',
  'card',
  'trail',
  'history',
  'op',
];

/** `<table>/<id>`: the store's key. */
export type Key = string;

export function keyOf(table: TableName, id: string): Key {
  return `${table}/${id}`;
}

export function splitKey(key: Key): { table: TableName; id: string } | undefined {
  const slash = key.indexOf('/');
  const table = key.slice(0, slash) as TableName;
  return slash > 0 && TABLE_NAMES.includes(table) ? { table, id: key.slice(slash + 1) } : undefined;
}

/** Id of tables with one row. */
export const BOX = 'box';

/** Read access to the tables. Both the state and a draft over it implement this. */
export interface Reader {
  get<T extends TableName>(table: T, id: string): Tables[T] | undefined;
  /** All rows, in no promised order. */
  rows<T extends TableName>(table: T): IterableIterator<[id: string, row: Tables[T]]>;
}

/** The tables in memory. Main thread only. */
export class State implements Reader {
  #tables = new Map<TableName, Map<string, unknown>>(TABLE_NAMES.map((name) => [name, new Map()]));

  get<T extends TableName>(table: T, id: string): Tables[T] | undefined {
    return this.#tables.get(table)!.get(id) as Tables[T] | undefined;
  }

  rows<T extends TableName>(table: T): IterableIterator<[string, Tables[T]]> {
    return this.#tables.get(table)!.entries() as IterableIterator<[string, Tables[T]]>;
  }

  count(table: TableName): number {
    return this.#tables.get(table)!.size;
  }

  /** Puts one row, or removes it if `row` is undefined. Only a draft's commit and the store's code call this. */
  write<T extends TableName>(table: T, id: string, row: Tables[T] | undefined): void {
    if (row === undefined) this.#tables.get(table)!.delete(id);
    else this.#tables.get(table)!.set(id, row);
  }

  /** Replaces all tables by those of `other`, in one step. `other` must not be used after this. */
  become(other: State): void {
    this.#tables = other.#tables;
    other.#tables = new Map();
  }

  get meta(): MetaRecord {
    return this.get('meta', BOX)!;
  }
}

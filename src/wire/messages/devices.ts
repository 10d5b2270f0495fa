/** Devices, and the answers to their commands. Pure: types only. */
import type { MixLock, Role } from '../roles.js';
import type { OfferNote } from './offers.js';

/** The number or name by which a client knows its command. */
export type Op = string | number;

/** The box's answer to a command. */
export interface Reply {
  /** Null if the command had no valid `op`. */
  readonly op: Op | null;
  readonly ok: boolean;
  readonly rev?: number;
  /** False: in force, but not on disk yet; `code` and `message` say why. */
  readonly durable?: boolean;
  /** An `ErrorCode` of the box. */
  readonly code?: string;
  readonly message?: string;
  readonly path?: string;
  readonly allowed?: unknown;
  readonly current?: unknown;
  readonly retryAfterMs?: number;
  /** What was made: a preset, a session, a message, a request. */
  readonly id?: string;
  /** How many were cleared or imported. */
  readonly count?: number;
  /** Ids of the groups, in order. */
  readonly groups?: readonly string[];
  /** The song that the setlist is at now. */
  readonly index?: number;
  /** Devices whose lock kept the song's preset out. */
  readonly locked?: readonly string[];
  /** Number of the history entry. */
  readonly undone?: number;
  readonly redone?: number;
  /** A code for the person's other phone, how long it is good, ms; and whose everything was moved here. */
  readonly phoneCode?: string;
  readonly forMs?: number;
  readonly from?: string;
  /** The code was a pass: this device stands in. */
  readonly standsIn?: boolean;
  /** Number of the session's message. */
  readonly n?: number;
  /** A ping's own value, the box's time, and the machine's clock. */
  readonly t?: number | string | null;
  readonly now?: number;
  readonly wall?: number;
}

/** Channels that a musician moves together. */
export interface ChannelGroup {
  readonly id: string;
  readonly name: string;
  /** `#rrggbb`. */
  readonly color: string;
  readonly channels: readonly number[];
}

/** A delay from the stage to the ear, as a device measured it with its microphone. */
export interface EarDelay {
  /** The middle of the readings, ms. */
  readonly ms: number;
  /** How far the readings lie apart, ms. */
  readonly spreadMs: number;
  /** When, ms since 1970, by the box's clock. */
  readonly at: number;
}

/** For whom a device stands in, and until when: ms since 1970, by the box's clock. */
interface StandIn {
  readonly for: string;
  readonly name: string;
  readonly until: number;
}

/** The open connections of a device. Silent connections, and those that take no sound for a second, count as closed. */
export interface Connections {
  readonly mqtt: boolean;
  readonly audio: boolean;
  readonly native: boolean;
}

export interface Device {
  readonly uuid: string;
  readonly type: string;
  /** The name its owner gave. */
  readonly name: string;
  /** The engineer's name for it. */
  readonly customName: string | null;
  /** The one to show. */
  readonly displayName: string;
  readonly role: Role;
  /** The device has shown a token; an app of native protocol 2 has none. */
  readonly verified: boolean;
  readonly address: string;
  readonly userAgent: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly reconnections: number;
  /** Any connection is open. */
  readonly active: boolean;
  readonly connections: Connections;
  /** Inputs that this musician plays or sings into. */
  readonly own: readonly number[];
  readonly groups: readonly ChannelGroup[];
  readonly lock: MixLock | null;
  /** Null if the device never measured it. */
  readonly ear: EarDelay | null;
  /** The device that its person says is theirs too. */
  readonly claims: string | null;
  /** The engineer's latest offer for this device's mix. */
  readonly offer: OfferNote | null;
  /** The device whose mix it hears and sets in place of its own. */
  readonly mirrors: string | null;
  readonly standsIn: StandIn | null;
  /** Place in the engineer's list, ascending. */
  readonly order: number;
  /** Revision of its mix. */
  readonly rev: number;
}

/** In the engineer's order. */
export interface DeviceList {
  readonly rev: number;
  readonly now: number;
  readonly devices: readonly Device[];
}

export interface DevicesDelta {
  readonly rev: number;
  readonly changed: readonly Device[];
  readonly removed: readonly string[];
  readonly at: number;
}

/** Sent to a device when it subscribes. */
export interface Welcome {
  readonly uuid: string;
  readonly name: string;
  readonly role: Role;
  /** The device is known, and its mix was brought back. */
  readonly restored: boolean;
  readonly reconnections: number;
  readonly rev: number;
  readonly epoch: string;
  /** The box lost the mix's newest changes, and asks the device for what it knows. */
  readonly sendMix: boolean;
}

/**
 * What the box answers over HTTP where no MQTT message has the same body; `docs/protocol.md` lists the requests. The
 * box builds these types, the page and the terminal client read them. Pure: types only.
 */
import type { ErrorBody } from './errors.js';
import type { HistoryEntry } from './messages/mixes.js';
import type { Role } from './roles.js';

/** Every refusal and failure. */
export interface ErrorAnswer {
  readonly error: ErrorBody;
}

/** Present only while the disk is in trouble: the change is in force, but not saved. */
export interface Unsaved {
  readonly durable?: false;
  readonly code?: string;
  readonly message?: string;
}

/** `POST /api/join`. */
export interface JoinAnswer extends Unsaved {
  readonly uuid: string;
  /** Proves from now on that a request comes from this device. */
  readonly token: string;
  readonly role: Role;
}

/** `POST /api/engineer` and `DELETE /api/engineer`. */
export interface RoleAnswer extends Unsaved {
  readonly uuid: string;
  readonly role: Role;
}

/** `GET /api/history`: newest first. */
export interface HistoryAnswer {
  readonly now: number;
  readonly entries: readonly (HistoryEntry & { readonly uuid: string })[];
}

/** `GET /api/sessions/:id`. */
export interface SessionAnswer {
  readonly exists: true;
  readonly id: string;
  readonly name: string;
  readonly count: number;
  /** Absent without a token. */
  readonly participants?: readonly { readonly name: string }[];
}

/** A row of the box's table of settings. */
export interface Setting {
  readonly name: string;
  readonly value: string | number | boolean | null;
  readonly default: string | number | boolean | null;
  readonly kind: 'integer' | 'number' | 'boolean' | 'choice' | 'text';
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly allowed: string;
  readonly unit: string;
  readonly needsRestart: boolean;
  readonly help: string;
  /** Set by a flag or the environment, which win over the file. */
  readonly fixed: boolean;
}

/** `GET /api/settings`. */
export interface SettingsAnswer {
  readonly settings: readonly Setting[];
}

/** `PUT /api/settings`. */
export interface SettingsChanged {
  readonly ok: true;
  /** A change needs a restart. */
  readonly restart: boolean;
}

export interface SourceChoice {
  readonly spec: string;
  readonly label: string;
  /** How many inputs it has. */
  readonly inputs?: number;
  /** Its mixes are kept, and come back with it. */
  readonly kept?: boolean;
}

/** `GET /api/sources`. */
export interface SourcesAnswer {
  readonly current: string;
  readonly sources: readonly SourceChoice[];
}

/** `POST /api/source`. */
export interface SourceChanged {
  readonly ok: true;
  /** Name of the source, for people. */
  readonly source: string;
  readonly notes: readonly string[];
}

/** `GET /version.json`: the build of the page. */
export interface BuildAnswer {
  readonly build: string;
}

/** What a part of the system reports of itself. */
export interface SystemReport {
  readonly state: string;
  readonly message: string;
}

export interface UpdateReport extends SystemReport {
  readonly running: string;
  /** Version of the firmware on the stick. */
  readonly version?: string;
  /** Percent. */
  readonly progress?: string;
  readonly older?: string;
  /** Why an earlier try of the version on the stick was given up. */
  readonly givenUp?: string;
}

/** As the system reports them: the settings, not what the radio fell back to. */
export interface WifiSettings {
  readonly mode: 'access-point' | 'join' | 'off';
  /** ISO 3166. */
  readonly country: string;
  /** GHz. */
  readonly band: '5' | '2.4';
  readonly channel: string;
  /** `wpa3`: both WPA3 and WPA2; `wpa2`: only WPA2. */
  readonly security: 'wpa3' | 'wpa2';
  readonly join_ssid?: string;
  /** The box never sends the password itself. */
  readonly join_password_set: boolean;
}

/** `GET /api/system`. What the system does not report is absent. */
export interface SystemAnswer {
  /** Whether there is a system that takes requests. */
  readonly available: boolean;
  readonly boxId?: string;
  readonly update?: UpdateReport;
  readonly data?: SystemReport;
  readonly radio?: SystemReport;
  readonly health?: string;
  /** The Wi-Fi that the box makes. */
  readonly wifi?: { readonly ssid: string; readonly password: string; readonly page: string };
  readonly wifiSettings?: WifiSettings;
  /** The countries whose rules the radio knows. */
  readonly wifiCountries?: readonly string[];
}

/** One live listener. */
export interface ListenerHealth {
  /** Shown to engineers and to the device itself: with a published uuid, others could claim to be that device. */
  readonly device?: string;
  readonly mix?: string;
  readonly kind: 'web' | 'native';
  readonly transport: 'websocket' | 'rtp' | 'datachannel' | 'tcp' | 'udp';
  /** `raw`: the channels of an app that mixes by itself. */
  readonly codec: 'pcm' | 'opus' | 'raw';
  /** Frames per packet. */
  readonly frames: number;
  /** How many of the frames before it each packet carries again. */
  readonly copies: number;
  /** Whether the box may change codec, frames and copies while it plays. */
  readonly adapt: boolean;
  /** What the packets need at present, with their own headers but without those of the network. */
  readonly bytesPerSecond: number;
  readonly sent: number;
  readonly dropped: number;
  /** Age of the oldest unsent packet, ms. */
  readonly queueAgeMs: number;
  readonly stalled: boolean;
  /** How long ago this listener joined, monotonic ms. */
  readonly forMs: number;
  /** The client's last own report (fill, target, underruns …), as sent. */
  readonly report?: Readonly<Record<string, unknown>>;
}

/** `GET /api/health`: besides the listeners, counters by name. Their number may grow. */
export interface HealthAnswer {
  readonly listeners: readonly ListenerHealth[];
  readonly [name: string]: unknown;
}

/** A listener as the radio's budget sees it. */
export interface AirShare {
  readonly device: string;
  readonly kind: 'web' | 'native';
  readonly transport: 'websocket' | 'rtp' | 'datachannel' | 'tcp' | 'udp';
  /** `raw`: the channels of an app that mixes by itself. */
  readonly codec: 'pcm' | 'opus' | 'raw';
  /** Frames per packet, and how many packets before it each packet repeats. */
  readonly frames: number;
  readonly copies: number;
  /** Whether the box may choose codec, frames and copies. */
  readonly adapt: boolean;
  /** Part of all air, 0…1; null if nothing is known of the radio. */
  readonly share: number | null;
  /** The same as the radio's driver counted it; absent if it does not count. */
  readonly measuredShare?: number;
  /** Rate at which the radio sends to it, Mb/s; absent if nothing is known. */
  readonly rateMbps?: number;
  /** Packets sent again, per packet. */
  readonly retries?: number;
  readonly signalDbm?: number;
  /** So slow that it gets longer packets than others. */
  readonly weak?: boolean;
}

/** `GET /api/radio`: the budget of the air. */
export interface RadioAnswer {
  /** Whether the box has a radio and knows its stations. If not, `listeners` has everybody, without shares. */
  readonly known: boolean;
  /** What all listeners together may take, and what they take; parts of all air. */
  readonly limit: number;
  readonly total: number;
  /** Part of the time in which the channel was busy, by anybody; absent if the driver does not count. */
  readonly busy?: number;
  /** Listeners on the radio, who takes most first. */
  readonly listeners: readonly AirShare[];
  /** How often somebody found no room since the start; and the last devices that have not come in since. */
  readonly refusals: number;
  readonly refused: readonly {
    readonly device: string;
    readonly agoMs: number;
    /** It would have found room with packets of 20 ms. */
    readonly safe: boolean;
  }[];
}

/** The box and its people as JSON on the wire (docs/protocol.md). Pure. */

export interface BoxChannel {
  readonly index: number;
  readonly name: string;
  readonly color: string;
  readonly icon: string;
  /** Partner of a stereo pair. */
  readonly link?: number | null;
  readonly trimDb?: number;
  readonly compensationDb?: number;
}

export interface BoxInfo {
  readonly name: string;
  readonly serial: string;
  readonly version: string;
  readonly sampleRate: number;
  readonly periodFrames: number;
  readonly source: unknown;
  readonly channels: readonly BoxChannel[];
  readonly audio: { readonly port: number; readonly path: string };
  /** Ports where the box listens with TLS too. */
  readonly tls?: { readonly webPort: number; readonly audioPort: number };
  readonly epoch: string | number;
}

export type Role = 'musician' | 'engineer';

export interface Device {
  readonly uuid: string;
  readonly type: string;
  readonly name: string;
  readonly customName: string | null;
  readonly displayName: string;
  readonly role: Role;
  /** The device has shown a token; an app of native protocol 2 has none. */
  readonly verified: boolean;
  readonly address: string;
  readonly userAgent: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly reconnections: number;
  readonly active: boolean;
  readonly connections: { readonly mqtt: boolean; readonly audio: boolean; readonly native: boolean };
  readonly own: readonly number[];
  readonly groups: readonly UserGroup[];
  readonly lock: MixLock | null;
  readonly order: number;
}

/** Channels that a musician moves together. */
export interface UserGroup {
  readonly id: string;
  readonly name: string;
  readonly color: string;
  readonly channels: readonly number[];
}

/** Who may still change a locked mix. */
export type MixLock = 'engineer' | 'nobody';

/** Everybody muted or 20 dB down, over all mixes. */
export interface PanicState {
  readonly level: 'off' | 'dim' | 'mute';
  /** Name of the engineer who did it; null when off. */
  readonly name: string | null;
}

export interface Preset {
  readonly id: string;
  readonly name: string;
  readonly song: string | null;
  readonly locked: boolean;
  readonly at: number;
}

export interface Setlist {
  readonly songs: readonly { readonly id: string; readonly name: string }[];
  readonly index: number;
  readonly anyone: boolean;
}

export interface HistoryEntry {
  readonly n: number;
  /** Revision of its newest change. */
  readonly rev: number;
  readonly at: number;
  readonly by: string;
  readonly name: string;
  readonly role: string;
  readonly why: string;
  readonly changes: readonly {
    readonly p: string;
    readonly ch?: number;
    readonly from: unknown;
    readonly to: unknown;
  }[];
  readonly undone: boolean;
}

export interface History {
  readonly entries: readonly HistoryEntry[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

export interface Ask {
  readonly id: string;
  readonly uuid: string;
  readonly name: string;
  readonly ch?: number | null;
  readonly p?: string | null;
  readonly v?: number | boolean | null;
  readonly text?: string | null;
  readonly at: number;
}

/** Whose request is no longer open, and who did or declined it. */
export interface AskAnswer {
  readonly id: string;
  readonly uuid: string;
  readonly accepted: boolean;
  readonly by: string;
  readonly name: string;
}

export interface BoxStatus {
  readonly store?: { readonly state: 'ok' | 'trouble'; readonly code?: string; readonly message?: string };
  readonly source?: { readonly state: string; readonly message?: string };
  readonly notes?: readonly { readonly at: number; readonly code: string; readonly message: string }[];
  readonly connected?: number;
  readonly listeners?: number;
}

export interface SessionSummary {
  readonly id: string;
  readonly name: string;
  readonly count: number;
  readonly by: string;
  readonly at: number;
}

export interface SessionMessage {
  readonly n: number;
  readonly by: string;
  readonly name: string;
  readonly kind: 'message' | 'cue';
  readonly text: string;
  readonly at: number;
}

export interface Meters {
  readonly t: number;
  readonly peak: readonly number[];
  readonly rms: readonly number[];
  readonly buses: Readonly<Record<string, { readonly l: number; readonly r: number; readonly red: number }>>;
}

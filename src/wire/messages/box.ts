/** The box itself: channels, levels, state. Pure: types only. */
import type { NoteCode, StoreTrouble } from '../note-codes.js';
import type { StripSettings } from '../strip.js';

/** An input channel as the source names it, or as the engineer renamed it. */
export interface ChannelInfo {
  /** Position on the interface, 0-based. */
  readonly index: number;
  readonly name: string;
  /** CSS colour, `#rrggbb`. */
  readonly color: string;
  /** Name of an icon in the page's own set, e.g. `kick`, `vocal`, `guitar`, `mic`. */
  readonly icon: string;
}

/** An input channel with what the engineer set on it. */
export interface BoxChannel extends ChannelInfo {
  /** Partner of a stereo pair. */
  readonly link: number | null;
  /** Input gain, dB. */
  readonly trimDb: number;
  /** Taken back in every mix, so that a compensated trim changes what nobody hears, dB. */
  readonly compensationDb: number;
}

export interface ChannelList {
  readonly rev: number;
  /** Indexes, in the order to show. */
  readonly order: readonly number[];
  readonly channels: readonly BoxChannel[];
}

/** The strip of one input. */
export interface StripState {
  readonly index: number;
  readonly rev: number;
  readonly strip: StripSettings;
}

/** Also the answer of `GET /api/box`. */
export interface BoxInfo {
  readonly name: string;
  readonly serial: string;
  readonly version: string;
  /** Hertz. */
  readonly sampleRate: number;
  readonly periodFrames: number;
  /** Name of the source, for people. */
  readonly source: string;
  readonly channels: readonly ChannelInfo[];
  readonly audio: { readonly port: number; readonly path: string };
  readonly native: { readonly port: number };
  readonly mqtt: { readonly port: number; readonly wsPath: string };
  /** Ports where the box listens with TLS too: page, `/api` and `/mqtt`; and sound. */
  readonly tls?: { readonly webPort: number; readonly audioPort: number };
  readonly epoch: string;
}

/** Linear levels, about 15 times a second. Input levels include the trim. */
export interface Meters {
  readonly t: number;
  readonly peak: readonly number[];
  readonly rms: readonly number[];
  /** By device; `red` is the limiter's gain reduction, dB. */
  readonly buses: Readonly<Record<string, { readonly l: number; readonly r: number; readonly red: number }>>;
}

/** By how much gates and compressors turn the inputs down, dB (≥ 0), by input: the most since the last message. */
export interface Reductions {
  readonly t: number;
  readonly gate: readonly number[];
  readonly comp: readonly number[];
}

/** Something the engineer should know. */
export interface Note {
  readonly at: number;
  readonly code: NoteCode;
  readonly message: string;
}

export interface BoxStatus {
  readonly now: number;
  readonly store: {
    readonly state: 'ok' | 'trouble';
    readonly code?: StoreTrouble;
    readonly message?: string;
    /** Rows that are not on disk yet. */
    readonly unsaved: number;
  };
  readonly source: { readonly state: string; readonly message?: string };
  readonly notes: readonly Note[];
  readonly connected: number;
  readonly listeners: number;
  /** Whose mix newcomers begin with, and since when; nulls if earlier software set it. Null: the factory's. */
  readonly house: { readonly name: string | null; readonly at: number | null } | null;
}

/** Everybody muted or 20 dB down, over all mixes. `by`, `name` and `at` are null when off. */
export interface PanicState {
  readonly rev: number;
  readonly level: 'off' | 'dim' | 'mute';
  readonly by: string | null;
  readonly name: string | null;
  readonly at: number | null;
}

/**
 * Sizes and descriptions shared by every part of the audio path. Pure.
 */

/** Most input channels one box captures; shared memory is laid out for this many whatever the card offers. */
export const MAX_CHANNELS = 64;

/** Most listeners (web and native together, cue listeners included) served at once. */
export const MAX_LISTENERS = 96;

/** Buses: more than listeners, because who comes back gets a new one before the mixer has let go of the old. */
export const MAX_BUSES = MAX_LISTENERS + 16;

/** Sample rates the box runs at, in hertz. It always runs at the source's own rate. */
export const SAMPLE_RATES: readonly number[] = [44_100, 48_000];

/** One input channel as shown to people. */
export interface ChannelInfo {
  /** Position on the interface, 0-based. */
  readonly index: number;
  readonly name: string;
  /** CSS colour, `#rrggbb`. */
  readonly color: string;
  /** Name of an icon in the page's own set, e.g. `kick`, `vocal`, `guitar`, `mic`. */
  readonly icon: string;
}

/** What a source turned out to be once it was looked at. Plain data: it crosses threads. */
export interface SourceDescription {
  /** The setting's canonical form, e.g. `alsa:hw:CARD=X18,DEV=0`, `wav:/x.wav`, `tones:16`, `demo`. */
  readonly spec: string;
  readonly kind: 'alsa' | 'wav' | 'tones' | 'demo' | 'silence';
  /** For people: a card's name, a file's name. */
  readonly label: string;
  /** Hertz. */
  readonly sampleRate: number;
  readonly channels: readonly ChannelInfo[];
}

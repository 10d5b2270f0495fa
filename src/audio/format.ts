/**
 * Sizes and descriptions that every part of the audio path shares. Pure.
 */
import { MAX_CHANNELS } from '../wire/limits.js';
import type { ChannelInfo } from '../wire/messages.js';

/** Shared memory has room for this many input channels, whatever the card offers. */
export { MAX_CHANNELS };

/** Most listeners at once: web and native together, including engineers who hear another mix. */
export const MAX_LISTENERS = 96;

/**
 * Number of buses. There are more than listeners: a device that reconnects gets a new
 * bus before the mixer freed its old one.
 */
export const MAX_BUSES = MAX_LISTENERS + 16;

/** Sample rates the box supports, in hertz. It always runs at the source's own rate. */
export const SAMPLE_RATES: readonly number[] = [44_100, 48_000];

export type { ChannelInfo };

/** What the box found in a source. Plain data: it crosses threads. */
export interface SourceDescription {
  /** The setting in canonical form, e.g. `alsa:hw:CARD=X18,DEV=0`, `wav:/x.wav`, `tones:16`, `demo`. */
  readonly spec: string;
  readonly kind: 'alsa' | 'wav' | 'tones' | 'demo' | 'silence';
  /** Name for people: of a card or a file. */
  readonly label: string;
  /** Hertz. */
  readonly sampleRate: number;
  readonly channels: readonly ChannelInfo[];
}

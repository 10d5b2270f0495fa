/**
 * One listener's personal mix, and changes of it. The box, the page and the mixer share these types. Pure. Numbers stay
 * exactly as they were set: nothing rounds or clamps them.
 */

/** Settings of one input channel in one listener's mix. */
export interface MixChannel {
  /** Whether the channel is in the mix at all. */
  on: boolean;
  /** Linear, 0…4. */
  gain: number;
  /** −1 (left) … +1 (right), equal power. */
  pan: number;
  mute: boolean;
  /** Solo-in-place, within this listener's mix only. */
  solo: boolean;
}

/** A whole mix. `channels[i]` is input channel `i`. */
export interface Mix {
  channels: MixChannel[];
  /** Linear, 0…4. */
  master: number;
}

export type ChannelParameter = keyof MixChannel;
/** The parameters of a channel that are on or off. */
export type ChannelSwitch = {
  [P in ChannelParameter]: MixChannel[P] extends boolean ? P : never;
}[ChannelParameter];
export type ParameterName = ChannelParameter | 'master';
export type ParameterValue = number | boolean;

/** One entry of a `set`, in commands and deltas: a parameter and its new value. */
export type Change =
  | { readonly p: ChannelParameter; readonly ch: number; readonly v: ParameterValue }
  | { readonly p: 'master'; readonly ch?: undefined; readonly v: number };

/** One change as the history keeps it. `ch` is absent for `master`. */
export interface HistoryChange {
  readonly p: ParameterName;
  readonly ch?: number;
  readonly from: ParameterValue;
  readonly to: ParameterValue;
}

/** The strip of an input that nobody has set yet. */
export function defaultStrip(): MixChannel {
  return { on: true, gain: 0.5, pan: 0, mute: false, solo: false };
}

/** The mix of a new device, until the engineer sets another house mix. */
export function defaultMix(channels: number): Mix {
  return { channels: Array.from({ length: channels }, defaultStrip), master: 1 };
}

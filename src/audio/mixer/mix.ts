/**
 * One listener's personal mix, as control keeps it and the mixer plans it. Pure. Numbers stay exactly as they were
 * set: nothing here rounds or clamps them.
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

/** The mix of a new device, until the engineer sets another house mix. */
export function defaultMix(channels: number): Mix {
  return {
    channels: Array.from({ length: channels }, () => ({ on: true, gain: 0.5, pan: 0, mute: false, solo: false })),
    master: 1,
  };
}

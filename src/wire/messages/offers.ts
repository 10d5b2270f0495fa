/** Mixes that an engineer offers to a musician. Pure: types only. */
import type { Change } from '../mix.js';

type OfferState = 'open' | 'taken' | 'refused';

/** The latest offer for a device, as everybody sees it. */
export interface OfferNote {
  readonly id: string;
  /** The engineer who made it. */
  readonly name: string;
  readonly state: OfferState;
  /** The musician hears it now, in place of their own mix. */
  readonly heard: boolean;
}

/** With the values it would set. */
export interface Offer extends OfferNote {
  readonly by: string;
  readonly set: readonly Change[];
  readonly at: number;
}

export interface OfferMessage {
  readonly uuid: string;
  readonly now: number;
  readonly offer: Offer | null;
}

/**
 * What a listener hears who tries an offer: their mix with the values of the offer. Trying changes no mix. Any change
 * of the mix ends it, so that a moved fader is always heard. Pure.
 */
import type { OfferNote } from '../../wire/messages.js';
import type { Mix } from '../../wire/mix.js';
import type { Reader } from '../state/state.js';
import { linked } from './channels.js';
import { applySet } from './mix-command.js';

/** A device's mix, with the offer that its musician tries. */
export function triedMix(reader: Reader, uuid: string, mix: Mix, channels: number): Mix {
  const offer = reader.get('offer', uuid);
  if (offer?.heard !== true) return mix;
  // An offer may be for inputs that the present interface lacks.
  const set = linked(reader, offer.set, channels).filter((one) => one.p === 'master' || one.ch < mix.channels.length);
  return applySet(mix, set).mix;
}

/** The offer without its values, as everybody sees it. */
export function offerNote(reader: Reader, uuid: string): OfferNote | null {
  const offer = reader.get('offer', uuid);
  return offer ? { id: offer.id, name: offer.name, state: offer.state, heard: offer.heard } : null;
}

/**
 * What a listener hears who tries an offer: their mix with the values of the offer. Trying changes no mix. Any change
 * of the mix ends it, so that a moved fader is always heard. Pure.
 */
import type { OfferNote } from '../../wire/messages.js';
import type { Mix } from '../../wire/mix.js';
import type { Reader } from '../state/state.js';
import { linked } from './channels.js';
import { heardInstead } from './hear.js';
import { mixOf } from './mixes.js';
import { playsMixOf } from './shared.js';

/** The mix that a device plays: its own or the one it mirrors, with the offer that its musician tries. */
export function playedMix(reader: Reader, uuid: string, channels: number): Mix | undefined {
  const owner = playsMixOf(reader, uuid);
  const mix = mixOf(reader, owner, channels)?.mix;
  const offer = reader.get('offer', owner);
  if (mix === undefined || offer?.heard !== true) return mix;
  return heardInstead(mix, { base: undefined, set: linked(reader, offer.set, channels) });
}

/** The offer without its values, as everybody sees it. */
export function offerNote(reader: Reader, uuid: string): OfferNote | null {
  const offer = reader.get('offer', uuid);
  return offer ? { id: offer.id, name: offer.name, state: offer.state, heard: offer.heard } : null;
}

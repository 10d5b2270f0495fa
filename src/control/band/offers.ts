/**
 * An engineer offers a musician values for their mix. The musician hears both, then takes or refuses the offer. Until
 * then the mix stays as it is. Pure over a draft.
 */
import { ControlError } from '../../wire/errors.js';
import type { Offer } from '../../wire/messages.js';
import type { Change } from '../../wire/mix.js';
import { isIn, parseSet } from '../mix/mix-command.js';
import { checkLock } from '../mix/mix-lock.js';
import { changeMix } from '../mix/mixes.js';
import type { Draft } from '../state/draft.js';

/** Offers a checked `set`. Returns the offer's id. */
export function makeOffer(draft: Draft, uuid: string, wanted: readonly Change[], id: string): string {
  const set = parseSet(wanted, draft.channels);
  const { uuid: by, name } = draft.actor;
  draft.put('offer', uuid, { id, by, name, set, state: 'open', heard: false, at: draft.at });
  return id;
}

/** What is heard follows from the offer's row; the mix does not change. */
export function hearOffer(draft: Draft, uuid: string, id: string, on: boolean): void {
  const offer = openOffer(draft, uuid, id);
  if (on) checkLock(draft, uuid);
  draft.put('offer', uuid, { ...offer, heard: on });
}

/** The musician's own change of their mix, so that their undo takes it back. */
export function takeOffer(draft: Draft, uuid: string, id: string): void {
  const offer = openOffer(draft, uuid, id);
  changeMix(draft, uuid, offer.set.filter(isIn(draft.channels)), 'offer');
  draft.put('offer', uuid, { ...offer, state: 'taken', heard: false });
}

export function refuseOffer(draft: Draft, uuid: string, id: string): void {
  draft.put('offer', uuid, { ...openOffer(draft, uuid, id), state: 'refused', heard: false });
}

function openOffer(draft: Draft, uuid: string, id: string): Offer {
  const offer = draft.get('offer', uuid);
  if (offer?.id === id && offer.state === 'open') return offer;
  throw new ControlError('no_such_offer', 'that offer was answered, replaced or withdrawn', { path: 'id' });
}

/** Commands about the mixes that an engineer offers to a musician. */
import { hearOffer, makeOffer, refuseOffer, takeOffer } from '../band/offers.js';
import { newId } from '../devices/tokens.js';
import { command } from './command.js';

const owner = (meaning: string) => ({ about: 'device', who: 'owner', meaning }) as const;
const engineer = (meaning: string) => ({ about: 'device', who: 'engineer', meaning }) as const;

export const offerCommands = [
  command(
    'offer make',
    engineer('offers these values for the mix, which stays as it is; replaces the offer before'),
    (draft, uuid, { set }) => ({ id: makeOffer(draft, uuid, set, newId()) }),
  ),
  command(
    'offer hear',
    owner('lets the musician hear the offer in place of their mix, or (`false`) their mix again'),
    (draft, uuid, { id, on }) => hearOffer(draft, uuid, id, on),
  ),
  command('offer take', owner('makes the offer part of the mix'), (draft, uuid, { id }) => takeOffer(draft, uuid, id)),
  command('offer refuse', owner('says no to the offer'), (draft, uuid, { id }) => refuseOffer(draft, uuid, id)),
  command('offer withdraw', engineer('removes the offer, answered or not'), (draft, uuid) =>
    draft.remove('offer', uuid),
  ),
];

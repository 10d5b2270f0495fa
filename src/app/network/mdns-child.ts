/** Entry of the mDNS process. It reads what anybody on the network sends, so nothing else of the box lives in it. */
import { parentLink } from '../parent-link.js';
import { Announcing } from './announcing.js';
import type { MdnsBegin } from './mdns-messages.js';

let announcing: Announcing | undefined;
const { tell } = parentLink(
  (message) => {
    announcing = new Announcing(message as MdnsBegin, tell);
  },
  async () => announcing?.stop(),
);

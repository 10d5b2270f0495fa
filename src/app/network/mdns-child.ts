/** Entry of the mDNS process. It reads what anybody on the network sends, so nothing else of the box lives in it. */
import { setPriority } from 'node:os';
import { parentLink } from '../parent-link.js';
import { Announcing } from './announcing.js';
import type { MdnsBegin } from './mdns-messages.js';

/** Anybody may lower a priority; as `nice` has it. */
const NICE = 5;

// A network that floods it with packets takes no time from the sound.
try {
  setPriority(NICE);
} catch {
  // A sandbox may forbid the call.
}

let announcing: Announcing | undefined;
const { tell } = parentLink(
  (message) => {
    announcing = new Announcing(message as MdnsBegin, tell);
  },
  async () => announcing?.stop(),
);

/** Entry of the mDNS process. It reads packets from anybody on the network, so nothing else of the box runs in it. */
import { setPriority } from 'node:os';
import { parentLink } from '../process/parent-link.js';
import { Announcing } from './announcing.js';
import type { MdnsBegin } from './mdns-messages.js';

/** Priority in the units of `nice`; any process may lower its own. */
const NICE = 5;

// A network that floods this process with packets takes no time from the sound.
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

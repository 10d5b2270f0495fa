/** Reads what `ip neigh show dev <interface>` prints: which address belongs to which hardware address. Pure. */
import { plainAddress } from '../../base/address.js';

/** Neighbours beyond this are not read. */
const MAX_NEIGHBOURS = 4096;

/** `192.168.77.23 lladdr 02:00:00:00:01:00 REACHABLE`; `dev wlan0` may stand between. */
const LINE = /^([0-9a-f:.]{2,45}) (?:dev \S{1,32} )?lladdr ([0-9a-f]{2}(?::[0-9a-f]{2}){5})\b/i;

/** Hardware addresses in small letters, by address in its usual form. Never throws. */
export function parseNeighbours(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = LINE.exec(line);
    if (match === null || found.size >= MAX_NEIGHBOURS) continue;
    found.set(plainAddress(match[1]!.toLowerCase()), match[2]!.toLowerCase());
  }
  return found;
}

/** One person with two phones: who may be the same, and what is asked of whom. Pure. */
import type { Device } from '../../wire/messages.js';

/** At most this many are asked about. */
const ASKED = 3;

const plain = (name: string): string => name.trim().toLowerCase();

/** Whether the person of this device has set up anything that taking over another mix would lose. */
const settled = ({ own, groups, reconnections, claims, mirrors }: Device): boolean =>
  mirrors !== null || (claims === null && (own.length > 0 || groups.length > 0 || reconnections > 3));

/**
 * Other devices that may belong to the same person as `me`, because they have the same name; the most recent comes
 * first. None if this device has a mix of its own already.
 */
export function namesakes(me: Device | undefined, devices: readonly Device[]): readonly Device[] {
  if (me === undefined || settled(me)) return [];
  return devices
    .filter(({ uuid, name, displayName, role }) => {
      const same = plain(name) === plain(me.name) || plain(displayName) === plain(me.name);
      return uuid !== me.uuid && role === me.role && same;
    })
    .sort((a, b) => b.lastSeen - a.lastSeen)
    .slice(0, ASKED);
}

/** The devices whose person says that they are the person of `uuid`. */
export function claimers(uuid: string, devices: readonly Device[]): readonly Device[] {
  return devices.filter(({ claims }) => claims === uuid);
}

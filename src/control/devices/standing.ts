/** A device's standing when something is scarce, from its history on this box. Only reads the tables. */
import type { Claim, Standing } from '../../base/places.js';
import type { Reader } from '../state/state.js';

/**
 * `known` devices were named by the engineer, were here in an earlier run, listened for a minute, or have a mix of
 * their own. A device without a token can take a new uuid at any time, so its mix proves nothing.
 */
export function standingOf(reader: Reader, uuid: string): Standing {
  const device = reader.get('device', uuid);
  if (device === undefined) return 'unproven';
  if (device.role === 'engineer') return 'engineer';
  if (device.customName !== null || device.regular === true) return 'known';
  if (!device.verified) return 'unproven';
  return reader.get('mix', uuid)?.touched === true ? 'known' : 'newcomer';
}

/** The claim of a device on the thing named by `key`. */
export function claimOf(reader: Reader, uuid: string, key: string): Claim {
  const address = reader.get('device', uuid)?.address ?? '';
  return { key, address, standing: standingOf(reader, uuid) };
}

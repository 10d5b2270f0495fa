/** How good a device's claim on a scarce thing is: what the box knows of its history. Pure reading of the tables. */
import type { Claim, Standing } from '../audio/places.js';
import type { Reader } from './state.js';

/**
 * `known`: named by the engineer, here in an earlier run of the box, a minute of listening, or a mix of its own. A
 * device without a token gives itself a new uuid whenever it likes, so what it set proves nothing.
 */
export function standingOf(reader: Reader, uuid: string): Standing {
  const device = reader.get('device', uuid);
  if (device === undefined) return 'unproven';
  if (device.role === 'engineer') return 'engineer';
  if (device.customName !== null || device.regular === true) return 'known';
  if (!device.verified) return 'unproven';
  return reader.get('mix', uuid)?.touched === true ? 'known' : 'newcomer';
}

/** A device's claim on the thing that `key` names. */
export function claimOf(reader: Reader, uuid: string, key: string): Claim {
  const address = reader.get('device', uuid)?.address ?? '';
  return { key, address, standing: standingOf(reader, uuid) };
}

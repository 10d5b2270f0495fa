/** The mixes that people hear: two phones of one person may share one. Pure. */
import type { Device } from '../../../wire/messages.js';

/** The device whose mix this one plays and sets: its own, unless it mirrors another. */
export const mixOf = ({ uuid, mirrors }: Pick<Device, 'uuid' | 'mirrors'>): string => mirrors ?? uuid;

export interface SharedMix {
  /** Whose mix it is; their own phone may be away. */
  readonly owner: Device;
  /** The phones of `here` that play it. */
  readonly phones: readonly Device[];
}

/** The device under which the mix's sound and meters are: a phone that plays it now, or else its owner. */
export const busOf = ({ owner, phones }: SharedMix): string =>
  (phones.find(({ connections }) => connections.audio) ?? owner).uuid;

/** The mixes that the devices of `here` play, and the mix of `also`; each once, in the order of `all`. */
export function mixesOf(here: readonly Device[], all: readonly Device[], also?: string): readonly SharedMix[] {
  return all
    .map((owner) => ({ owner, phones: here.filter((phone) => mixOf(phone) === owner.uuid) }))
    .filter(({ owner, phones }) => phones.length > 0 || owner.uuid === also);
}

/**
 * Which channels of a listener's own mix sound: on, mute and solo-in-place. Pure.
 *
 * | on | mute | solo | any solo in this mix | sounds |
 * |----|------|------|----------------------|--------|
 * | no | any  | any  | any                  | no     |
 * | yes| yes  | any  | any                  | no     |
 * | yes| no   | yes  | any                  | yes    |
 * | yes| no   | no   | yes                  | no     |
 * | yes| no   | no   | no                   | yes    |
 *
 * "Any solo" asks for a channel that is on and soloed, muted or not: the solo of a channel that is off counts for
 * nothing, and mute wins over solo without lifting it, so muting the one soloed channel leaves silence, as it does on
 * a mixer.
 */
import type { MixChannel } from './mix.js';

/** Whether some channel silences the others. */
export function anySolo(channels: readonly MixChannel[]): boolean {
  return channels.some((channel) => channel.on && channel.solo);
}

/** Whether a channel sounds, given `anySolo` of its mix. */
export function sounds(channel: MixChannel, soloed: boolean): boolean {
  return channel.on && !channel.mute && (channel.solo || !soloed);
}

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
 * "Any solo" means a channel that is on and soloed, muted or not. The solo of a channel that is off has no effect. Mute
 * wins over solo but does not cancel it: muting the only soloed channel leaves silence, as on a mixing desk.
 */
import type { MixChannel } from '../../wire/mix.js';

/** Whether any channel silences the others. */
export function anySolo(channels: readonly MixChannel[]): boolean {
  return channels.some((channel) => channel.on && channel.solo);
}

/** Whether a channel sounds. `soloed` is `anySolo` of its mix. */
export function sounds(channel: MixChannel, soloed: boolean): boolean {
  return channel.on && !channel.mute && (channel.solo || !soloed);
}

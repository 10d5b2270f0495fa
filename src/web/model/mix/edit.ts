/** Changes of a strip. */
import type { Change, ChannelParameter, ChannelSwitch, ParameterValue } from '../../../wire/mix.js';
import type { MixView } from './mix-view.js';
import type { StripInfo } from './strips.js';

/** The box applies the change to both channels of a stereo pair, so naming one channel is enough. */
export function change(strip: StripInfo, p: ChannelParameter, v: ParameterValue): Change {
  return { p, ch: strip.ch, v };
}

export function toggle(mix: MixView, strip: StripInfo, p: ChannelSwitch): void {
  mix.set([change(strip, p, !mix.flag(p, strip.ch).peek())]);
}

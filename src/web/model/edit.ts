/** Changes of a strip, for both channels of a stereo pair at once where the box does not do it. */
import type { Change, ChannelParameter, Value } from '../sync/wire.js';
import type { MixView } from './mix-view.js';
import type { StripInfo } from './strips.js';

/** The box mirrors a stereo pair by itself; naming one channel is enough. */
export function change(strip: StripInfo, p: ChannelParameter, v: Value): Change {
  return { p, ch: strip.ch, v };
}

export function toggle(mix: MixView, strip: StripInfo, p: 'on' | 'mute' | 'solo'): void {
  mix.set([change(strip, p, !mix.flag(p, strip.ch).peek())]);
}

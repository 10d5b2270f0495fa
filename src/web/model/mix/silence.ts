/** Why an input is not heard in a mix. */
import type { MixView } from './mix-view.js';

/** `off` not in the mix · `mute` muted · `solo` others are solo; undefined while it is heard. */
export type Silence = 'off' | 'mute' | 'solo' | undefined;

/** Reads the mix's signals, so that a computed value follows them. */
export function silenceOf(mix: MixView, ch: number): Silence {
  if (!mix.flag('on', ch).value) return 'off';
  if (mix.flag('mute', ch).value) return 'mute';
  return mix.soloed.value && !mix.flag('solo', ch).value ? 'solo' : undefined;
}

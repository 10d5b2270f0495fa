/** Solo of a whole mix. */
import type { Change } from '../../../wire/mix.js';
import type { MixView } from './mix-view.js';
import type { StripInfo } from './strips.js';

/** The changes that end every solo. */
export function soloOff(mix: MixView, strips: readonly StripInfo[]): readonly Change[] {
  return strips
    .flatMap((strip) => (strip.pair === undefined ? [strip.ch] : [strip.ch, strip.pair]))
    .filter((ch) => mix.flag('solo', ch).peek())
    .map((ch) => ({ p: 'solo', ch, v: false }));
}

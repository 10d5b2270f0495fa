/**
 * Computes the gains of a bus from a listener's mix. Pure.
 */

import type { Mix } from '../../wire/mix.js';
import { MAX_CHANNELS } from '../format.js';
import { panGains } from './pan-law.js';
import { anySolo, sounds } from './solo.js';

/** Float32 words of a plan: 64 gains to the left, then 64 to the right. */
export const PLAN_GAINS = MAX_CHANNELS * 2;

/**
 * Fader × master × pan for every channel that sounds, 0 for the others. Channels from `inputs` on (a
 * mix made for a larger card) are silent.
 */
export function planMix(mix: Mix, inputs: number): Float32Array {
  const plan = new Float32Array(PLAN_GAINS);
  const soloed = anySolo(mix.channels.slice(0, inputs));
  const count = Math.min(mix.channels.length, inputs, MAX_CHANNELS);
  for (let channel = 0; channel < count; channel++) {
    const strip = mix.channels[channel]!;
    if (!sounds(strip, soloed)) continue;
    const { left, right } = panGains(strip.pan);
    const gain = strip.gain * mix.master;
    plan[channel] = gain * left;
    plan[MAX_CHANNELS + channel] = gain * right;
  }
  return plan;
}

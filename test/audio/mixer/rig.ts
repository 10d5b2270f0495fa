/** Shared by the mixer's tests: made-up inputs played by the offline mixer, and plans written by hand. */
import { MAX_CHANNELS, type SourceDescription } from '../../../src/audio/format.js';
import { PLAN_GAINS } from '../../../src/audio/mixer/mix-plan.js';
import { LoopRenderer } from '../../../src/audio/source/loop-renderer.js';
import { seeded } from '../../harness/seeded.js';
import { OfflineMixer, type OfflineOptions } from './offline.js';

function describeInputs(channels: number, sampleRate = 48_000): SourceDescription {
  return {
    spec: 'test',
    kind: 'tones',
    label: 'made up',
    sampleRate,
    channels: Array.from({ length: channels }, (_, index) => ({
      index,
      name: `${index}`,
      color: '#888888',
      icon: 'mic',
    })),
  };
}

/** A mixer whose inputs play `loops`, each for ever. */
export function rig(
  loops: readonly Float32Array[],
  options: OfflineOptions & { sampleRate?: number } = {},
): OfflineMixer {
  return new OfflineMixer(describeInputs(loops.length, options.sampleRate), new LoopRenderer(loops), options);
}

/** A plan of `[channel, left, right]`, everything else 0. */
export function plan(...sends: readonly (readonly [number, number, number])[]): Float32Array {
  const gains = new Float32Array(PLAN_GAINS);
  for (const [channel, left, right] of sends) {
    gains[channel] = left;
    gains[MAX_CHANNELS + channel] = right;
  }
  return gains;
}

/** Left (0) or right (1) of interleaved stereo. */
export function side(stereo: Int16Array, which: 0 | 1): Int16Array {
  return Int16Array.from({ length: stereo.length / 2 }, (_, frame) => stereo[frame * 2 + which]!);
}

/** A loop of `frames` random samples in −peak…peak. */
export function noiseLoop(frames: number, peak: number, seed: number): Float32Array {
  const next = seeded(seed);
  return Float32Array.from({ length: frames }, () => (next() * 2 - 1) * peak);
}

/** Frames of a joining listener's fade-in, and of a ramp, at 48 kHz. */
export const FADE_FRAMES = 4_800;
export const RAMP_FRAMES = 960;

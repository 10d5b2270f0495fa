/** Shared by the tests of strips: inputs played by the offline mixer, and their sound after the strips as float32. */
import type { StripInput } from '../../../src/audio/mixer/strip-plan.js';
import { STRIP_SOUND_OFFSET } from '../../../src/audio/shared/engine-layout.js';
import { RING_CAPACITY } from '../../../src/audio/shared/ring-layout.js';
import { StripTable } from '../../../src/audio/strip-table.js';
import { FLAT_STRIP, type StripSettings } from '../../../src/wire/strip.js';
import type { OfflineMixer } from './offline.js';
import { rig } from './rig.js';

const PERIOD = 128;
/** Periods in the ring after the strips. */
export const RING_PERIODS = RING_CAPACITY / PERIOD;
/** Periods of one ramp, and the rest of the period in which it begins. */
export const RAMP_PERIODS = 8;

export interface StripRig {
  readonly mixer: OfflineMixer;
  /** Sets the strip of one input: these parameters, all others as they are when nobody set them. */
  set(channel: number, settings: Partial<StripSettings>, input?: StripInput): void;
  /** The last ring's sound of one input after its strip. */
  now(channel: number): Float32Array;
  /** The same after playing whole rings, 341 ms each. */
  after(channel: number, rings?: number): Float32Array;
  /** The sound of some inputs over the next `rings` whole rings. */
  record(channels: readonly number[], rings: number): Float32Array[];
}

export function stripRig(loops: readonly Float32Array[], sampleRate = 48_000): StripRig {
  const mixer = rig(loops, { periodFrames: PERIOD, sampleRate });
  const table = new StripTable(mixer.memory, sampleRate);
  const now = (channel: number): Float32Array => {
    const at = STRIP_SOUND_OFFSET + channel * RING_CAPACITY * 4;
    return new Float32Array(mixer.memory.buffer, at, RING_CAPACITY).slice();
  };
  return {
    mixer,
    now,
    set: (channel, settings, input) => table.set(channel, { ...FLAT_STRIP, ...settings }, input),
    after(channel, rings = 1) {
      mixer.play(rings * RING_PERIODS);
      return now(channel);
    },
    record(channels, rings) {
      const sounds = channels.map(() => new Float32Array(rings * RING_CAPACITY));
      for (let ring = 0; ring < rings; ring++) {
        mixer.play(RING_PERIODS);
        channels.forEach((channel, i) => {
          sounds[i]!.set(now(channel), ring * RING_CAPACITY);
        });
      }
      return sounds;
    },
  };
}

/** `frames` of a sine. */
export function sine(hz: number, amplitude: number, frames: number, rate = 48_000): Float32Array {
  return Float32Array.from({ length: frames }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / rate));
}

/** A process that mixes tones and answers every line on stdin with the values of the headers. */
import { createInterface } from 'node:readline';
import { compileKernel } from '../../../src/audio/mixer/kernel.js';
import { MixerLink } from '../../../src/audio/mixer/mixer-link.js';
import { EngineWord } from '../../../src/audio/shared/engine-layout.js';
import { createEngineMemory, engineHeader, ringHeader } from '../../../src/audio/shared/engine-memory.js';
import { RingWord } from '../../../src/audio/shared/ring-layout.js';
import { describeTones } from '../../../src/audio/source/tones.js';
import { monotonicMs } from '../../../src/base/clock.js';

const memory = createEngineMemory();
const engine = engineHeader(memory);
const ring = ringHeader(memory);
const link = new MixerLink(
  {
    memory,
    kernel: compileKernel(),
    periodFrames: 128,
    limiterCeiling: 0.9,
    realtimePriority: 0,
    captureCpu: -1,
    lockMemory: false,
  },
  console.error,
  console.error,
  (error) => {
    throw error;
  },
);
await link.run(describeTones('tones:2'));
const began = monotonicMs();
for await (const _ of createInterface({ input: process.stdin })) {
  console.log(
    JSON.stringify({
      ms: monotonicMs() - began,
      periods: Atomics.load(engine, EngineWord.PERIODS),
      lostPeriods: Atomics.load(engine, EngineWord.LOST_PERIODS),
      xruns: Atomics.load(ring, RingWord.XRUNS),
      lostFrames: Atomics.load(ring, RingWord.LOST_FRAMES),
    }),
  );
}
await link.stop(900);

import t from 'tap';
import { MAX_LISTENERS } from '../../../src/audio/format.js';
import { compileKernel, instantiateKernel, type Kernel } from '../../../src/audio/mixer/kernel.js';
import { Mixer } from '../../../src/audio/mixer/mixer.js';
import { BusState, BusWord, EngineWord, LOOK_AHEAD } from '../../../src/audio/shared/engine-layout.js';
import { busHeader, createEngineMemory, engineHeader, ringHeader } from '../../../src/audio/shared/engine-memory.js';
import { RING_CAPACITY, RingWord } from '../../../src/audio/shared/ring-layout.js';
import { noiseLoop, plan, rig, side } from './rig.js';

t.test('M12 starting → playing at the next period, with the position its sound begins at', async (t) => {
  const mixer = rig([noiseLoop(500, 0.5, 1)]);
  mixer.play(10);
  const header = busHeader(mixer.memory, 3);
  mixer.join(3, plan([0, 1, 1]));
  t.equal(header[BusWord.STATE], BusState.starting);
  const before = mixer.outPosition;
  mixer.play(1);
  t.equal(header[BusWord.STATE], BusState.playing);
  t.equal(header[BusWord.START_POS], before + LOOK_AHEAD);
});

t.test('M12 leaving → free, from playing and from starting', async (t) => {
  const mixer = rig([noiseLoop(500, 0.5, 1)]);
  mixer.join(0, plan([0, 1, 1]));
  mixer.play(1);
  mixer.leave(0);
  mixer.join(1, plan([0, 1, 1]));
  mixer.leave(1);
  mixer.play(1);
  t.equal(busHeader(mixer.memory, 0)[BusWord.STATE], BusState.free);
  t.equal(busHeader(mixer.memory, 1)[BusWord.STATE], BusState.free);
});

t.test('M12 a bus that is taken again begins in silence, without any sound of the last listener', async (t) => {
  const mixer = rig([new Float32Array(64).fill(0.5), new Float32Array(64)]);
  mixer.join(0, plan([0, 1.9, 1]));
  mixer.play(100);
  mixer.leave(0);
  mixer.play(1);
  mixer.join(0, plan([1, 1, 1]));
  t.ok(mixer.play(50).every((x) => x === 0));
});

t.test('M12 joins and leaves on other buses do not change a sample', async (t) => {
  const loop = noiseLoop(3_001, 0.4, 8);
  const mixer = rig([loop]);
  mixer.join(7, plan([0, 1, 1]));
  mixer.play(60);
  let wrong = 0;
  let frame = 60 * 128;
  for (let round = 0; round < 400; round++) {
    const bus = (round * 13) % MAX_LISTENERS;
    if (bus !== 7) {
      if (round % 3) mixer.join(bus, plan([0, 16, 16]));
      else mixer.leave(bus);
    }
    for (const x of side(mixer.play(1, 7), 0)) {
      if (Math.abs(x - loop[(frame++ - LOOK_AHEAD) % loop.length]! * 32_768) > 0.5) wrong++;
    }
  }
  t.equal(wrong, 0);
});

t.test('M13 a lapped mixer counts what it lost, plays silence for it, and fades in again', async (t) => {
  const mixer = rig([new Float32Array(64).fill(0.5)]);
  const header = engineHeader(mixer.memory);
  mixer.join(0, plan([0, 1, 1]));
  mixer.play(100);
  const before = mixer.outPosition;
  // 15,872 frames come before the mixer is back: more than the 14,336 it may be behind.
  for (let period = 0; period < 124; period++) mixer.produce(128);
  const out = mixer.takeOut(0);
  t.equal(header[EngineWord.LOST_PERIODS], 123);
  t.equal(header[EngineWord.DISCONTINUITIES], 1);
  t.equal(mixer.outPosition, before + 124 * 128, 'the timeline goes on');
  const left = side(out, 0);
  t.ok(
    left.subarray(0, LOOK_AHEAD).every((x, i) => x === Math.round(16_384 * (1 - (i + 1) / LOOK_AHEAD))),
    'what the limiter still held, fading out',
  );
  t.ok(
    left.subarray(LOOK_AHEAD, 123 * 128 + LOOK_AHEAD).every((x) => x === 0),
    'silence',
  );
  const again = side(mixer.play(20), 0);
  t.ok(again[0]! < 2_000 && again[0]! > 0, 'fading in');
  t.equal(again.at(-1), 16_384);
});

t.test('M13 a mixer that is late but not lapped loses nothing', async (t) => {
  const loop = noiseLoop(4_999, 0.5, 4);
  const mixer = rig([loop]);
  mixer.join(0, plan([0, 1, 0]));
  mixer.play(60);
  const frame = 60 * 128 - LOOK_AHEAD;
  for (let period = 0; period < 100; period++) mixer.produce(128);
  const left = side(mixer.takeOut(0), 0);
  t.equal(engineHeader(mixer.memory)[EngineWord.LOST_PERIODS], 0);
  t.ok(left.every((x, i) => Math.abs(x - loop[(frame + i) % loop.length]! * 32_768) <= 0.5));
});

t.test(
  'M13 a mixer that stood still in the middle of a period counts it: newer sound may lie where it read',
  async (t) => {
    const memory = createEngineMemory();
    const kernel = instantiateKernel(compileKernel(), memory);
    const ring = ringHeader(memory);
    let stands = false;
    const slow: Kernel = {
      ...kernel,
      mix: (position, frames) => {
        kernel.mix(position, frames);
        if (stands) Atomics.add(ring, RingWord.WRITE_POS, RING_CAPACITY);
        stands = false;
      },
    };
    const mixer = new Mixer({ memory, kernel: slow, periodFrames: 128, sampleRate: 48_000, limiterCeiling: 0.9 });
    const header = engineHeader(memory);
    Atomics.add(ring, RingWord.WRITE_POS, 128);
    t.equal(mixer.mixAvailable(), 1);
    t.equal(header[EngineWord.LOST_PERIODS], 0);
    stands = true;
    Atomics.add(ring, RingWord.WRITE_POS, 128);
    const before = header[EngineWord.DISCONTINUITIES]!;
    mixer.mixAvailable();
    t.ok(header[EngineWord.LOST_PERIODS]! > 0);
    t.ok(header[EngineWord.DISCONTINUITIES]! > before, 'and the next packet says so');
  },
);

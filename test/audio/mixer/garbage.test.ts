import t from 'tap';
import { EngineWord } from '../../../src/audio/shared/engine-layout.js';
import { engineHeader } from '../../../src/audio/shared/engine-memory.js';
import { RingWriter } from '../../../src/audio/shared/ring.js';
import { streamWaker } from '../../../src/audio/shared/stream-waker.js';
import { noiseLoop, plan, rig } from './rig.js';

t.test('M14 a period makes no garbage: mixer, stamps, histograms and waker', async (t) => {
  const mixer = rig(Array.from({ length: 16 }, (_, i) => noiseLoop(1_000, 0.1, i)));
  for (let bus = 0; bus < 4; bus++) mixer.join(bus, plan([bus, 1, 1]));
  const writer = new RingWriter(mixer.memory, 16);
  const waker = streamWaker(mixer.memory);
  const periods = (count: number): void => {
    for (let i = 0; i < count; i++) {
      writer.advance(128, i);
      mixer.mix();
      waker.wake();
    }
  };
  // The compiler makes garbage while it works; afterwards there is none.
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 10; round++) {
    const before = process.memoryUsage().heapUsed;
    periods(8_000);
    least = Math.min(least, Math.abs(process.memoryUsage().heapUsed - before) / 8_000);
  }
  // Less than the smallest object (16 bytes) per period.
  t.ok(least < 15, `${least.toFixed(2)} bytes a period`);
  t.equal(engineHeader(mixer.memory)[EngineWord.PERIODS], 80_000);
});

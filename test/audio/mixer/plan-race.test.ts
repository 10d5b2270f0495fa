import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { EngineWord, MixerCommand } from '../../../src/audio/shared/engine-layout.js';
import { engineHeader } from '../../../src/audio/shared/engine-memory.js';
import { plan, rig } from './rig.js';

t.test('M7 a plan is never taken half old, half new, however fast it is written', async (t) => {
  // Inputs +x and −x with the same gain cancel, on both sides, at every moment of every ramp.
  const mixer = rig([new Float32Array(64).fill(0.2), new Float32Array(64).fill(-0.2)], { periodFrames: 32 });
  const even = (gain: number): Float32Array => plan([0, gain, gain], [1, gain, gain]);
  mixer.join(0, even(1));
  const header = engineHeader(mixer.memory);
  const base = new URL('../../../src/audio/', import.meta.url).href;
  const worker = new Worker(
    `import('node:worker_threads').then(async ({ workerData: memory }) => {
      const { engineHeader, writePlan } = await import('${base}shared/engine-memory.js');
      const header = engineHeader(memory);
      const plans = [0.1, 4, 0.5, 2].map((gain) => {
        const plan = new Float32Array(128);
        for (const i of [0, 1, 64, 65]) plan[i] = gain;
        return plan;
      });
      for (let i = 0; Atomics.load(header, ${EngineWord.COMMAND}) === ${MixerCommand.run}; i++) writePlan(memory, 0, plans[i & 3]);
    });`,
    { eval: true, workerData: mixer.memory },
  );
  let heard = 0;
  let wrong = 0;
  for (let round = 0; round < 400; round++) {
    for (const x of mixer.play(50)) if (Math.abs(x) > 1) wrong++;
    heard += 50;
    await new Promise((resolve) => setImmediate(resolve));
  }
  Atomics.store(header, EngineWord.COMMAND, MixerCommand.leave);
  await once(worker, 'exit');
  t.equal(wrong, 0, `${heard} periods`);
});

/** A thread that captures from ALSA's null device as the audio worker does, until it is terminated. */
import { parentPort, workerData } from 'node:worker_threads';
import { createEngineMemory, ringHeader } from '../../../src/audio/shared/engine-memory.js';
import { RingWord } from '../../../src/audio/shared/ring-layout.js';
import { describeSource } from '../../../src/audio/source/describe-source.js';
import { openSource } from '../../../src/audio/source/open-source.js';

const { waits } = workerData as { waits: boolean };
const memory = createEngineMemory();
const source = await openSource(await describeSource('alsa:null'), {
  memory,
  periodFrames: 128,
  realtimePriority: 0,
  captureCpu: -1,
  lockMemory: false,
  warn: () => {},
});
source.start();
source.wait(1);
parentPort!.postMessage({ memory });
// Either blocked in native code nearly all the time, or free for its events while capture continues.
if (waits) {
  for (let position = 0; ; ) {
    source.wait(position);
    position = (Atomics.load(ringHeader(memory), RingWord.WRITE_POS) + 128) | 0;
  }
} else {
  parentPort!.on('message', () => process.exit(0));
}

/** A thread with its own waker. It answers each wake with the number of wakes, and may wake another thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadAddon } from '../../../src/addon/index.js';

const addon = loadAddon()!;
const { wakes: other, times, throws } = workerData as { wakes?: number; times?: number; throws?: boolean };
if (other !== undefined) {
  let taken = true;
  for (let i = 0; i < times!; i++) taken = addon.wake(other) && taken;
  parentPort!.postMessage({ taken });
} else {
  let wakes = 0;
  const waker = addon.createWaker(() => {
    wakes++;
    if (throws) throw new Error('from the callback');
    parentPort!.postMessage({ wakes });
  });
  parentPort!.on('message', () => process.exit(0));
  parentPort!.postMessage({ waker });
}

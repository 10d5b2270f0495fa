/** A thread with its own bell. It answers each wake with the number of wakes, and may ring another thread's bell. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadAddon } from '../../../src/addon/index.js';

const addon = loadAddon()!;
const { ring, times, throws } = workerData as { ring?: number; times?: number; throws?: boolean };
if (ring !== undefined) {
  let heard = true;
  for (let i = 0; i < times!; i++) heard = addon.ringBell(ring) && heard;
  parentPort!.postMessage({ heard });
} else {
  let wakes = 0;
  const bell = addon.createBell(() => {
    wakes++;
    if (throws) throw new Error('from the callback');
    parentPort!.postMessage({ wakes });
  });
  parentPort!.on('message', () => process.exit(0));
  parentPort!.postMessage({ bell });
}

/**
 * Listens to a box on this host and judges every sample; prints its counts as a line of JSON, again and again. The mDNS
 * tests run it inside a namespace:
 *   steady-listener <native port>
 */
import { CountingJudge } from '../../harness/counting.js';
import { NativeListener } from '../../harness/native-listener.js';

const nativePort = Number(process.argv[2]);
const listener = await NativeListener.connect({ nativePort }, { uuid: 'judge', channels: [0], format: 'int16' });
const judge = new CountingJudge();
listener.onAudio = (audio) => judge.take(audio.position, 0, audio.frames, (i) => audio.int16(i, 0));
/** The longest stall of this process itself, ms. */
let heldMs = 0;
let before = performance.now();
setInterval(() => {
  const now = performance.now();
  heldMs = Math.max(heldMs, now - before - 5);
  before = now;
}, 5);
setInterval(() => {
  const { frames, wrong, gaps, firstFault } = judge;
  console.log(JSON.stringify({ frames, wrong, gaps, firstFault, heldMs: Math.round(heldMs) }));
}, 100);

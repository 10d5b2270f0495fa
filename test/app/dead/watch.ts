/**
 * Watches a box from its own host; run inside the box's namespace. Prints a line of JSON whenever who listens, or who is stalled, is not what it was.
 * It listens itself, as `neighbour`.   watch <web port> <native port>
 */
import { NativeListener } from '../../harness/native-listener.js';

const [webPort, nativePort] = process.argv.slice(2).map(Number);
const neighbour = await NativeListener.connect(
  { nativePort: nativePort! },
  { uuid: 'neighbour', channels: [0], format: 'int16' },
);
let next: number | undefined;
let missing = 0;
neighbour.onAudio = ({ position, frames }) => {
  if (next !== undefined) missing += Math.abs(position - next);
  next = position + frames;
};
let before = '';
for (;;) {
  const health = await (await fetch(`http://127.0.0.1:${webPort}/api/health`)).json();
  const { listeners } = health as { listeners: { device: string; stalled: boolean }[] };
  const others = listeners.filter(({ device }) => device !== 'neighbour');
  const plays = others.length < listeners.length;
  const now = { live: others.length, stalled: others.filter(({ stalled }) => stalled).length, plays, missing };
  if (JSON.stringify(now) !== before) console.log(JSON.stringify({ at: Date.now(), ...now }));
  before = JSON.stringify(now);
  await new Promise((resolve) => setTimeout(resolve, 50));
}

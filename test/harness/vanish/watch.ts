/**
 * Watches a box from its own host; run inside the box's namespace. Prints lines of JSON:
 * `{at, told, active}` when a page would learn of a device, and `{at, live, plays,
 * missing}` whenever the listeners change. It listens itself, as `neighbour`.
 *   watch <web port> <native port>
 */
import { setTimeout as sleep } from 'node:timers/promises';
import mqtt from 'mqtt';
import { joinBox } from '../../../src/listen/join-box.js';
import { NativeListener } from '../native-listener.js';

const [webPort, nativePort] = process.argv.slice(2).map(Number);
const say = (line: object) => console.log(JSON.stringify({ at: Date.now(), ...line }));

const { device, token } = await joinBox('127.0.0.1', webPort!, `${process.env.KEYS}/watcher.json`, 'watcher');
// Only engineers get the names of the listeners.
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
const pin = JSON.stringify({ pin: process.env.PIN });
await fetch(`http://127.0.0.1:${webPort}/api/engineer`, { method: 'POST', headers, body: pin });
const page = await mqtt.connectAsync(`ws://127.0.0.1:${webPort}/mqtt`, {
  clientId: device,
  username: device,
  password: token,
  protocolVersion: 4,
});
await page.subscribeAsync('sb/1/devices/delta');
page.on('message', (_topic, body) => {
  const { changed } = JSON.parse(String(body)) as {
    changed?: { uuid: string; displayName: string; active: boolean }[];
  };
  for (const { uuid, displayName, active } of changed ?? [])
    say({ told: uuid.startsWith('raw-') ? uuid : displayName, active });
});

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
  const health = await (await fetch(`http://127.0.0.1:${webPort}/api/health`, { headers })).json();
  const { listeners } = health as { listeners: { device: string }[] };
  const others = listeners.filter((listener) => listener.device !== 'neighbour');
  const now = { live: others.length, plays: others.length < listeners.length, missing };
  if (JSON.stringify(now) !== before) say(now);
  before = JSON.stringify(now);
  await sleep(50);
}

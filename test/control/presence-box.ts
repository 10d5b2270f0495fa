/**
 * A box with two devices, whose presence it prints line by line: `ready <JSON>`, then `<uuid> <active> <ms since
 * 1970>`. The test of pulled links runs it inside a namespace.
 */
import { loadAddon } from '../../src/addon/index.js';
import { joinBox, Link, startBox } from './support/box.js';

const box = await startBox({ host: '0.0.0.0', probe: loadAddon() });
const devices = [await joinBox(box, 'Over TCP', 'tcp'), await joinBox(box, 'Over WebSocket', 'ws')];
const watcher = await Link.open(box, await joinBox(box, 'Watcher'));
watcher.client.on('message', (topic, payload) => {
  if (topic !== 'sb/1/devices/delta') return;
  const { changed } = JSON.parse(payload.toString()) as { changed: { uuid: string; active: boolean }[] };
  for (const { uuid, active } of changed) console.log(`${uuid} ${active} ${Date.now()}`);
});
await watcher.subscribe('sb/1/devices/delta');
console.log(`ready ${JSON.stringify({ mqtt: box.control.mqttPort, web: box.webPort, devices })}`);

/** Listens on a box's audio port with many connections and discards everything; the benches start it. */
import WebSocket from 'ws';

const [audioPort, ...devices] = process.argv.slice(2);
for (const device of devices) {
  const [uuid, token] = device.split(':');
  const ws = new WebSocket(`ws://127.0.0.1:${audioPort}/audio?device=${uuid}&token=${token}&frames=480`, {
    perMessageDeflate: false,
  });
  ws.on('message', () => {});
  ws.on('error', () => {});
}

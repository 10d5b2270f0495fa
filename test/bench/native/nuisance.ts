/**
 * Badly behaved clients, until stopped: one reads 1 kB/s, one stops reading, and one stays silent. 200 connections a
 * second send garbage, or join and leave at once. Returns the count of those.
 *   nuisance <native port>
 */
import { connect } from 'node:net';
import { control, handshake, INPUTS } from './ear.js';

const port = Number(process.argv[2]);
const channels = Array.from({ length: INPUTS }, (_, n) => n);

const [slow] = ['slow', 'stopped'].map((uuid) => {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  socket.write(handshake(uuid));
  socket.write(control({ type: 'subscribe', client_id: uuid, channels }));
  socket.pause();
  return socket;
});
connect({ port, host: '127.0.0.1' }).on('error', () => undefined);
setInterval(() => slow!.read(100), 100);

const started = performance.now();
let count = 0;
setInterval(() => {
  for (; count < (performance.now() - started) / 5; count++) {
    const socket = connect({ port, host: '127.0.0.1' }).on('error', () => undefined);
    if (count % 3 === 0) socket.write(Buffer.alloc(500, count));
    else socket.write(handshake(`churn-${count % 20}`));
    setTimeout(() => socket.destroy(), 15);
  }
}, 20);

process.once('message', () => process.send!(count, () => process.exit(0)));

// Which ports answer. usage: scan.mjs ADDRESS [udp] — prints "open …" and "refused …"; the others are silent.
// By UDP, "refused" is a port that passes the firewall and has no listener; one with a listener may stay silent.
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';

const [address, protocol = 'tcp'] = process.argv.slice(2);
const SILENT_MS = 3000;
const ports = [];
for (let port = 1; port <= 1100; port++) ports.push(port);
for (let port = 5000; port <= 5500; port++) ports.push(port);
ports.push(1883, 3306, 3389, 5900, 6000, 8000, 8080, 8443, 8883, 9090, 9100, 9229, 10000, 49152);
const open = [];
const refused = [];

async function askTcp(port) {
  await new Promise((resolve) => {
    const socket = connect(port, address);
    const end = (list) => {
      list?.push(port);
      socket.destroy();
      resolve();
    };
    socket.setTimeout(SILENT_MS, () => end());
    socket.on('connect', () => end(open));
    socket.on('error', (error) => end(error.code === 'ECONNREFUSED' ? refused : undefined));
  });
}

/** Asks twice: the kernel limits how often it says that nobody is there. */
async function askUdp(port) {
  await new Promise((resolve) => {
    const socket = createSocket('udp4');
    const send = () => socket.send('?');
    const timers = [setTimeout(() => end(), SILENT_MS)];
    const end = (list) => {
      for (const timer of timers) clearTimeout(timer);
      list?.push(port);
      socket.removeAllListeners().on('error', () => undefined);
      socket.close();
      resolve();
    };
    socket.once('message', () => end(open));
    socket.once('error', (error) => end(error.code === 'ECONNREFUSED' ? refused : undefined));
    socket.connect(port, address, () => {
      send();
      timers.push(setTimeout(send, SILENT_MS / 2));
    });
  });
}

const ask = protocol === 'udp' ? askUdp : askTcp;
let next = 0;
await Promise.all(
  Array.from({ length: 300 }, async () => {
    while (next < ports.length) await ask(ports[next++]);
  }),
);
console.log(`open ${open.sort((a, b) => a - b).join(' ')}`);
console.log(`refused ${refused.sort((a, b) => a - b).join(' ')}`);

// Which TCP ports answer. usage: scan.mjs ADDRESS — prints "open …" and "refused …"; the others are silent.
import { connect } from 'node:net';

const address = process.argv[2];
const ports = [];
for (let port = 1; port <= 1100; port++) ports.push(port);
for (let port = 5000; port <= 5500; port++) ports.push(port);
ports.push(1883, 3306, 3389, 5900, 6000, 8000, 8080, 8443, 8883, 9090, 9100, 9229, 10000, 49152);
const open = [];
const refused = [];
async function ask(port) {
  await new Promise((resolve) => {
    const socket = connect(port, address);
    const end = (list) => {
      list?.push(port);
      socket.destroy();
      resolve();
    };
    socket.setTimeout(3000, () => end());
    socket.on('connect', () => end(open));
    socket.on('error', (error) => end(error.code === 'ECONNREFUSED' ? refused : undefined));
  });
}
let next = 0;
await Promise.all(
  Array.from({ length: 300 }, async () => {
    while (next < ports.length) await ask(ports[next++]);
  }),
);
console.log(`open ${open.sort((a, b) => a - b).join(' ')}`);
console.log(`refused ${refused.sort((a, b) => a - b).join(' ')}`);

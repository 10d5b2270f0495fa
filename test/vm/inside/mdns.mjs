// Asks the network for _fichatech._tcp, as an app does. usage: mdns.mjs OWN_ADDRESS — prints the names in the answers.
import { createSocket } from 'node:dgram';

const own = process.argv[2];
const query = Buffer.from('000000000001000000000000', 'hex');
const name = Buffer.concat([
  ...['_fichatech', '_tcp', 'local'].map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
  Buffer.from([0]),
]);
const message = Buffer.concat([query, name, Buffer.from([0, 12, 0, 1])]);
const socket = createSocket({ type: 'udp4', reuseAddr: true });
socket.bind(5353, () => {
  socket.addMembership('224.0.0.251', own);
  socket.setMulticastInterface(own);
  const ask = () => socket.send(message, 5353, '224.0.0.251');
  ask();
  setInterval(ask, 3000);
});
socket.on('message', (answer, { address }) => {
  const text = answer.toString('latin1').replace(/[^\x20-\x7e]+/g, ' ');
  if (address === own || !(answer[2] & 0x80) || !text.includes('_fichatech')) return;
  console.log(`${address}: ${text.slice(0, 300)}`);
  process.exit(0);
});
setTimeout(() => process.exit(1), 40_000);

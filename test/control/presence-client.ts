/**
 * Connects the devices of `presence-box.ts` and sends nothing more. Arguments: the box's address and its `ready` JSON.
 */
import { connectAsync } from 'mqtt';
import type { Device } from './support/box.js';

const [address, about] = process.argv.slice(2);
const { mqtt, web, devices } = JSON.parse(about!) as { mqtt: number; web: number; devices: Device[] };
for (const { uuid, token } of devices) {
  const url = uuid === 'tcp' ? `mqtt://${address}:${mqtt}` : `ws://${address}:${web}/mqtt`;
  const client = await connectAsync(url, {
    clientId: uuid,
    username: uuid,
    password: token,
    protocolVersion: 4,
    reconnectPeriod: 300,
    keepalive: 5,
  });
  client.on('close', () => console.log(`${uuid} closed`));
}

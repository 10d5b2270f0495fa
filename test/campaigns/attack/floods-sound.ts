/** Floods of the sound ports, and of mDNS. */

import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { nativeInput, nativePacket } from '../fuzz/native-input.js';
import { Random } from '../fuzz/random.js';
import { mdnsDoor } from '../fuzz/sockets/mdns.js';
import { addressOf, type Flood, join, lone, open, paced } from './flood.js';

export const SOUND_FLOODS: readonly Flood[] = [
  {
    name: 'all places',
    about: '95 joins and 95 listeners of one address, who come again as soon as they are sent away',
    async run(aim, going, count) {
      const from = lone(aim);
      const places = Array.from({ length: 95 }, (_, i) => i);
      await Promise.all(
        places.map(async (i) => {
          let device = await join(aim, `Crowd ${i}`, from, `crowd-${i}`);
          while (going()) {
            if (device === undefined) {
              count('joins refused');
              await sleep(1000);
              device = await join(aim, `Crowd ${i}`, from, `crowd-${i}-${Math.floor(performance.now())}`);
              continue;
            }
            const query = `device=${device.uuid}&token=${device.token}&frames=480`;
            const ws = new WebSocket(`ws://${aim.host}:${aim.audioPort}/audio?${query}`, {
              perMessageDeflate: false,
              ...(from === undefined ? {} : { localAddress: from }),
            });
            ws.on('message', () => {});
            ws.on('open', () => count('listened'));
            const ended = new Promise<void>((resolve) => {
              ws.on('close', () => resolve());
              ws.on('error', () => {
                count('refused');
                resolve();
              });
            });
            while (going() && ws.readyState <= WebSocket.OPEN) await Promise.race([ended, sleep(200)]);
            ws.terminate();
            await sleep(200);
          }
        }),
      );
    },
  },
  {
    name: 'hellos',
    about: '20,000 UDP hellos a second with wrong keys',
    async run(aim, going, count) {
      const socket = createSocket('udp4');
      socket.on('error', () => undefined);
      const random = new Random('hellos');
      const hello = nativePacket(3, Buffer.alloc(16), 4);
      await paced(going, 500, async () => {
        for (let i = 0; i < 40; i++) {
          hello.writeUInt32BE(random.next(), 16);
          socket.send(Buffer.from(hello), aim.nativePort, aim.host, () => undefined);
        }
        count('datagrams', 40);
      });
      socket.close();
    },
  },
  {
    name: 'native garbage',
    about: '200 native connections a second: noise, half a handshake, a good one and then fuzzed messages',
    async run(aim, going, count) {
      const random = new Random('garbage');
      await paced(going, 200, (n) => {
        const socket = open(aim, aim.nativePort, addressOf(aim, n));
        socket.resume();
        count('connections');
        if (n % 3 === 0) socket.write(Buffer.alloc(500, n));
        else if (n % 3 === 1) socket.write(nativePacket(2, Buffer.from('{"type":"hand')).subarray(0, 20));
        else {
          const hello = {
            type: 'handshake',
            client_id: `garbage-${n % 40}`,
            client_type: 'android',
            protocol_version: 2,
          };
          socket.write(nativePacket(2, Buffer.from(JSON.stringify(hello))));
          for (let i = 0; i < 20; i++) socket.write(nativeInput(random, `garbage-${n % 40}`, true));
        }
        setTimeout(() => socket.destroy(), 300);
      });
    },
  },
  {
    name: 'mDNS',
    about: '1,500 mDNS datagrams a second: questions, conflicts, damaged ones',
    needsAddresses: true,
    async run(aim, going, count) {
      const target = { ...aim, devices: [], engineer: { uuid: '', token: '' }, from: aim.addresses[0]! };
      for (let n = 0; going(); n++) {
        await mdnsDoor.run(target, new Random('attack', n), 400);
        count('datagrams', 400);
        await sleep(50);
      }
    },
  },
];

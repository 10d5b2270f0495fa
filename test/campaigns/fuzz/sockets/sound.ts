/** The sound ports through their sockets: web listeners, native clients, datagrams. */

import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { changedBytes, noise } from '../bytes.js';
import { nativeInput, nativePacket } from '../native-input.js';
import { REPORT } from '../seeds.js';
import { anything, changed, TEXTS, textOf } from '../values.js';
import { closed, drained, openWebSocket } from './mqtt.js';
import { ANSWER_MS, NoAnswer, type SocketDoor, Wire } from './socket-door.js';

const BURST = 8;
/** Clients of version 2, which have no token. */
export const NATIVES = Array.from({ length: 12 }, (_, i) => `fuzz-native-${i}`);

export const audioDoor: SocketDoor = {
  name: 'audio',
  about: 'web listeners: queries, reports, messages that are none',
  share: 110,
  inputsPerBatch: 150,
  async run(target, random, count) {
    for (let left = count; left > 0; ) {
      const { uuid, token } = random.pick(target.devices);
      const query = new URLSearchParams({ device: uuid, token, frames: '480' });
      if (random.once(2))
        query.set(
          random.pick(['device', 'token', 'frames', 'mix', 'codec', 'adapt']),
          random.once(2) ? random.pick(TEXTS) : String(anything(random, 0)).slice(0, 3000),
        );
      left--;
      const ws = await openWebSocket(`ws://${target.host}:${target.audioPort}/audio?${query}`);
      if (ws === undefined) continue;
      ws.on('message', () => {});
      for (let i = 20 + random.below(60); i > 0 && left > 0 && ws.readyState === WebSocket.OPEN; i--, left--) {
        const text = textOf(random, random.once(4) ? anything(random) : changed(random, REPORT));
        if (random.once(100)) ws.send(noise(random, random.few(5000)));
        else if (random.once(40)) ws.ping(noise(random, random.few(125)));
        else ws.send(text.slice(0, random.once(30) ? 200_000 : 4000));
        if (i % BURST === 0) await drained(ws);
      }
      await closed(ws);
    }
  },
};

export const nativeDoor: SocketDoor = {
  name: 'native',
  about: 'native protocol over TCP, versions 2 and 3',
  share: 180,
  inputsPerBatch: 300,
  async run(target, random, count) {
    for (let left = count; left > 0; ) {
      const three = random.once(2);
      const { uuid, token } = random.pick(target.devices);
      const me = three ? uuid : random.pick(NATIVES);
      const wire = new Wire(target.nativePort, target.host);
      if (random.once(12)) {
        await wire.send(nativeInput(random, me));
        await wire.until(() => false, 10);
        left--;
        wire.destroy();
        continue;
      }
      const hello = {
        type: 'handshake',
        client_id: me,
        client_type: 'android',
        protocol_version: three ? 3 : 2,
        ...(three ? { token } : {}),
      };
      await wire.send(nativePacket(2, Buffer.from(JSON.stringify(hello))));
      await wire.until(() => wire.received > 0, ANSWER_MS);
      while (left > 0 && !wire.closed) {
        const some = Math.min(BURST, left);
        left -= some;
        const gentle = !random.once(10);
        await wire.send(Buffer.concat(Array.from({ length: some }, () => nativeInput(random, me, gentle))));
        await wire.until(() => false, 4);
      }
      wire.socket.end();
      if (!(await wire.until(() => false, ANSWER_MS))) throw new NoAnswer('the end of a native connection');
      wire.destroy();
    }
  },
};

export const datagramDoor: SocketDoor = {
  name: 'native:udp',
  about: 'datagrams to the native port',
  share: 60,
  inputsPerBatch: 500,
  async run(target, random, count) {
    const socket = createSocket('udp4');
    socket.on('error', () => undefined);
    for (let i = 0; i < count; i++) {
      const hello = nativePacket(
        3,
        noise(random, random.pick([16, 16, 0, 15, 17, random.few(1400)])),
        random.pick([4, 4, 1, 2, 3]),
      );
      const bytes = random.once(3) ? changedBytes(random, hello, 1400) : hello;
      await new Promise((resolve) => socket.send(bytes, target.nativePort, target.host, resolve));
      if (i % 20 === 0) await sleep(2);
    }
    socket.close();
  },
};

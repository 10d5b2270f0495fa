/** Floods of HTTP and MQTT. */

import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { mqttConnect, mqttPublish, mqttSubscribe } from '../fuzz/mqtt-bytes.js';
import { type Aim, addressOf, type Flood, type Going, join, lone, open, paced, pour, request } from './flood.js';

/** A logged-in MQTT connection that reads, or does not read. */
async function loggedIn(
  aim: Aim,
  name: string,
  reads = true,
): Promise<{ socket: Socket; uuid: string; token: string } | undefined> {
  const device = await join(aim, name, lone(aim));
  if (device === undefined) return undefined;
  const socket = open(aim, aim.mqttPort, lone(aim));
  if (reads) socket.resume();
  socket.write(mqttConnect(device.uuid, device.token));
  await sleep(100);
  return { socket, ...device };
}

/** One client after another repeats `act` for as long as its connection lives. */
async function asClient(
  aim: Aim,
  going: Going,
  count: (what: string) => void,
  reads: boolean,
  act: (socket: Socket, uuid: string) => Promise<void>,
): Promise<void> {
  while (going()) {
    const client = await loggedIn(aim, 'Flood', reads);
    if (client === undefined) {
      count('logins refused');
      await sleep(200);
      continue;
    }
    count('logins');
    await act(client.socket, client.uuid);
    client.socket.destroy();
    await sleep(50);
  }
}

const deep = `{"op":"a","t":${'['.repeat(5000)}${']'.repeat(5000)}}`;

export const CONTROL_FLOODS: readonly Flood[] = [
  {
    name: 'deep ping',
    about: 'pings whose `t` nests 5,000 deep, as fast as they are taken',
    run: (aim, going, count) =>
      asClient(aim, going, count, true, async (socket) => {
        let id = 0;
        await pour(socket, going, () => {
          count('pings');
          id = (id % 65_535) + 1;
          return mqttPublish('sb/1/cmd/ping', Buffer.from(deep), id);
        });
      }),
  },
  {
    name: 'publish flood',
    about: '6,600 commands a second of one client',
    run: (aim, going, count) =>
      asClient(aim, going, count, true, async (socket, uuid) => {
        let n = 0;
        await paced(
          () => going() && !socket.destroyed,
          66,
          async () => {
            if (socket.writableLength > 1 << 20) return sleep(20);
            const some = Array.from({ length: 100 }, () => {
              n++;
              const payload = { op: `f${n}`, set: [{ p: 'gain', ch: n % 4, v: (n % 400) / 100 }] };
              return mqttPublish(`sb/1/cmd/mix/${uuid}`, Buffer.from(JSON.stringify(payload)), (n % 65_535) + 1);
            });
            socket.write(Buffer.concat(some));
            count('publishes', 100);
          },
        );
      }),
  },
  {
    name: 'wildcards',
    about: 'SUBSCRIBE of 500 wildcards (10 kB), again and again',
    run: (aim, going, count) =>
      asClient(aim, going, count, true, (socket) => {
        let n = 0;
        return pour(socket, going, () => {
          count('subscribes');
          n++;
          return mqttSubscribe(
            (n % 65_535) + 1,
            Array.from({ length: 500 }, (_, i) => `sb/1/+/x${(n + i) % 100_000}/+`),
          );
        });
      }),
  },
  {
    name: 'whole branches',
    about: 'SUBSCRIBE of `sb/1/mix/#`, `sb/1/devices/#` and so on, again and again',
    run: (aim, going, count) =>
      asClient(aim, going, count, true, (socket) => {
        let n = 0;
        return pour(socket, going, () => {
          count('subscribes');
          n++;
          return mqttSubscribe((n % 65_535) + 1, [
            'sb/1/mix/#',
            'sb/1/devices/#',
            'sb/1/history/#',
            'sb/1/presets/#',
            'sb/1/box/#',
          ]);
        });
      }),
  },
  {
    name: 'pipelined reads',
    about: '`GET /api/mixes` pipelined without end, answers read',
    async run(aim, going, count) {
      const device = await join(aim, 'Reader', lone(aim));
      while (going()) {
        const socket = open(aim, aim.webPort, lone(aim));
        socket.resume();
        const one = `GET /api/mixes HTTP/1.1\r\nHost: ${aim.host}:${aim.webPort}\r\nAuthorization: Bearer ${device?.token}\r\n\r\n`;
        await pour(socket, going, () => {
          count('requests', 20);
          return one.repeat(20);
        });
        socket.destroy();
        await sleep(20);
      }
    },
  },
  {
    name: 'unread answers',
    about: '40 connections ask for the page’s largest file 400 times each and read nothing',
    async run(aim, going, count) {
      const page = (await request(aim, 'GET', '/', lone(aim) === undefined ? {} : { from: lone(aim)! })) ?? '';
      const file = /(?:src|href)="(\/?[^"]+\.js)"/.exec(page)?.[1] ?? '/';
      const one = `GET ${file.startsWith('/') ? file : `/${file}`} HTTP/1.1\r\nHost: ${aim.host}:${aim.webPort}\r\n\r\n`;
      while (going()) {
        const sockets = Array.from({ length: 40 }, (_, i) => {
          const socket = open(aim, aim.webPort, addressOf(aim, i));
          socket.pause();
          socket.write(one.repeat(400));
          count('requests', 400);
          return socket;
        });
        for (let i = 0; i < 50 && going(); i++) await sleep(100);
        for (const socket of sockets) socket.destroy();
      }
    },
  },
  {
    name: 'slow requests',
    about: '270 connections that send a byte of a header or a body every half second',
    async run(aim, going, count) {
      const sockets: { socket: Socket; text: string; at: number }[] = [];
      const header = `GET /api/box HTTP/1.1\r\nHost: ${aim.host}\r\nX-Slow: ${'a'.repeat(400)}\r\n\r\n`;
      const body = `POST /api/join HTTP/1.1\r\nHost: ${aim.host}\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n${' '.repeat(4000)}`;
      while (going()) {
        for (let i = sockets.length; i < 270; i++) {
          const text = i % 2 === 0 ? header : body;
          const port = [aim.webPort, aim.webPort, aim.audioPort, aim.nativePort][i % 4]!;
          sockets.push({
            socket: open(aim, port, addressOf(aim, i)),
            text,
            at: i % 2 === 0 ? 0 : text.indexOf('\r\n\r\n') + 4,
          });
          if (i % 2 === 1) sockets.at(-1)!.socket.write(text.slice(0, text.indexOf('\r\n\r\n') + 4));
          count('connections');
        }
        for (const one of sockets) one.socket.write(one.text[one.at++ % one.text.length]!);
        await sleep(500);
        for (let i = sockets.length - 1; i >= 0; i--) if (sockets[i]!.socket.destroyed) sockets.splice(i, 1);
      }
      for (const { socket } of sockets) socket.destroy();
    },
  },
  {
    name: 'PINs',
    about: 'wrong PINs, 600 a second, from as many addresses as there are',
    needsAddresses: true,
    async run(aim, going, count) {
      const guessers: { token: string; from: string | undefined }[] = [];
      for (let i = 0; i < 24 && going(); i++) {
        const from = addressOf(aim, i * 8);
        const device = await join(aim, `Guess ${i}`, from);
        if (device !== undefined) guessers.push({ token: device.token, from });
      }
      const token = guessers[0]?.token ?? 'none';
      await paced(going, 600, (n) => {
        const guesser = guessers[n % Math.max(1, guessers.length)] ?? { token, from: addressOf(aim, n) };
        const body = JSON.stringify({ pin: String(n % 1_000_000).padStart(6, '0') });
        const from = addressOf(aim, n);
        void request(aim, 'POST', '/api/engineer', {
          body,
          token: guesser.token,
          ...(from === undefined ? {} : { from }),
        }).then((answer) => {
          const status = /^HTTP\/1\.1 (\d+)/.exec(answer ?? '')?.[1] ?? 'none';
          count(`answered ${status}`);
        });
        return n % 20 === 0 ? sleep(1) : undefined;
      });
    },
  },
  {
    name: 'sessions and devices',
    about: 'strangers who join, set one fader and go, and sessions made without end',
    async run(aim, going, count) {
      await paced(going, 60, async (n) => {
        const from = addressOf(aim, n);
        const device = await join(aim, `Stranger ${n}`, from);
        if (device === undefined) {
          count('joins refused');
          return;
        }
        count('joins');
        const { token, uuid } = device;
        const more = { token, ...(from === undefined ? {} : { from }) };
        await request(aim, 'POST', '/api/command', {
          ...more,
          body: JSON.stringify({ topic: `mix/${uuid}`, set: [{ p: 'gain', ch: 0, v: 1 }] }),
        });
        const answer = await request(aim, 'POST', '/api/sessions', {
          ...more,
          body: JSON.stringify({ name: `S${n}` }),
        });
        count(answer?.startsWith('HTTP/1.1 200') ? 'sessions' : 'sessions refused');
      });
    },
  },
  {
    name: 'foreign hosts',
    about: 'requests and upgrades under names that are not the box’s, and cross-site joins',
    async run(aim, going, count) {
      await paced(going, 300, (n) => {
        const from = addressOf(aim, n);
        const more = {
          host: 'evil.example',
          headers: ['Origin: http://evil.example'],
          ...(from === undefined ? {} : { from }),
        };
        const asked =
          n % 3 === 0
            ? request(aim, 'GET', '/', more)
            : n % 3 === 1
              ? request(aim, 'GET', '/mqtt', {
                  ...more,
                  headers: [
                    ...more.headers,
                    'Connection: Upgrade',
                    'Upgrade: websocket',
                    'Sec-WebSocket-Version: 13',
                    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
                    'Sec-WebSocket-Protocol: mqtt',
                  ],
                })
              : request(aim, 'POST', '/api/join', {
                  ...(from === undefined ? {} : { from }),
                  headers: ['Origin: http://evil.example', 'Content-Type: text/plain', 'Content-Length: 14'],
                  body: '',
                });
        void asked.then((answer) => count(`answered ${/^HTTP\/1\.1 (\d+)/.exec(answer ?? '')?.[1] ?? 'none'}`));
        return n % 20 === 0 ? sleep(1) : undefined;
      });
    },
  },
];

/** MQTT over TCP and over WebSocket: packets after a good login. */
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { changedBytes } from '../bytes.js';
import { MQTT_PING, mqttConnect } from '../mqtt-bytes.js';
import { mqttInput } from '../mqtt-input.js';
import type { Random } from '../random.js';
import { ANSWER_MS, NoAnswer, type SocketDoor, type Target, Wire } from './socket-door.js';

/** Packets written at once. */
const BURST = 10;

function inputs(target: Target, random: Random, count: number) {
  const { uuid, token } = random.pick(target.devices);
  const names = {
    me: uuid,
    other: random.pick(target.devices).uuid,
    session: 'AAAA',
    preset: 'x',
    ask: 'x',
    song: 'x',
  };
  let left = count;
  return {
    login: mqttConnect(uuid, token),
    get left() {
      return left;
    },
    burst: (): Buffer[] => {
      const some = Math.min(BURST, left);
      left -= some;
      return Array.from({ length: some }, () => mqttInput(random, names, token));
    },
  };
}

export const mqttTcpDoor: SocketDoor = {
  name: 'mqtt:tcp',
  about: 'MQTT over TCP: commands, subscriptions, logins, damaged packets',
  share: 170,
  inputsPerBatch: 400,
  async run(target, random, count) {
    const source = inputs(target, random, count);
    while (source.left > 0) {
      const wire = new Wire(target.mqttPort, target.host);
      await wire.send(source.login);
      await wire.until(() => wire.received >= 4, ANSWER_MS);
      while (source.left > 0 && !wire.closed) {
        await wire.send(Buffer.concat(source.burst()));
        // A refused packet ends the connection: later ones need another connection.
        await wire.until(() => false, 2);
      }
      const had = wire.received;
      await wire.send(Buffer.from(MQTT_PING));
      if (!(await wire.until(() => wire.received > had, 500))) {
        // A damaged length may have made the ping part of another packet, or the box lets this client wait.
        wire.socket.end();
        if (!(await wire.until(() => false, ANSWER_MS)))
          throw new NoAnswer('a ping after the batch, and the end of the connection');
      }
      wire.destroy();
    }
  },
};

/** Opened, or the reason why not. */
export function openWebSocket(url: string, protocol?: string): Promise<WebSocket | undefined> {
  return new Promise((resolve) => {
    const ws = new WebSocket(url, protocol, { perMessageDeflate: false, handshakeTimeout: ANSWER_MS });
    ws.on('error', () => resolve(undefined));
    ws.once('open', () => resolve(ws));
  });
}

/** The socket below, for bytes that are not frames. */
const below = (ws: WebSocket): { write(bytes: Buffer): void } =>
  (ws as unknown as { _socket: { write(bytes: Buffer): void } })._socket;

export const mqttWebDoor: SocketDoor = {
  name: 'mqtt:websocket',
  about: 'MQTT over WebSocket, in binary and text messages and in damaged frames',
  share: 140,
  inputsPerBatch: 400,
  async run(target, random, count) {
    const source = inputs(target, random, count);
    while (source.left > 0) {
      const ws = await openWebSocket(`ws://${target.host}:${target.webPort}/mqtt`, 'mqtt');
      if (ws === undefined) throw new NoAnswer('a WebSocket to /mqtt');
      ws.on('message', () => {});
      ws.send(source.login);
      while (source.left > 0 && ws.readyState === WebSocket.OPEN) {
        for (const bytes of source.burst()) {
          if (random.once(200)) ws.send(bytes.toString('latin1'));
          else if (random.once(150)) below(ws).write(changedBytes(random, frame(bytes)));
          else ws.send(bytes);
        }
        await drained(ws);
      }
      await closed(ws);
    }
  },
};

/** A client's frame of a binary message, its mask zeros. */
function frame(payload: Buffer): Buffer {
  const length =
    payload.length < 126
      ? Buffer.from([0x80 | payload.length])
      : Buffer.from([0xfe, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([Buffer.from([0x82]), length, Buffer.alloc(4), payload.subarray(0, 0xffff)]);
}

export async function drained(ws: WebSocket): Promise<void> {
  const end = performance.now() + ANSWER_MS;
  do await sleep(2);
  while (ws.bufferedAmount > 65_536 && ws.readyState === WebSocket.OPEN && performance.now() < end);
}

/** A close is answered after everything before it. */
export async function closed(ws: WebSocket): Promise<void> {
  if (ws.readyState === WebSocket.CLOSED) return;
  const done = new Promise<boolean>((resolve) => {
    ws.once('close', () => resolve(true));
    setTimeout(() => resolve(false), ANSWER_MS).unref();
  });
  ws.close();
  const good = await done;
  ws.terminate();
  if (!good) throw new NoAnswer('the close of a WebSocket');
}

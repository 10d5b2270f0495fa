/** The box's end of the link to a media process, as bare as can be. */
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { FrameReader, jsonFrame } from '../../../src/media/link/frames.js';
import { type FromMedia, readFromMedia, type ToMedia } from '../../../src/media/link/messages.js';
import { until } from '../../harness/until.js';

export interface LinkClient {
  readonly said: FromMedia[];
  readonly closed: boolean;
  say(message: ToMedia): void;
  /** Sends bytes as they are. */
  write(bytes: Uint8Array): void;
  /** The last message of a type. */
  last<T extends FromMedia['type']>(type: T): Extract<FromMedia, { type: T }> | undefined;
  close(): void;
}

/** Connects as soon as somebody listens. */
export async function connectLink(path: string): Promise<LinkClient> {
  const said: FromMedia[] = [];
  const socket = await until('the media process listens', async () => {
    const trial = connect(path);
    const ready = await new Promise<boolean>((resolve) => {
      trial.once('connect', () => resolve(true));
      trial.once('error', () => resolve(false));
    });
    if (!ready) await sleep(10);
    return ready ? trial : undefined;
  });
  let closed = false;
  socket.on('error', () => undefined);
  socket.on('close', () => {
    closed = true;
  });
  const reader = new FrameReader({
    json: (message) => {
      const known = readFromMedia(message);
      if (known === undefined) throw new Error(`the media process says ${JSON.stringify(message)}`);
      said.push(known);
    },
    sound: () => {
      throw new Error('the media process sends sound');
    },
  });
  socket.on('data', (chunk) => reader.push(chunk));
  return {
    said,
    get closed() {
      return closed;
    },
    say: (message) => socket.write(jsonFrame(message)),
    write: (bytes) => socket.write(bytes),
    last: (type) => said.findLast((message) => message.type === type) as never,
    close: () => socket.destroy(),
  };
}

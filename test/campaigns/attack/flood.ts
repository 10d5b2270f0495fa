/** What a flood is, and what it may use. */

import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Aim {
  readonly host: string;
  readonly webPort: number;
  readonly audioPort: number;
  readonly nativePort: number;
  readonly mqttPort: number;
  /** Its source addresses; none: the machine's choice. */
  readonly addresses: readonly string[];
}

/** Whether to continue. */
export type Going = () => boolean;

export interface Flood {
  readonly name: string;
  readonly about: string;
  /** Only from addresses of a network: loopback has no limit per address. */
  readonly needsAddresses?: true;
  run(aim: Aim, going: Going, count: (what: string, n?: number) => void): Promise<void>;
}

export interface Joined {
  readonly uuid: string;
  readonly token: string;
}

/** A member of the crowd: joins by HTTP from an address. Undefined if the box refuses. */
export async function join(aim: Aim, name: string, from?: string, uuid?: string): Promise<Joined | undefined> {
  const answer = await request(aim, 'POST', '/api/join', {
    body: JSON.stringify({ name, ...(uuid === undefined ? {} : { uuid }) }),
    ...(from === undefined ? {} : { from }),
  });
  if (answer === undefined || !answer.startsWith('HTTP/1.1 200')) return undefined;
  try {
    const { uuid: id, token } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Joined;
    return { uuid: id, token };
  } catch {
    return undefined;
  }
}

/** One request on its own connection; returns the answer as text, or undefined if none came within 10 s. */
export function request(
  aim: Aim,
  method: string,
  path: string,
  more: {
    readonly body?: string;
    readonly token?: string;
    readonly from?: string;
    readonly host?: string;
    readonly headers?: readonly string[];
  } = {},
): Promise<string | undefined> {
  const { body = '', token, from, host = `${aim.host}:${aim.webPort}`, headers = [] } = more;
  return new Promise((resolve) => {
    const socket = open(aim, aim.webPort, from);
    let text = '';
    const done = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(text === '' ? undefined : text);
    };
    const timer = setTimeout(done, 10_000);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text.slice(0, end + 2))?.[1] ?? 0);
      if (text.length >= end + 4 + length) done();
    });
    socket.on('close', done);
    const lines = [
      `${method} ${path} HTTP/1.1`,
      `Host: ${host}`,
      ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
      ...(body === '' ? [] : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`]),
      ...headers,
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  });
}

/** A connection that may fail without ending its caller. */
export function open(aim: Aim, port: number, from?: string): Socket {
  const socket = connect({
    port,
    host: aim.host,
    noDelay: true,
    ...(from === undefined ? {} : { localAddress: from }),
  });
  socket.on('error', () => undefined);
  return socket;
}

/** The `n`-th address of the crowd. */
export const addressOf = (aim: Aim, n: number): string | undefined =>
  aim.addresses.length === 0 ? undefined : aim.addresses[n % aim.addresses.length];
/** One attacker keeps one address, which is not the crowd's first. */
export const lone = (aim: Aim): string | undefined => aim.addresses.at(-1);

/** Repeats `act`, which returns whether it did something, at most `perSecond` times a second. */
export async function paced(going: Going, perSecond: number, act: (n: number) => void | Promise<void>): Promise<void> {
  const started = performance.now();
  for (let n = 0; going(); n++) {
    const due = started + (n * 1000) / perSecond;
    if (due > performance.now() + 2) await sleep(due - performance.now());
    await act(n);
  }
}

/** Writes until the other side takes no more, then waits for it: a connection as fast as its radio. */
export async function pour(socket: Socket, going: Going, chunk: () => Buffer | string): Promise<void> {
  while (going() && !socket.destroyed) {
    if (!socket.write(chunk())) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          socket.off('drain', done).off('close', done);
          resolve();
        };
        const timer = setTimeout(done, 500);
        socket.once('drain', done).once('close', done);
      });
    } else await new Promise((resolve) => setImmediate(resolve));
  }
}

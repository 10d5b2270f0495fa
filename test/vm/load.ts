import type { Guest } from './guest.js';
import { must, until } from './scenario.js';

interface Device {
  readonly uuid: string;
  readonly token: string;
}

/** Channels that one command sets to one value: a half-done command would show. */
const TOGETHER = [0, 5, 9, 15];
/** An answer that has not arrived by then may have been lost with the box. */
const PATIENCE_MS = 30_000;

/**
 * What a band does to the box while its power goes: devices register, a fader moves. Remembers what the box reported as
 * saved, and looks for it after the next start.
 */
export class Load {
  /** Changes that the box acknowledged, in all rounds. */
  acknowledged = 0;
  #musician: Device | undefined;
  /** Of the musician's fader: the highest value acknowledged, and the highest sent. */
  #kept = 0;
  #sent = 0;
  #registered: Device[] = [];
  #count = 0;

  /** Makes changes one after the other, until the time (of the host) is over or the box no longer answers. */
  async run(guest: Guest, endMs: number): Promise<void> {
    this.#musician ??= (await ask<Device>(guest, 'POST', '/api/join', { name: 'musician' })).body;
    const others = async () => {
      while (Date.now() < endMs) {
        const uuid = `web-cut-${++this.#count}`;
        const { status, body } = await ask<Device>(guest, 'POST', '/api/join', { uuid, name: `phone ${this.#count}` });
        if (status >= 300) continue;
        this.#registered.push({ uuid, token: body.token });
        this.acknowledged++;
      }
    };
    const fader = async ({ uuid, token }: Device) => {
      while (Date.now() < endMs) {
        const value = ++this.#sent;
        const set = TOGETHER.map((ch) => ({ p: 'gain', ch, v: value / 1e6 }));
        const command = { topic: `mix/${uuid}`, op: `v${value}`, set };
        const { body } = await ask<{ ok?: boolean; durable?: boolean }>(guest, 'POST', '/api/command', command, token);
        if (!(body.ok && body.durable)) continue;
        this.#kept = value;
        this.acknowledged++;
      }
    };
    await Promise.allSettled([others(), fader(this.#musician)]);
  }

  /** Fails if something acknowledged is missing, or a change was half done. */
  async check(guest: Guest): Promise<void> {
    const { uuid, token } = this.#musician!;
    const { status, body: mix } = await patiently<{ channels: { gain: number }[] }>(guest, `/api/mixes/${uuid}`, token);
    must(status === 200, `the musician is not known any more (${status})`);
    const values = TOGETHER.map((ch) => Math.round(mix.channels[ch]!.gain * 1e6));
    must(new Set(values).size === 1, `half a command was kept: ${values.join(', ')}`);
    // Nothing was acknowledged before the first change: then the mix is as it was made.
    if (this.#kept > 0) {
      must(values[0]! >= this.#kept, `the fader is at ${values[0]}, ${this.#kept} was acknowledged`);
      must(values[0]! <= this.#sent, `the fader is at ${values[0]}, which was never sent`);
    }
    for (const device of this.#registered) {
      const me = await patiently<{ uuid: string }>(guest, '/api/me', device.token);
      must(me.status === 200 && me.body.uuid === device.uuid, `${device.uuid} is not known any more (${me.status})`);
    }
    this.#registered = [];
  }
}

async function ask<T>(guest: Guest, method: string, path: string, body?: object, token?: string) {
  const answer = await fetch(guest.url(path), {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}

/** Questions change nothing: one with a late answer is repeated. */
function patiently<T>(guest: Guest, path: string, token: string): Promise<{ status: number; body: T }> {
  return until(
    `an answer to ${path}`,
    180,
    () =>
      ask<T>(guest, 'GET', path, undefined, token).catch((error: Error) => ({ status: 0, body: error.message as T })),
    ({ status }) => status !== 0,
  );
}

/**
 * `/api` by its router: routes, tokens, queries, bodies; every command by `POST
 * /api/command`; files of presets; whole backups.
 */
import type { HttpReply } from '../../../../src/net/socket-server.js';
import type { ControlRig, RigDevice } from '../control-rig.js';
import { type Batch, type Door, Finding, type Input } from '../door.js';
import { type Names, named, namesIn } from '../names-in.js';
import type { Random } from '../random.js';
import { COMMANDS, REQUESTS } from '../seeds.js';
import { anything, changed, type Json, TEXTS, textOf } from '../values.js';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly by: RigDevice;
  readonly token: string | undefined;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly [part: string]: unknown;
}

/** The box must accept rows of a backup that it wrote itself. */
async function acceptsItsOwnBackup(rig: ControlRig): Promise<void> {
  const engineer = await rig.engineer();
  if (engineer === undefined) return;
  const { token, address } = engineer;
  const backup = await rig.http({ method: 'GET', path: '/api/backup', token, address });
  if (backup?.status !== 200)
    throw new Finding(`the engineer's backup is refused: ${backup?.status} ${String(backup?.body)}`);
  const body = Buffer.from(String(backup.body));
  const reply = await rig.http({ method: 'POST', path: '/api/restore', token, address, body });
  if (reply?.status !== 200)
    throw new Finding(`the box refuses its own backup: ${reply?.status} ${String(reply?.body).slice(0, 500)}`);
}

function check(rig: ControlRig, reply: HttpReply | undefined): void {
  const [fault] = rig.faults();
  if (fault !== undefined) throw new Finding(`the box logged a fault of its own: ${fault}`);
  if (reply === undefined) return;
  const text = typeof reply.body === 'string' ? reply.body : '';
  if (reply.status === 500) throw new Finding(`500 ${text.slice(0, 500)}`);
  if (!Number.isInteger(reply.status) || reply.status < 200 || reply.status > 599)
    throw new Finding(`status ${reply.status}`);
  for (const [name, value] of Object.entries(reply.headers ?? {}))
    if (/\p{Cc}/u.test(name + value))
      throw new Finding(`a header with a control character: ${JSON.stringify([name, value])}`);
  if (reply.status >= 400 && !/"code":"[a-z_]+"/.test(text))
    throw new Finding(`${reply.status} without a code: ${text.slice(0, 300)}`);
}

abstract class HttpBatch implements Batch {
  readonly rig: ControlRig;
  readonly random: Random;
  readonly names: Names;
  constructor(rig: ControlRig, random: Random) {
    this.rig = rig;
    this.random = random;
    this.names = namesIn(rig.pristine);
  }
  abstract make(): Asked;
  async feed(input: Input): Promise<void> {
    const { method, path, query, by, token, body, headers } = input as Asked;
    const address = by.address;
    const reply = await this.rig.http({
      method,
      path,
      query,
      headers,
      address,
      body: Buffer.from(body),
      ...(token === undefined ? {} : { token }),
    });
    check(this.rig, reply);
  }
  async end(): Promise<void> {
    await acceptsItsOwnBackup(this.rig);
  }
  who(): RigDevice {
    return this.random.pick(this.rig.musicians);
  }
  namesFor(me: RigDevice): Names {
    return { ...this.names, me: me.uuid, other: this.random.pick(this.rig.musicians).uuid };
  }
  command(desk: boolean, topic: string, payload: { readonly [key: string]: Json }, by: RigDevice): Asked {
    const text = textOf(this.random, { topic, ...payload });
    const who = desk ? this.random.pick(this.rig.desks) : by;
    return { method: 'POST', path: '/api/command', query: '', by: who, token: who.token, body: text, headers: {} };
  }
}

class Commands extends HttpBatch {
  make(): Asked {
    const { random } = this;
    const me = this.who();
    const seed = random.pick(COMMANDS);
    const names = this.namesFor(me);
    let topic = named(seed.topic, names);
    let payload = named(seed.payload, names) as Json;
    if (random.once(20))
      topic = random.once(2) ? topic + random.pick(['/', '/x', '/#', '\0']) : topic.replace(/\w+$/, random.pick(TEXTS));
    if (!random.once(16)) payload = changed(random, payload);
    const object = payload !== null && typeof payload === 'object' && !Array.isArray(payload);
    const fields = object ? (payload as { [key: string]: Json }) : { payload };
    const more: { [key: string]: Json } = random.once(10) ? { op: anything(random, 1) } : {};
    return this.command(seed.desk === true || random.once(30), topic, { ...fields, ...more }, me);
  }
}

class Requests extends HttpBatch {
  make(): Asked {
    const { random } = this;
    const me = this.who();
    const names = this.namesFor(me);
    const seed = random.pick(REQUESTS);
    const by = seed.desk || random.once(20) ? random.pick(this.rig.desks) : me;
    let path = named(seed.path, names);
    if (random.once(5))
      path = path.replace(/[^/]*$/, random.once(2) ? random.pick(TEXTS) : String(anything(random, 0)).slice(0, 500));
    let query = named(seed.query ?? '', names);
    if (random.once(6))
      query = `${query}&${random.pick(['mix', 'limit', 'session', '%', '__proto__'])}=${random.pick(TEXTS)}`;
    const body =
      seed.body === undefined && !random.once(12)
        ? ''
        : textOf(random, changed(random, named(seed.body ?? {}, names) as Json));
    const token = random.once(15) ? random.pick(TEXTS) : seed.open && random.once(2) ? undefined : by.token;
    const headers: Record<string, string> = random.once(10)
      ? { [random.pick(['host', 'origin', 'content-type', 'user-agent', 'authorization'])]: random.pick(TEXTS) }
      : {};
    const method = random.once(15) ? random.pick(['GET', 'PUT', 'DELETE', 'POST', 'HEAD', 'PATCH', '']) : seed.method;
    return { method, path, query, by, token, body, headers };
  }
}

const PRESETS: Json = {
  format: 'stagebox-presets',
  version: 1,
  name: 'Anna',
  at: 1_700_000_000_000,
  presets: [
    {
      name: 'Loud',
      song: 'One',
      locked: false,
      mix: {
        channels: Array.from({ length: 4 }, () => ({ on: true, gain: 0.5, pan: 0, mute: false, solo: false })),
        master: 1,
      },
    },
  ],
};

class Imports extends HttpBatch {
  #count = 0;
  make(): Asked {
    const me = this.who();
    // A device may keep a limited number: now and then one is deleted.
    if (this.#count++ % 8 === 7)
      return this.command(false, `preset/${me.uuid}`, { action: 'delete', id: this.names.preset! }, me);
    const body = textOf(this.random, changed(this.random, PRESETS));
    return {
      method: 'POST',
      path: `/api/presets/${me.uuid}/import`,
      query: '',
      by: me,
      token: me.token,
      body,
      headers: {},
    };
  }
}

class Restores extends HttpBatch {
  readonly #seed: Json;
  readonly #keys: readonly string[];
  constructor(rig: ControlRig, random: Random) {
    super(rig, random);
    const whole = JSON.parse(rig.pristine) as { rows: Record<string, Json> };
    // A smaller backup is faster, and hits an important row more often: one or two of each table.
    const kept = new Map<string, number>();
    const rows = Object.entries(whole.rows).filter(([key]) => {
      const table = key.split('/')[0]!;
      kept.set(table, (kept.get(table) ?? 0) + 1);
      return kept.get(table)! <= 2;
    });
    this.#keys = rows.map(([key]) => key);
    this.#seed = { ...whole, rows: Object.fromEntries(rows) } as Json;
  }
  make(): Asked {
    const { random } = this;
    const seed = this.#seed as { readonly rows: { readonly [key: string]: Json } };
    let file: Json;
    if (random.once(8)) file = changed(random, seed as Json);
    else {
      // One row, changed in depth: that is where two validators of the same thing differ.
      const key = random.pick(this.#keys);
      const row = changed(random, seed.rows[key]!);
      const under = random.once(10) ? `${key.split('/')[0]}/${random.pick(TEXTS)}` : key;
      file = { ...seed, rows: { ...seed.rows, [under]: row } } as Json;
    }
    const by = random.pick(this.rig.desks);
    const body = textOf(random, file);
    return { method: 'POST', path: '/api/restore', query: '', by, token: by.token, body, headers: {} };
  }
  override async feed(input: Input): Promise<void> {
    await super.feed(input);
    // Everyone must be able to read what was accepted.
    if (this.random.once(4))
      for (const path of ['/api/devices', '/api/mixes', '/api/channels', '/api/setlist'])
        check(this.rig, await this.rig.http({ method: 'GET', path, token: this.random.pick(this.rig.desks).token }));
  }
}

type Kind = new (rig: ControlRig, random: Random) => HttpBatch;

/** `rig` resolves to a control plane in its initial state. */
const door = (
  rig: () => Promise<ControlRig>,
  name: string,
  about: string,
  share: number,
  inputsPerBatch: number,
  Kind: Kind,
): Door => ({
  name,
  about,
  share,
  inputsPerBatch,
  async begin(random) {
    return new Kind(await rig(), random);
  },
});

export const httpDoors = (rig: () => Promise<ControlRig>): Door[] => [
  door(rig, 'commands', 'every command, over `POST /api/command`', 240, 1000, Commands),
  door(rig, 'http', 'every route: path, query, token, headers, body', 120, 1000, Requests),
  door(rig, 'presets', 'files of presets, over `…/import`', 40, 400, Imports),
  door(rig, 'backups', 'backups, over `POST /api/restore`', 40, 300, Restores),
];

/**
 * The box's control plane in this process, with its real handlers and no sockets. HTTP requests and the bytes of
 * `/mqtt` go to the same functions that its servers call. Its store is in memory. `reset` restores the initial state of
 * every device.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Control, createControl } from '../../../src/control/control.js';
import { MemoryStore } from '../../../src/control/store/memory-store.js';
import { BodyTooLarge } from '../../../src/net/http-message.js';
import type {
  HttpReply,
  HttpRequest,
  SocketServer,
  WebSocketConnection,
  WebSocketHandlers,
} from '../../../src/net/socket-server.js';
import { FakeEngine } from '../../control/support/fake-engine.js';
import { Finding } from './door.js';

const RIG_CHANNELS = 16;
const RIG_PIN = '424242';
/** The more there are, the less of one client's budget a batch needs. */
const DESKS = 10;
const MUSICIANS = 24;

export interface RigDevice {
  readonly uuid: string;
  readonly token: string;
  readonly address: string;
}

/** Keeps nothing of what it is given, like the real engine for a device that does not listen. */
class DeafEngine extends FakeEngine {
  override setMix(): void {}
  override disconnect(): void {}
}

/** One connection of `/mqtt`, cut into WebSocket messages as the test likes. */
export interface RigSocket {
  readonly closed: boolean;
  send(bytes: Buffer): void;
  leave(): void;
}

export class ControlRig {
  /** Engineers at first; inputs may change that. */
  readonly desks: readonly RigDevice[];
  readonly musicians: readonly RigDevice[];
  /** A whole backup of the initial state. */
  readonly pristine: string;
  readonly #control: Control;
  readonly #mqtt: WebSocketHandlers<unknown>;
  readonly #folder: string;
  readonly #log: string[];

  private constructor(
    control: Control,
    mqtt: WebSocketHandlers<unknown>,
    folder: string,
    log: string[],
    devices: readonly RigDevice[],
    pristine: string,
  ) {
    [this.#control, this.#mqtt, this.#folder, this.#log] = [control, mqtt, folder, log];
    this.desks = devices.slice(0, DESKS);
    this.musicians = devices.slice(DESKS);
    this.pristine = pristine;
  }

  static async make(): Promise<ControlRig> {
    const folder = mkdtempSync(join(tmpdir(), 'stagebox-fuzz-rig-'));
    const log: string[] = [];
    const doors = new Map<string, WebSocketHandlers<unknown>>();
    const server: SocketServer = {
      http: () => {},
      websocket: (handlers) => void doors.set(handlers.path, handlers as WebSocketHandlers<unknown>),
      listen: async () => 0,
      close: async () => {},
    };
    const control = await createControl({
      dataDir: folder,
      opening: Promise.resolve({ store: new MemoryStore(), rows: [], notes: [], recovered: false, rewrite: [] }),
      host: '127.0.0.1',
      mqttPort: 0,
      channels: Array.from({ length: RIG_CHANNELS }, (_, index) => ({
        index,
        name: `In ${index + 1}`,
        color: '#808080',
        icon: 'mic',
      })),
      sampleRate: 48_000,
      periodFrames: 128,
      sourceLabel: 'Fuzz',
      sourceSpec: 'fuzz',
      boxName: 'Fuzz box',
      boxVersion: '0.0.0',
      engineerPin: RIG_PIN,
      audioPath: '/audio',
      server,
      backupEveryMs: 2 ** 31 - 1,
      log: (line) => {
        log.push(line);
        if (log.length > 200) log.splice(0, 100);
      },
    });
    control.attachEngine(new DeafEngine());
    const bare = new ControlRig(control, doors.get('/mqtt')!, folder, log, [], '');
    const devices: RigDevice[] = [];
    for (let i = 0; i < DESKS + MUSICIANS; i++) devices.push(await bare.#join(i));
    for (const desk of devices.slice(0, DESKS)) await bare.json(desk, 'POST', '/api/engineer', { pin: RIG_PIN });
    await bare.#furnish(devices);
    const backup = (await bare.http({ method: 'GET', path: '/api/backup', token: devices[0]!.token }))!;
    return new ControlRig(control, doors.get('/mqtt')!, folder, log, devices, String(backup.body));
  }

  /**
   * A desk that has the engineer's role. An input of another engineer may take the role from any desk, which then gets
   * it back by the PIN. Undefined if the box refuses that too, for example because inputs guessed PINs.
   */
  async engineer(): Promise<RigDevice | undefined> {
    for (const desk of this.desks) {
      const me = await this.http({ method: 'GET', path: '/api/me', token: desk.token, address: desk.address });
      if (me?.status !== 200) continue;
      if ((JSON.parse(String(me.body)) as { role: string }).role === 'engineer') return desk;
    }
    for (const { token, address, ...desk } of this.desks) {
      const body = Buffer.from(JSON.stringify({ pin: RIG_PIN }));
      const reply = await this.http({ method: 'POST', path: '/api/engineer', token, address, body });
      if (reply?.status === 200) return { ...desk, token, address };
    }
    return undefined;
  }

  /** Restores the initial state. False if no desk is an engineer any more: then a new rig is needed. */
  async reset(): Promise<boolean> {
    const engineer = await this.engineer();
    if (engineer === undefined) return false;
    const reply = await this.http({
      method: 'POST',
      path: '/api/restore',
      token: engineer.token,
      address: engineer.address,
      body: Buffer.from(this.pristine),
    });
    if (reply?.status !== 200) throw new Finding(`a good backup is refused: ${reply?.status} ${String(reply?.body)}`);
    this.#log.length = 0;
    return true;
  }

  /** Faults of its own that the box logged since the last look. */
  faults(): string[] {
    const found = this.#log.filter((line) => /^(control|mqtt|http|broker|native|door)\b.*: .*Error/.test(line));
    this.#log.length = 0;
    return found;
  }

  http(request: {
    readonly method: string;
    readonly path: string;
    readonly token?: string;
    readonly query?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: Buffer;
    readonly address?: string;
  }): Promise<HttpReply | undefined> {
    const { method, path, token, query = '', headers = {}, body = Buffer.alloc(0), address = '10.1.0.1' } = request;
    const all: Record<string, string> = {
      host: 'stagebox.local',
      ...(body.length > 0 ? { 'content-type': 'application/json' } : {}),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    };
    const asked: HttpRequest = {
      method,
      path,
      query: new URLSearchParams(query),
      header: (name) => (Object.hasOwn(all, name) ? all[name]! : ''),
      remoteAddress: address,
      aborted: false,
      body: async (limit) => {
        if (body.length > limit) throw new BodyTooLarge(limit);
        return body;
      },
    };
    return this.#control.http(asked);
  }

  async json(device: RigDevice, method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const text = body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
    const reply = await this.http({ method, path, token: device.token, body: text, address: device.address });
    if (reply?.status !== 200) throw new Error(`${method} ${path}: ${reply?.status} ${String(reply?.body)}`);
    return JSON.parse(String(reply.body)) as Record<string, unknown>;
  }

  /** A WebSocket to `/mqtt`, still silent. Undefined if the box refuses it. */
  async mqtt(address: string): Promise<RigSocket | undefined> {
    const answer = await this.#mqtt.upgrade({
      method: 'GET',
      path: '/mqtt',
      query: new URLSearchParams(),
      header: (name) => ({ 'sec-websocket-protocol': 'mqtt', host: 'stagebox.local' })[name] ?? '',
      remoteAddress: address,
      aborted: false,
      body: async () => Buffer.alloc(0),
    });
    if (!answer.ok) return undefined;
    const handlers = this.#mqtt;
    let closed = false;
    const end = (): void => {
      if (closed) return;
      closed = true;
      setImmediate(() => handlers.close?.(socket, 1000));
    };
    const socket: WebSocketConnection<unknown> = {
      data: answer.data,
      remoteAddress: address,
      localAddress: '127.0.0.1',
      get closed() {
        return closed;
      },
      send: () => {},
      joinRow: () => {},
      sendInRow: () => {},
      bufferedAmount: () => 0,
      ping: () => handlers.pong?.(socket),
      vouch: () => {},
      end,
      terminate: end,
    };
    handlers.open?.(socket);
    return {
      get closed() {
        return closed;
      },
      send: (bytes) => {
        if (!closed) handlers.message?.(socket, Buffer.from(bytes), true);
      },
      leave: end,
    };
  }

  get authority(): Control['authority'] {
    return this.#control.authority;
  }

  async stop(): Promise<void> {
    await this.#control.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #join(i: number): Promise<RigDevice> {
    const address = `10.1.${i}.1`;
    const role = i < DESKS ? 'desk' : 'phone';
    const wanted = { uuid: `${role}-${i}`, name: `${role} ${i}`, type: 'web' };
    const reply = await this.http({
      method: 'POST',
      path: '/api/join',
      body: Buffer.from(JSON.stringify(wanted)),
      address,
    });
    if (reply?.status !== 200) throw new Error(`join: ${reply?.status} ${String(reply?.body)}`);
    const { uuid, token } = JSON.parse(String(reply.body)) as RigDevice;
    return { uuid, token, address };
  }

  /** One of everything, so that commands find their objects. */
  async #furnish(devices: readonly RigDevice[]): Promise<void> {
    const [desk, first, second] = [devices[0]!, devices[DESKS]!, devices[DESKS + 1]!];
    const command = (device: RigDevice, topic: string, payload: object) =>
      this.json(device, 'POST', '/api/command', { topic, ...payload });
    await command(desk, 'setlist', { action: 'set', songs: [{ name: 'One' }, { name: 'Two' }] });
    await command(first, `mix/${first.uuid}`, { set: [{ p: 'gain', ch: 1, v: 0.25 }] });
    await command(first, `preset/${first.uuid}`, { action: 'save', name: 'Loud' });
    await command(second, `device/${second.uuid}`, {
      action: 'groups',
      groups: [{ name: 'Drums', color: '#804020', channels: [0, 1, 2] }],
    });
    await command(desk, 'channel/3', { set: { name: 'Kick', trimDb: 3, link: 4 } });
    await command(first, 'session', { action: 'create', name: 'Rehearsal' });
    await command(first, `ask/${first.uuid}`, { action: 'ask', text: 'More me' });
  }
}

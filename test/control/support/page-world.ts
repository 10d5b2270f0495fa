/**
 * The page's own client code (MQTT client, replica, outbox) and the box's own door and announcer, with a simulated
 * network between them. The network keeps the order of bytes, delays them, and breaks. Time is virtual and everything
 * follows from the seed.
 */
import { generate, type Packet, parser } from 'mqtt-packet';
import { Door, replyOf } from '../../../src/control/commands/door.js';
import { Live } from '../../../src/control/devices/live.js';
import { register, setRole } from '../../../src/control/devices/registry.js';
import { firstMix } from '../../../src/control/mix/mixes.js';
import { Announcer } from '../../../src/control/publish/announcer.js';
import { AudioSide } from '../../../src/control/publish/audio-side.js';
import { Bodies } from '../../../src/control/publish/bodies.js';
import { Outlets } from '../../../src/control/publish/outlets.js';
import type { Actor, Draft } from '../../../src/control/state/draft.js';
import { OpIndex } from '../../../src/control/state/ops.js';
import { BOX, State } from '../../../src/control/state/state.js';
import type { Saver } from '../../../src/control/store/saver.js';
import { MqttClient, type SocketLike } from '../../../src/web/link/mqtt-client.js';
import { MixView } from '../../../src/web/model/mix/mix-view.js';
import type { Clock } from '../../../src/web/sync/outbox.js';
import type { MixDelta, MixSnapshot, Reply } from '../../../src/wire/messages.js';
import { parseTopic } from '../../../src/wire/parse-topic.js';
import type { Role } from '../../../src/wire/roles.js';
import { commandTopic, parseCommandTopic, topics } from '../../../src/wire/topics.js';

export const CHANNELS = 8;

/** Time that passes only when the test lets it. */
export class VirtualClock implements Clock {
  #now = 0;
  #count = 0;
  #due: { at: number; n: number; run: () => void }[] = [];

  readonly now = (): number => this.#now;

  after(ms: number, run: () => void): void {
    const entry = { at: this.#now + ms, n: this.#count++, run };
    let i = this.#due.length;
    while (i > 0 && this.#due[i - 1]!.at > entry.at) i--;
    this.#due.splice(i, 0, entry);
  }

  pass(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#due[0]; next !== undefined && next.at <= end; next = this.#due[0]) {
      this.#due.shift();
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
  }
}

/** One direction of a connection: bytes arrive late, in order, or never. */
class Wire {
  #last = 0;
  open = true;

  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly arrive: (bytes: Buffer) => void;

  constructor(clock: VirtualClock, random: () => number, arrive: (bytes: Buffer) => void) {
    this.clock = clock;
    this.random = random;
    this.arrive = arrive;
  }

  send(bytes: Buffer): void {
    if (!this.open) return;
    const { clock, random } = this;
    const delay = random() < 0.1 ? random() * 300 : 1 + random() * 20;
    this.#last = Math.max(this.#last, clock.now() + delay);
    clock.after(this.#last - clock.now(), () => this.open && this.arrive(bytes));
  }
}

/** A connection: the page's end is a WebSocket, the box's end speaks MQTT. */
class SimSocket implements SocketLike {
  binaryType = '';
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly filters = new Set<string>();
  readonly #up: Wire;
  readonly #down: Wire;

  readonly world: World;
  readonly uuid: string;

  constructor(world: World, uuid: string) {
    this.world = world;
    this.uuid = uuid;

    const { clock, random } = world;
    const packets = parser();
    packets.on('packet', (packet) => world.received(this, packet));
    this.#up = new Wire(clock, random, (bytes) => void packets.parse(bytes));
    this.#down = new Wire(clock, random, (bytes) => this.onmessage?.({ data: new Uint8Array(bytes).buffer }));
    clock.after(5, () => {
      if (this.readyState !== 0) return;
      this.readyState = 1;
      this.onopen?.();
    });
  }

  send(data: Uint8Array): void {
    if (this.readyState === 1) this.#up.send(Buffer.from(data));
  }

  close(): void {
    this.cut();
  }

  say(packet: Packet): void {
    this.#down.send(generate(packet));
  }

  /** Breaks. What the page has sent may still arrive at the box; what the box has sent is lost. */
  cut(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#down.open = false;
    if (this.world.random() < 0.5) this.#up.open = false;
    this.onclose?.({ code: 1006 });
    this.world.sockets.delete(this);
  }
}

/** The box: its state, its door, its announcer; a broker of a few lines. */
export class World {
  readonly state = new State();
  readonly sockets = new Set<SimSocket>();
  readonly door: Door;
  /** What went wrong inside the box. */
  readonly faults: unknown[] = [];
  readonly #announcer: Announcer;
  readonly #actors = new Map<string, Actor>();

  readonly clock: VirtualClock;
  readonly random: () => number;

  constructor(clock: VirtualClock, random: () => number) {
    this.clock = clock;
    this.random = random;

    const { state } = this;
    state.write('meta', BOX, { schema: 1, epoch: 'e', rev: 0 });
    const ops = new OpIndex(state);
    const saved = { durable: Promise.resolve(), settled: Promise.resolve(undefined) };
    const onFault = (_where: string, fault: unknown) => void this.faults.push(fault);
    this.door = new Door({
      state,
      saver: () => ({ save: () => saved }) as unknown as Saver,
      ops: () => ops,
      channels: () => CHANNELS,
      isConnected: () => true,
      clock: { now: clock.now, age: clock.now, wall: clock.now },
      announce: (draft) => this.#announce(draft),
      onFault: (fault) => void this.faults.push(fault),
    });
    const channels = Array.from({ length: CHANNELS }, (_, index) => ({ index, name: `${index}`, color: '', icon: '' }));
    const outlets = new Outlets(state);
    outlets.add({
      publish: (topic, message) => this.#publish(topic, message),
      send: () => {},
      wanted: (topic) => [...this.sockets].some(({ filters }) => filters.has(topic)),
    });
    const notHere = (): never => {
      throw new Error('no page of this world subscribes to it');
    };
    this.#announcer = new Announcer({
      state,
      bodies: new Bodies({ state, source: () => channels, live: new Live(state), now: clock.now }),
      channels: () => CHANNELS,
      outlets,
      audio: new AudioSide(),
      hearing: { heard: (_uuid, mix) => mix },
      about: { box: notHere, welcome: notHere },
      status: { body: notHere },
      onFault,
    });
  }

  join(uuid: string, role: Role): Page {
    const actor: Actor = { uuid, name: uuid, role, source: 'web' };
    this.#actors.set(uuid, actor);
    this.door.apply({ ...actor, role: 'box' }, (draft) => {
      register(draft, { uuid, type: 'web', name: uuid, tokenHash: uuid, address: '', userAgent: '' });
      setRole(draft, uuid, role);
      firstMix(draft, uuid, false);
    });
    return new Page(this, uuid);
  }

  /** The box's value, by the key that the page uses. */
  value(uuid: string, p: string, ch?: number): unknown {
    const { mix } = this.state.get('mix', uuid)!;
    return p === 'master' ? mix.master : mix.channels[ch!]![p as 'gain'];
  }

  stop(): void {
    this.#announcer.stop();
  }

  /** A packet of the page has arrived at the box. */
  received(socket: SimSocket, packet: Packet): void {
    switch (packet.cmd) {
      case 'connect':
        for (const other of this.sockets) if (other.uuid === socket.uuid) this.sockets.delete(other);
        if (socket.readyState === 1) this.sockets.add(socket);
        socket.say({ cmd: 'connack', returnCode: 0, sessionPresent: false });
        break;
      case 'subscribe': {
        const filters = packet.subscriptions.map(({ topic }) => topic);
        for (const filter of filters) socket.filters.add(filter);
        socket.say({ cmd: 'suback', messageId: packet.messageId, granted: filters.map(() => 0) });
        for (const [topic, message] of this.#announcer.present(filters, socket.uuid)) this.#say(socket, topic, message);
        break;
      }
      case 'publish':
        this.#execute(socket, packet.topic, String(packet.payload), packet.messageId!);
        break;
      case 'pingreq':
        socket.say({ cmd: 'pingresp' });
        break;
      default:
        break;
    }
  }

  #execute(socket: SimSocket, topic: string, text: string, messageId: number): void {
    const outcome = this.door.execute(this.#actors.get(socket.uuid)!, parseCommandTopic(topic)!, JSON.parse(text));
    const reply = replyOf(outcome);
    const answer = (message: Reply) => this.#publish(topics.reply(socket.uuid), message);
    // A slow disk: the change is in force, and reported twice.
    if (outcome.ok && this.random() < 0.05) answer({ ...reply, durable: false, code: 'slow' });
    this.clock.after(this.random() * 15, () => {
      answer(reply);
      socket.say({ cmd: 'puback', messageId });
    });
  }

  #announce(draft: Draft): void {
    this.#announcer.announce(draft);
    for (const effect of draft.effects) {
      if (effect.type !== 'snapshot') continue;
      const topic = topics.mixSnapshot(effect.uuid);
      const asker = [...this.sockets].find(({ uuid }) => uuid === draft.actor.uuid);
      if (asker) this.#say(asker, topic, this.#announcer.bodyOf(topic));
    }
  }

  #publish(topic: string, message: unknown): void {
    for (const socket of this.sockets) if (socket.filters.has(topic)) this.#say(socket, topic, message);
  }

  #say(socket: SimSocket, topic: string, message: unknown): void {
    socket.say({ cmd: 'publish', topic, payload: JSON.stringify(message), qos: 0, dup: false, retain: false });
  }
}

/** A page, wired as `box-link.ts` wires it. */
export class Page {
  readonly mqtt: MqttClient;
  readonly views = new Map<string, MixView>();
  readonly #waiting = new Map<string, { packet: number; view: MixView | undefined }>();
  #socket: SimSocket | undefined;
  #ops = 0;

  readonly world: World;
  readonly uuid: string;

  constructor(world: World, uuid: string) {
    this.world = world;
    this.uuid = uuid;

    this.mqtt = new MqttClient({
      open: () => {
        this.#socket = new SimSocket(world, uuid);
        return this.#socket;
      },
      clock: world.clock,
      clientId: uuid,
      password: () => 'x',
      random: world.random,
      onState: (state) => {
        if (state === 'open') for (const view of this.views.values()) view.flush();
      },
      onMessage: (topic, payload) => this.#take(topic, JSON.parse(payload)),
    });
    this.mqtt.subscribe([topics.reply(uuid)]);
  }

  cut(): void {
    this.#socket?.cut();
  }

  mix(uuid: string): MixView {
    const known = this.views.get(uuid);
    if (known !== undefined) return known;
    const view: MixView = new MixView({
      uuid,
      me: this.uuid,
      clock: this.world.clock,
      ready: () => this.mqtt.state === 'open',
      newOp: () => this.#op(),
      send: (op, set, gesture) => this.#send('mix', uuid, { op, set, gesture }, view),
      askSnapshot: () => this.command('snapshot', uuid, {}),
    });
    this.views.set(uuid, view);
    this.mqtt.subscribe([topics.mixDelta(uuid)]);
    this.mqtt.subscribe([topics.mixSnapshot(uuid)]);
    return view;
  }

  /** A command besides faders. */
  command(kind: string, target: string | number | undefined, payload: object): void {
    this.#send(kind, target, { ...payload, op: this.#op() }, undefined);
  }

  #op(): string {
    return `${this.uuid}-${this.#ops++}`;
  }

  #send(
    kind: string,
    target: string | number | undefined,
    payload: { op: string; [field: string]: unknown },
    view: MixView | undefined,
  ): void {
    const packet = this.mqtt.publish(commandTopic(kind, target), JSON.stringify(payload));
    this.#waiting.set(payload.op, { packet, view });
  }

  #take(topic: string, message: unknown): void {
    const { name, id } = parseTopic(topic)!;
    if (name === 'reply') this.#answered(message as Reply);
    else if (name === 'mixSnapshot') this.views.get(id!)?.snapshot(message as MixSnapshot);
    else if (name === 'mixDelta') this.views.get(id!)?.delta(message as MixDelta);
  }

  #answered(reply: Reply): void {
    const op = String(reply.op);
    const waiting = this.#waiting.get(op);
    if (waiting === undefined) return;
    this.#waiting.delete(op);
    if (!reply.ok) {
      waiting.view?.refused(op);
      return;
    }
    if (reply.durable === false) this.mqtt.settle(waiting.packet);
    waiting.view?.confirmed(op, reply.rev ?? -1);
  }
}

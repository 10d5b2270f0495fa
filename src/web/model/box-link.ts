/**
 * The page's connection to one box as one device. It holds the box's
 * state as signals, and sends commands and returns their answers.
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { CommandFor } from '../../wire/commands.js';
import type {
  Ask,
  BoxChannel,
  BoxInfo,
  BoxStatus,
  Check,
  Device,
  DevicesDelta,
  MixDelta,
  PanicState,
  Reply,
  SessionSummary,
  SetlistMessage,
} from '../../wire/messages.js';
import { commandTopic, type Topic, topics } from '../../wire/topics.js';
import { type LinkState, MqttClient, type SocketLike } from '../link/mqtt-client.js';
import type { Clock } from '../sync/outbox.js';
import { type Ended, endedAsks } from './answered-asks.js';
import { BoxTime } from './box-time.js';
import { Commands, unreachable } from './commands.js';
import { MeterHub } from './meter-hub.js';
import { MixStore } from './mix/mix-store.js';
import type { MixView } from './mix/mix-view.js';
import { withoutSockets } from './no-sockets.js';
import { PersonLists } from './person-lists.js';
import { lastingly } from './reach.js';

export interface BoxLinkOptions {
  readonly box: BoxInfo;
  /** This page's device. */
  readonly uuid: string;
  readonly token: () => string;
  readonly open: () => SocketLike;
  readonly clock: Clock;
  /** Whether the box answers HTTP. */
  readonly answers: () => Promise<boolean>;
}

type Handler = (message: never) => void;

export class BoxLink {
  readonly uuid: string;
  readonly state = signal<LinkState>('connecting');
  /** The connection is open, but the box does not answer. */
  readonly silent = signal(false);
  /** The page shows the box's present state, and commands reach the box. */
  readonly reached = computed(() => this.state.value === 'open' && !this.silent.value);
  /** The box has been out of reach for so long that the page must say so. */
  readonly away: ReadonlySignal<boolean>;
  /** This window opens no WebSocket, although the box answers HTTP. */
  readonly noSockets: ReadonlySignal<boolean>;
  readonly channels: Signal<readonly BoxChannel[]>;
  readonly channelOrder: Signal<readonly number[]>;
  readonly devices = signal<readonly Device[]>([]);
  readonly me: ReadonlySignal<Device | undefined>;
  /** The device whose mix this one hears and sets: itself, unless it mirrors another. */
  readonly mine: ReadonlySignal<string>;
  readonly owner: ReadonlySignal<Device | undefined>;
  readonly setlist = signal<Omit<SetlistMessage, 'rev'>>({ songs: [], index: -1, anyone: false, canUndo: false });
  readonly asks = signal<readonly Ask[]>([]);
  readonly status = signal<Partial<BoxStatus>>({});
  readonly sessions = signal<readonly SessionSummary[]>([]);
  readonly panic = signal<Pick<PanicState, 'level' | 'name'>>({ level: 'off', name: null });
  /** The check before the show, while there is one. */
  readonly check = signal<Check | null>(null);
  readonly meters: MeterHub;
  readonly time: BoxTime;
  /** Called with a delta that somebody else made, for "who did what". */
  onOthersChange: (mix: string, delta: MixDelta) => void = () => undefined;
  /** Called when a request of this device was answered. */
  onAskEnded: (ended: Ended) => void = () => undefined;
  /** Called when a mix change of this page was refused or could not be saved. */
  onTrouble: (reply: Reply) => void = () => undefined;

  readonly #mqtt: MqttClient;
  readonly #commands: Commands;
  readonly #mixes: MixStore;
  readonly #lists = new Map<string, PersonLists>();
  readonly #handlers = new Map<string, Handler>();

  constructor(options: BoxLinkOptions) {
    const { uuid, clock, box } = options;
    this.uuid = uuid;
    const unopened = signal(0);
    this.away = lastingly(
      computed(() => !this.reached.value),
      clock,
    );
    this.noSockets = withoutSockets(unopened, options.answers);
    this.meters = new MeterHub(clock);
    this.time = new BoxTime(clock);
    // What the engineer set on them follows with the first list of channels.
    this.channels = signal(box.channels.map((info) => ({ ...info, link: null, trimDb: 0, compensationDb: 0 })));
    this.channelOrder = signal(box.channels.map((channel) => channel.index));
    this.me = computed(() => this.device(uuid));
    this.mine = computed(() => this.me.value?.mirrors ?? uuid);
    this.owner = computed(() => this.device(this.mine.value));
    this.#mqtt = new MqttClient({
      open: options.open,
      clock,
      clientId: uuid,
      password: options.token,
      random: Math.random,
      onState: (state) => {
        this.state.value = state;
        if (state === 'open') this.#mixes.opened();
      },
      onSilent: (silent) => {
        this.silent.value = silent;
        if (!silent && this.#mqtt.state === 'open') this.#mixes.resumed();
      },
      onUnopened: (tries) => {
        unopened.value = tries;
      },
      onMessage: (topic, payload) => this.#message(topic, payload),
    });
    this.#commands = new Commands({
      clock,
      publish: (topic, payload) => this.#mqtt.publish(commandTopic(topic), JSON.stringify(payload)),
      settle: (packet) => this.#mqtt.settle(packet),
      onUnsaved: (reply) => this.onTrouble(reply),
    });
    this.#mixes = new MixStore({
      me: uuid,
      clock,
      commands: this.#commands,
      ready: () => this.reached.peek(),
      listen: (topic, handler) => this.#listen(topic, handler),
      askSnapshot: (mix) => this.#commands.sendOnly(`snapshot/${mix}`),
      onOthersChange: (mix, delta) => this.onOthersChange(mix, delta),
      onRefused: (reply) => this.onTrouble(reply),
    });
    this.#listenToDevices();
    this.#listenToBox();
  }

  /** A device that the box knows. */
  device(uuid: string): Device | undefined {
    return this.devices.value.find((device) => device.uuid === uuid);
  }

  connect(): void {
    this.#mqtt.connect();
  }

  /** Closes the connection until `connect`. */
  close(): void {
    this.#mqtt.close();
  }

  /** The mix of a device, kept up to date from now on. */
  mix(uuid: string): MixView {
    return this.#mixes.mix(uuid);
  }

  /** A person's presets and history, kept up to date from now on. */
  lists(uuid: string): PersonLists {
    let found = this.#lists.get(uuid);
    if (found === undefined) {
      found = new PersonLists(uuid, (topic, handler) => this.#listen(topic, handler));
      this.#lists.set(uuid, found);
    }
    return found;
  }

  /**
   * Sends a command that must take effect now or not at all; `topic` without `sb/1/cmd/`. Rejects
   * with `CommandRefused`. Its code is `unreachable` if the box is away or does not answer in time.
   * The command is then dropped, so that it cannot take effect later, when nobody expects it.
   */
  command<Topic extends string>(topic: Topic, payload: CommandFor<Topic>): Promise<Reply> {
    if (!this.reached.peek()) return Promise.reject(unreachable());
    return this.#commands.sendNow(topic, payload);
  }

  /** Sends a command that may take effect late. Waits for the box as long as it takes. */
  commandOnceHere<Topic extends string>(topic: Topic, payload: CommandFor<Topic>): Promise<Reply> {
    return this.#commands.sendAnytime(topic, payload);
  }

  /** Subscribes to a further topic. Returns a function that ends it. */
  watch<M>(topic: Topic<M>, handler: (message: M) => void): () => void {
    this.#listen(topic, handler);
    return () => {
      // Somebody else may listen to it by now.
      if (this.#handlers.get(topic) !== (handler as Handler)) return;
      this.#handlers.delete(topic);
      this.#mqtt.unsubscribe([topic]);
    };
  }

  /** Number of commands that the box has not yet acknowledged. */
  get unconfirmed(): number {
    return this.#mqtt.unacknowledged;
  }

  #listen<M>(topic: Topic<M>, handler: (message: M) => void): void {
    this.#handlers.set(topic, handler as Handler);
    this.#mqtt.subscribe([topic]);
  }

  /** The message of a topic goes into a signal as it is. */
  #mirror<M extends S, S>(topic: Topic<M>, into: Signal<S>): void {
    this.#listen(topic, (message) => {
      into.value = message;
    });
  }

  #listenToDevices(): void {
    const { uuid } = this;
    this.#listen(topics.reply(uuid), (reply) => this.#commands.answered(reply));
    this.#listen(topics.welcome(uuid), ({ sendMix }) => this.#mixes.welcomed(sendMix));
    this.#listen(topics.devicesList(), ({ devices }) => {
      this.devices.value = devices;
    });
    this.#listen(topics.devicesDelta(), (message) => {
      this.devices.value = withDelta(this.devices.value, message);
    });
    this.lists(uuid);
    this.#listen(topics.boxAsks(), ({ asks, answered }) => {
      const ended = endedAsks(this.asks.peek(), asks, answered, uuid);
      this.asks.value = asks;
      for (const each of ended) this.onAskEnded(each);
    });
  }

  #listenToBox(): void {
    this.#listen(topics.boxChannels(), ({ channels, order }) =>
      batch(() => {
        this.channels.value = channels;
        this.channelOrder.value = order;
      }),
    );
    this.#listen(topics.sessions(), ({ sessions }) => {
      this.sessions.value = sessions;
    });
    this.#mirror(topics.setlist(), this.setlist);
    this.#mirror(topics.boxStatus(), this.status);
    this.#mirror(topics.boxPanic(), this.panic);
    this.#listen(topics.boxCheck(), ({ check }) => {
      this.check.value = check;
    });
    this.#listen(topics.boxMeters(), (message) => this.meters.feed(message));
  }

  #message(topic: string, payload: string): void {
    const handler = this.#handlers.get(topic);
    if (handler === undefined) return;
    let message: unknown;
    try {
      message = JSON.parse(payload);
    } catch {
      return;
    }
    this.time.note((message as { now?: unknown } | null)?.now);
    handler(message as never);
  }
}

/** The list of devices after a delta, in the engineer's order. */
function withDelta(devices: readonly Device[], delta: DevicesDelta): readonly Device[] {
  const changed = new Map(delta.changed.map((device) => [device.uuid, device]));
  const removed = new Set(delta.removed);
  const kept = devices
    .filter((device) => !removed.has(device.uuid))
    .map((device) => changed.get(device.uuid) ?? device);
  const known = new Set(kept.map((device) => device.uuid));
  for (const device of changed.values()) if (!known.has(device.uuid)) kept.push(device);
  return kept.sort((a, b) => a.order - b.order);
}

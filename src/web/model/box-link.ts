/**
 * The page's connection to one box as one device. It holds the box's
 * state as signals, and sends commands and returns their answers.
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type {
  Ask,
  BoxChannel,
  BoxInfo,
  BoxStatus,
  Device,
  DevicesDelta,
  History,
  HistoryMessage,
  MixDelta,
  PanicState,
  Preset,
  Reply,
  SessionSummary,
  Setlist,
} from '../../wire/messages.js';
import { commandTopic, type Topic, topics } from '../../wire/topics.js';
import { type LinkState, MqttClient, type SocketLike } from '../link/mqtt-client.js';
import type { Clock } from '../sync/outbox.js';
import { type Ended, endedAsks } from './answered-asks.js';
import { noteBoxTime } from './box-time.js';
import { withEntries } from './history-entries.js';
import { MeterHub } from './meter-hub.js';
import { MixView } from './mix-view.js';
import { withoutSockets } from './no-sockets.js';
import { lastingly } from './reach.js';

const clock: Clock = {
  now: () => performance.now(),
  after: (ms, run) => void setTimeout(run, ms),
};

/** History entries that this page keeps. */
const HISTORY_KEPT = 60;

/** The box refused a command. */
class CommandRefused extends Error {
  readonly code: string;
  readonly reply: Reply;
  constructor(reply: Reply) {
    super(reply.message ?? reply.code ?? 'refused');
    this.code = reply.code ?? 'refused';
    this.reply = reply;
  }
}

interface Waiting {
  /** Number of the MQTT packet that carried the command. */
  readonly packet: number;
  readonly mix?: MixView;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: CommandRefused) => void;
}

/** The box ends a connection that is silent for this long, ms. An answer that has not come by then never comes. */
const ANSWER_WITHIN_MS = 5000;

const unreachable = () =>
  new CommandRefused({ op: '', ok: false, code: 'unreachable', message: 'the box does not answer' });

type Handler = (message: never) => void;

export class BoxLink {
  readonly uuid: string;
  readonly state = signal<LinkState>('connecting');
  /** The connection is open, but the box does not answer. */
  readonly silent = signal(false);
  /** The page shows the box's present state, and commands reach the box. */
  readonly reached = computed(() => this.state.value === 'open' && !this.silent.value);
  /** The box has been out of reach for so long that the page must say so. */
  readonly away = lastingly(
    computed(() => !this.reached.value),
    clock,
  );
  /** This window opens no WebSocket, although the box answers HTTP. */
  readonly noSockets: ReadonlySignal<boolean>;
  readonly channels: Signal<readonly BoxChannel[]>;
  readonly channelOrder: Signal<readonly number[]>;
  readonly devices = signal<readonly Device[]>([]);
  readonly me: ReadonlySignal<Device | undefined>;
  readonly presets = signal<readonly Preset[]>([]);
  readonly setlist = signal<Setlist>({ songs: [], index: -1, anyone: false });
  readonly history = signal<History>({ entries: [], canUndo: false, canRedo: false });
  /** Kept apart from the history, which changes with each movement of a fader; this rarely changes. */
  readonly canUndo = computed(() => this.history.value.canUndo);
  readonly asks = signal<readonly Ask[]>([]);
  readonly status = signal<Partial<BoxStatus>>({});
  readonly sessions = signal<readonly SessionSummary[]>([]);
  readonly panic = signal<Pick<PanicState, 'level' | 'name'>>({ level: 'off', name: null });
  readonly meters = new MeterHub(clock);
  /** Called with a delta that somebody else made, for "who did what". */
  onOthersChange: (mix: string, delta: MixDelta) => void = () => undefined;
  /** Called when a request of this device was answered. */
  onAskEnded: (ended: Ended) => void = () => undefined;
  /** Called when a mix change of this page was refused or could not be saved. */
  onTrouble: (reply: Reply) => void = () => undefined;

  readonly #mqtt: MqttClient;
  readonly #mixes = new Map<string, MixView>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #handlers = new Map<string, Handler>();
  readonly #prefix = `p${Math.random().toString(36).slice(2, 9)}`;
  #ops = 0;
  /** The welcome of this connection asked for this device's mix: the box lost its newest changes. */
  #mixWanted = false;
  /** The snapshot of this device's mix has arrived on this connection. */
  #mixHere = false;

  constructor(options: {
    box: BoxInfo;
    uuid: string;
    token: () => string;
    open: () => SocketLike;
    /** Whether the box answers HTTP. */
    answers: () => Promise<boolean>;
  }) {
    this.uuid = options.uuid;
    const unopened = signal(0);
    this.noSockets = withoutSockets(unopened, options.answers);
    // What the engineer set on them follows with the first list of channels.
    this.channels = signal(options.box.channels.map((info) => ({ ...info, link: null, trimDb: 0, compensationDb: 0 })));
    this.channelOrder = signal(options.box.channels.map((channel) => channel.index));
    this.me = computed(() => this.devices.value.find((device) => device.uuid === this.uuid));
    this.#mqtt = new MqttClient({
      open: options.open,
      clock,
      clientId: options.uuid,
      password: options.token,
      random: Math.random,
      onState: (state) => this.#became(state),
      onSilent: (silent) => {
        this.silent.value = silent;
      },
      onUnopened: (tries) => {
        unopened.value = tries;
      },
      onMessage: (topic, payload) => this.#message(topic, payload),
    });
    this.#listen(topics.reply(this.uuid), (reply) => this.#answered(reply));
    this.#listen(topics.welcome(this.uuid), (message) => {
      this.#mixWanted = message.sendMix;
      this.#giveBack();
    });
    this.#listen(topics.boxChannels(), (message) =>
      batch(() => {
        this.channels.value = message.channels;
        this.channelOrder.value = message.order;
      }),
    );
    this.#listen(topics.devicesList(), (message) => {
      this.devices.value = message.devices;
    });
    this.#listen(topics.devicesDelta(), (message) => this.#devicesDelta(message));
    this.#listen(topics.presets(this.uuid), (message) => {
      this.presets.value = message.presets;
    });
    this.#listen(topics.setlist(), (message) => {
      this.setlist.value = message;
    });
    this.#listen(topics.history(this.uuid), (message) => this.#historyCame(message));
    this.#listen(topics.boxStatus(), (message) => {
      this.status.value = message;
    });
    this.#listen(topics.boxAsks(), (message) => {
      const ended = endedAsks(this.asks.peek(), message.asks, message.answered, this.uuid);
      this.asks.value = message.asks;
      for (const each of ended) this.onAskEnded(each);
    });
    this.#listen(topics.boxPanic(), (message) => {
      this.panic.value = message;
    });
    this.#listen(topics.sessions(), (message) => {
      this.sessions.value = message.sessions;
    });
    this.#listen(topics.boxMeters(), (message) => this.meters.feed(message));
  }

  connect(): void {
    this.#mqtt.connect();
  }

  close(): void {
    this.#mqtt.close();
  }

  /** The mix of a device, kept up to date from now on. */
  mix(uuid: string): MixView {
    let mix = this.#mixes.get(uuid);
    if (mix === undefined) {
      const made = new MixView({
        uuid,
        me: this.uuid,
        clock,
        ready: () => this.#mqtt.state === 'open',
        newOp: () => this.#op(),
        send: (op, set, gesture) => {
          const packet = this.#publish(`mix/${uuid}`, { op, set, ...(gesture !== undefined ? { gesture } : {}) });
          this.#waiting.set(op, {
            packet,
            mix: made,
            resolve: () => undefined,
            reject: (error) => this.onTrouble(error.reply),
          });
        },
        askSnapshot: () => this.#publish(`snapshot/${uuid}`, { op: this.#op() }),
      });
      mix = made;
      this.#mixes.set(uuid, made);
      this.#listen(topics.mixSnapshot(uuid), (message) => {
        made.snapshot(message);
        if (uuid !== this.uuid) return;
        this.#mixHere = true;
        this.#giveBack();
      });
      this.#listen(topics.mixDelta(uuid), (message) => {
        made.delta(message);
        if (message.by !== this.uuid) this.onOthersChange(uuid, message);
      });
    }
    return mix;
  }

  /**
   * Sends a command that must take effect now or not at all; `topic` without `sb/1/cmd/`. Rejects
   * with `CommandRefused`. Its code is `unreachable` if the box is away or does not answer in time.
   * The command is then dropped, so that it cannot take effect later, when nobody expects it.
   */
  command(topic: string, payload: Readonly<Record<string, unknown>>): Promise<Reply> {
    if (!this.reached.peek()) return Promise.reject(unreachable());
    const op = this.#op();
    return new Promise((resolve, reject) => {
      const packet = this.#publish(topic, { ...payload, op });
      this.#waiting.set(op, { packet, resolve, reject });
      clock.after(ANSWER_WITHIN_MS, () => {
        if (!this.#waiting.delete(op)) return;
        this.#mqtt.settle(packet);
        reject(unreachable());
      });
    });
  }

  /** Sends a command that may take effect late. Waits for the box as long as it takes. */
  commandOnceHere(topic: string, payload: Readonly<Record<string, unknown>>): Promise<Reply> {
    const op = this.#op();
    return new Promise((resolve, reject) => {
      const packet = this.#publish(topic, { ...payload, op });
      this.#waiting.set(op, { packet, resolve, reject });
    });
  }

  /** Subscribes to a further topic. Returns a function that ends it. */
  watch<M>(topic: Topic<M>, handler: (message: M) => void): () => void {
    this.#listen(topic, handler);
    return () => {
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

  #op(): string {
    return `${this.#prefix}-${++this.#ops}`;
  }

  #publish(topic: string, payload: unknown): number {
    return this.#mqtt.publish(commandTopic(topic), JSON.stringify(payload));
  }

  #became(state: LinkState): void {
    this.state.value = state;
    if (state !== 'open') return;
    this.#mixWanted = false;
    this.#mixHere = false;
    for (const mix of this.#mixes.values()) mix.flush();
  }

  /** Welcome and snapshot come in either order. The second of them triggers the giving back. */
  #giveBack(): void {
    if (!this.#mixWanted || !this.#mixHere) return;
    this.#mixWanted = false;
    this.#mixes.get(this.uuid)?.giveBack();
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
    noteBoxTime((message as { now?: unknown } | null)?.now);
    handler(message as never);
  }

  #answered(reply: Reply): void {
    const op = String(reply.op);
    const waiting = this.#waiting.get(op);
    if (waiting === undefined) return;
    if (!reply.ok) {
      this.#waiting.delete(op);
      waiting.mix?.refused(op);
      waiting.reject(new CommandRefused(reply));
      return;
    }
    this.#waiting.delete(op);
    // In force but not yet on disk: the command counts as done. Sent again after a reconnect, it would undo
    // what others changed since. The reply that reports it as saved may come while this page is offline.
    if (reply.durable === false) {
      this.#mqtt.settle(waiting.packet);
      this.onTrouble(reply);
    }
    waiting.mix?.acked(op, reply.rev ?? -1);
    waiting.resolve(reply);
  }

  #devicesDelta(message: DevicesDelta): void {
    const changed = new Map(message.changed.map((device) => [device.uuid, device]));
    const removed = new Set(message.removed);
    const kept = this.devices.value
      .filter((device) => !removed.has(device.uuid))
      .map((device) => changed.get(device.uuid) ?? device);
    const known = new Set(kept.map((device) => device.uuid));
    for (const device of changed.values()) if (!known.has(device.uuid)) kept.push(device);
    this.devices.value = kept.sort((a, b) => a.order - b.order);
  }

  #historyCame(message: HistoryMessage): void {
    if (message.more !== true) {
      this.history.value = message;
      return;
    }
    const entries = withEntries(this.history.value.entries, message.entries, HISTORY_KEPT);
    this.history.value = { ...message, entries };
  }
}

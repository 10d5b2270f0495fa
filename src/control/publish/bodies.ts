/**
 * The present body of each state topic. HTTP answers with the same bodies. Only reads the tables.
 */
import type {
  AskList,
  BoxStatus,
  ChannelInfo,
  ChannelList,
  Device,
  DeviceList,
  HistoryMessage,
  Inbox,
  MixSnapshot,
  OfferMessage,
  Participants,
  PresetList,
  SessionList,
  SessionMessages,
  SetlistMessage,
  StripState,
} from '../../wire/messages.js';
import { parseTopic } from '../../wire/parse-topic.js';
import type { MessageOf, TopicName } from '../../wire/topics.js';
import { checkView } from '../band/checks.js';
import { directOf } from '../band/direct.js';
import { requestsView } from '../band/requests.js';
import { messagesOf, participantsView, sessionsView } from '../band/sessions.js';
import { setlist } from '../band/setlist.js';
import type { Live } from '../devices/live.js';
import { deviceView, inOrder } from '../devices/registry.js';
import { channelOrder, channelViews } from '../mix/channels.js';
import { canRedo, canUndo, historyView, newestEntries } from '../mix/history.js';
import { houseView, mixView } from '../mix/mixes.js';
import { panicView } from '../mix/panic.js';
import { stripOf } from '../mix/strips.js';
import { presetsView } from '../presets/presets.js';
import { scenesView } from '../scenes/scenes.js';
import { BOX, type DirectRecord, type HistoryRecord, type State } from '../state/state.js';

export interface BodyParts {
  readonly state: State;
  readonly source: () => readonly ChannelInfo[];
  readonly live: Live;
  /** ms since 1970, by the box's clock. Bodies with times carry it as `now`, so that clients can compute ages. */
  readonly now: () => number;
}

/** The topics that the tables answer. The compiler compares each body with the topic's message. */
type BodyTable = { readonly [N in TopicName]?: (id: string) => MessageOf<N> | undefined };

export class Bodies {
  readonly #parts: BodyParts;
  readonly #table: BodyTable = {
    mixSnapshot: (uuid) => this.mix(uuid),
    presets: (uuid) => this.presets(uuid),
    history: (uuid) => this.history(uuid),
    participants: (id) => this.participants(id),
    messages: (id) => this.messages(id),
    inbox: (uuid) => this.inbox(uuid),
    devicesList: () => this.devices(),
    setlist: () => this.setlist(),
    sessions: () => this.sessions(),
    strip: (n) => this.strip(n),
    boxChannels: () => this.channels(),
    offer: (uuid) => this.offer(uuid),
    boxCheck: () => ({ now: this.#parts.now(), check: checkView(this.#parts.state) }),
    scenes: () => scenesView(this.#parts.state, this.#parts.now()),
    boxAsks: () => this.asks(),
    boxPanic: () => panicView(this.#parts.state),
  };

  constructor(parts: BodyParts) {
    this.#parts = parts;
  }

  /** The body of a topic that the tables answer. Undefined for other topics, or if there is nothing. */
  of(topic: string): unknown {
    const named = parseTopic(topic);
    return named && this.#table[named.name]?.(named.id ?? '');
  }

  mix(uuid: string): MixSnapshot | undefined {
    return mixView(this.#parts.state, uuid, this.#parts.source().length);
  }

  devices(): DeviceList {
    const { state, live } = this.#parts;
    return {
      rev: state.meta.rev,
      now: this.#parts.now(),
      devices: inOrder(state).map((device) => deviceView(state, device, live.connections(device.uuid))),
    };
  }

  device(uuid: string): Device | undefined {
    const device = this.#parts.state.get('device', uuid);
    return device && deviceView(this.#parts.state, device, this.#parts.live.connections(uuid));
  }

  channels(): ChannelList {
    const { state, source } = this.#parts;
    return {
      rev: state.meta.rev,
      order: channelOrder(state, source().length),
      channels: channelViews(state, source()),
    };
  }

  /** The strip of one input; undefined if the interface has no such input. */
  strip(n: string): StripState | undefined {
    const { state, source } = this.#parts;
    const index = Number(n);
    if (String(index) !== n || source()[index] === undefined) return undefined;
    return { index, rev: state.meta.rev, strip: stripOf(state, index) };
  }

  /** The strips of all inputs. */
  strips(): readonly StripState[] {
    return this.#parts.source().flatMap(({ index }) => this.strip(String(index)) ?? []);
  }

  setlist(): SetlistMessage {
    const { state } = this.#parts;
    const canUndo = state.get('setlistBefore', BOX) !== undefined;
    return { rev: state.meta.rev, ...setlist(state), canUndo };
  }

  presets(uuid: string): PresetList | undefined {
    const { state, now } = this.#parts;
    if (!state.get('device', uuid)) return undefined;
    return { now: now(), uuid, rev: state.meta.rev, presets: presetsView(state, uuid) };
  }

  /**
   * The newest entries of a mix's history. For an update of the topic, the entries that `changed`: the new one, and
   * a change marked by an undo or redo.
   */
  history(uuid: string, changed?: readonly HistoryRecord[]): HistoryMessage | undefined {
    const { state } = this.#parts;
    if (!state.get('device', uuid)) return undefined;
    return {
      uuid,
      now: this.#parts.now(),
      entries: (changed ?? newestEntries(state, uuid)).map(historyView),
      canUndo: canUndo(state, uuid, uuid),
      canRedo: canRedo(state, uuid, uuid),
      ...(changed !== undefined ? { more: true } : {}),
    };
  }

  sessions(): SessionList {
    return {
      now: this.#parts.now(),
      sessions: sessionsView(this.#parts.state, (uuid) => this.#parts.live.isAway(uuid)),
    };
  }

  participants(id: string): Participants {
    const { state, live } = this.#parts;
    const isAway = (uuid: string) => live.isAway(uuid);
    if (!state.get('session', id)) return { id, count: 0, participants: [], closed: true };
    const active = (uuid: string) => Object.values(live.connections(uuid)).some(Boolean);
    return { now: this.#parts.now(), ...participantsView(state, id, isAway, active) };
  }

  messages(id: string): SessionMessages | undefined {
    const { state, now } = this.#parts;
    return state.get('session', id) && { id, now: now(), messages: messagesOf(state, id) };
  }

  /** What a device may read; for an update of the topic, what of `changed`. */
  inbox(uuid: string, changed?: readonly DirectRecord[]): Inbox | undefined {
    const { state, now } = this.#parts;
    if (!state.get('device', uuid)) return undefined;
    const messages = directOf(state, uuid, changed);
    return { uuid, now: now(), messages, ...(changed !== undefined ? { more: true } : {}) };
  }

  /** The engineer's latest offer for a device's mix. */
  offer(uuid: string): OfferMessage | undefined {
    const { state, now } = this.#parts;
    return state.get('device', uuid) && { uuid, now: now(), offer: state.get('offer', uuid) ?? null };
  }

  /** Whose mix newcomers begin with. */
  house(): BoxStatus['house'] {
    return houseView(this.#parts.state);
  }

  asks(): AskList {
    return { now: this.#parts.now(), asks: requestsView(this.#parts.state) };
  }
}

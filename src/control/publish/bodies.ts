/**
 * The present body of each state topic. HTTP answers with the same bodies. Only reads the tables.
 */
import type { ChannelInfo } from '../../audio/format.js';
import { topics } from '../../wire/topics.js';
import { requestsView } from '../band/requests.js';
import { messagesOf, participantsView, sessionsView } from '../band/sessions.js';
import { setlist } from '../band/setlist.js';
import type { Connections } from '../devices/registry.js';
import { deviceView, inOrder } from '../devices/registry.js';
import { channelOrder, channelViews } from '../mix/channels.js';
import { canRedo, canUndo, historyView, newestEntries } from '../mix/history.js';
import type { MixView } from '../mix/mixes.js';
import { mixView } from '../mix/mixes.js';
import { panicView } from '../mix/panic.js';
import { presetsView } from '../presets/presets.js';
import type { HistoryRecord, State } from '../state/state.js';

export interface BodyParts {
  readonly state: State;
  readonly source: () => readonly ChannelInfo[];
  readonly connections: (uuid: string) => Connections;
  /** Whether the device lost its connections and has not come back. */
  readonly isAway: (uuid: string) => boolean;
  /** ms since 1970, by the box's clock. Bodies with times carry it as `now`, so that clients can compute ages. */
  readonly now: () => number;
}

export class Bodies {
  readonly #parts: BodyParts;

  constructor(parts: BodyParts) {
    this.#parts = parts;
  }

  mix(uuid: string): MixView | undefined {
    return mixView(this.#parts.state, uuid, this.#parts.source().length);
  }

  devices(): Record<string, unknown> {
    const { state, connections } = this.#parts;
    return {
      rev: state.meta.rev,
      now: this.#parts.now(),
      devices: inOrder(state).map((device) => deviceView(state, device, connections(device.uuid))),
    };
  }

  device(uuid: string): Record<string, unknown> | undefined {
    const device = this.#parts.state.get('device', uuid);
    return device && deviceView(this.#parts.state, device, this.#parts.connections(uuid));
  }

  channels(): Record<string, unknown> {
    const { state, source } = this.#parts;
    return {
      rev: state.meta.rev,
      order: channelOrder(state, source().length),
      channels: channelViews(state, source()),
    };
  }

  setlist(): Record<string, unknown> {
    return { rev: this.#parts.state.meta.rev, ...setlist(this.#parts.state) };
  }

  presets(uuid: string): Record<string, unknown> | undefined {
    const { state, now } = this.#parts;
    return state.get('device', uuid) && { now: now(), ...presetsView(state, uuid) };
  }

  /**
   * The newest entries of a mix's history. For an update of the topic, the entries that `changed`: the new one, and
   * one that an undo or redo marked.
   */
  history(uuid: string, changed?: readonly HistoryRecord[]): Record<string, unknown> | undefined {
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

  sessions(): Record<string, unknown> {
    return { now: this.#parts.now(), ...sessionsView(this.#parts.state, this.#parts.isAway) };
  }

  participants(id: string): Record<string, unknown> {
    const { state, isAway, connections } = this.#parts;
    if (!state.get('session', id)) return { id, count: 0, participants: [], closed: true };
    const active = (uuid: string) => Object.values(connections(uuid)).some(Boolean);
    return { now: this.#parts.now(), ...participantsView(state, id, isAway, active) };
  }

  messages(id: string): Record<string, unknown> | undefined {
    return (
      this.#parts.state.get('session', id) && {
        id,
        now: this.#parts.now(),
        messages: messagesOf(this.#parts.state, id),
      }
    );
  }

  asks(): Record<string, unknown> {
    return { now: this.#parts.now(), ...requestsView(this.#parts.state) };
  }

  /** The body of a topic that the tables answer. Undefined for other topics, or if there is nothing. */
  of(topic: string): unknown {
    const [root, version, room, name, last, ...more] = topic.split('/');
    if (root !== 'sb' || version !== '1' || more.length > 0) return undefined;
    if (last === undefined) {
      if (room === 'presets' && name) return this.presets(name);
      if (room === 'history' && name) return this.history(name);
    } else {
      if (room === 'mix' && last === 'snapshot') return this.mix(name!);
      if (room === 'session' && last === 'participants') return this.participants(name!);
      if (room === 'session' && last === 'messages') return this.messages(name!);
    }
    switch (topic) {
      case topics.devicesList():
        return this.devices();
      case topics.setlist():
        return this.setlist();
      case topics.sessions():
        return this.sessions();
      case topics.boxChannels():
        return this.channels();
      case topics.boxAsks():
        return this.asks();
      case topics.boxPanic():
        return panicView(this.#parts.state);
      default:
        return undefined;
    }
  }
}

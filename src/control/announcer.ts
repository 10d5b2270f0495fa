/**
 * What everybody hears of a committed draft, and what a new subscriber is given: derived from the rows that changed, so that no
 * command can forget to tell. Pure but for the two outlets it is given.
 */
import type { ChannelInfo } from '../audio/format.js';
import type { Mix } from '../audio/mixer/mix.js';
import { channelOrder, channelViews, effectiveMix } from './channels.js';
import type { Draft, MixAnnouncement } from './draft.js';
import { canRedo, canUndo, entries, historyView } from './history.js';
import type { Connections } from './registry.js';
import { deviceView, inOrder } from './registry.js';
import type { State } from './state.js';
import { mixOf, mixView } from './sync.js';
import { filterMatches, topics } from './topics.js';

export interface AnnouncerParts {
  readonly state: State;
  readonly source: () => readonly ChannelInfo[];
  readonly connections: (uuid: string) => Connections;
  readonly publish: (topic: string, payload: unknown) => void;
  readonly wanted: (topic: string) => boolean;
  /** Hands a mix to the audio side. */
  readonly setMix: (uuid: string, mix: Mix, options: { fromNative: boolean }) => void;
  /** Bodies that others make: box info, status, and what further rooms announce. */
  readonly extra: (topic: string) => unknown;
}

export class Announcer {
  readonly #parts: AnnouncerParts;

  constructor(parts: AnnouncerParts) {
    this.#parts = parts;
  }

  /** Everything that follows from a committed draft. The ears come first. */
  announce(draft: Draft): void {
    const fromNative = draft.actor.source === 'android';
    if (draft.touched('channel').length > 0)
      for (const [uuid] of this.#parts.state.rows('mix')) this.#play(uuid, false);
    else for (const uuid of draft.touched('mix')) this.#play(uuid, fromNative);
    for (const change of draft.mixes) this.#delta(draft, change);
    this.#wholeMixes(draft);
    this.#devices(draft);
    if (draft.touched('channel').length + draft.touched('channelOrder').length > 0) {
      this.#say(topics.boxChannels());
      this.#say(topics.boxInfo());
    }
    for (const uuid of new Set(draft.touched('history').map((id) => id.slice(0, id.lastIndexOf('/')))))
      this.#history(uuid);
  }

  /** A device came or went: nobody's revision changes. */
  presence(uuids: readonly string[], at: number): void {
    this.#devicesDelta(uuids, at);
  }

  /** The state of every topic the filters cover, for a new subscriber. */
  *present(filters: readonly string[], uuid: string): IterableIterator<[topic: string, payload: unknown]> {
    for (const topic of this.#stateTopics(uuid)) {
      if (!filters.some((filter) => filterMatches(filter, topic))) continue;
      const payload = this.bodyOf(topic);
      if (payload !== undefined) yield [topic, payload];
    }
  }

  /** What a state topic says now; undefined where there is nothing. */
  bodyOf(topic: string): unknown {
    const { state } = this.#parts;
    const [, , room, name] = topic.split('/');
    if (room === 'mix') return mixView(state, name!, this.#channels);
    if (topic === topics.devicesList()) return this.devices();
    if (topic === topics.boxChannels()) return this.channels();
    if (room === 'history') return this.#historyBody(name!, false);
    return this.#parts.extra(topic);
  }

  devices(): { rev: number; devices: Record<string, unknown>[] } {
    const { state, connections } = this.#parts;
    return {
      rev: state.meta.rev,
      devices: inOrder(state).map((device) => deviceView(state, device, connections(device.uuid))),
    };
  }

  channels(): { rev: number; order: number[]; channels: unknown[] } {
    const { state, source } = this.#parts;
    return { rev: state.meta.rev, order: channelOrder(state, this.#channels), channels: channelViews(state, source()) };
  }

  get #channels(): number {
    return this.#parts.source().length;
  }

  *#stateTopics(uuid: string): IterableIterator<string> {
    const { state } = this.#parts;
    for (const [device] of state.rows('device')) {
      yield topics.mixSnapshot(device);
      yield topics.presets(device);
      yield topics.history(device);
    }
    for (const [id] of state.rows('session')) {
      yield topics.participants(id);
      yield topics.messages(id);
    }
    yield* [
      topics.devicesList(),
      topics.setlist(),
      topics.sessions(),
      topics.boxInfo(),
      topics.boxChannels(),
      topics.boxStatus(),
      topics.boxAsks(),
    ];
    yield topics.welcome(uuid);
  }

  #play(uuid: string, fromNative: boolean): void {
    const { state, setMix } = this.#parts;
    const found = mixOf(state, uuid, this.#channels);
    if (found) setMix(uuid, effectiveMix(state, found.mix, this.#channels), { fromNative });
  }

  #delta(draft: Draft, { uuid, prev, set, why }: MixAnnouncement): void {
    const { uuid: by, name, role, source } = draft.actor;
    this.#parts.publish(topics.mixDelta(uuid), {
      rev: draft.rev,
      prev,
      set,
      by,
      op: draft.op,
      source,
      at: draft.at,
      name,
      role,
      why,
    });
  }

  /** Mixes that appeared whole: whoever already waits for them gets them. */
  #wholeMixes(draft: Draft): void {
    const announced = new Set(draft.mixes.map(({ uuid }) => uuid));
    for (const uuid of draft.touched('mix')) if (!announced.has(uuid)) this.#say(topics.mixSnapshot(uuid));
  }

  #devices(draft: Draft): void {
    const touched = draft.touched('device');
    if (touched.length > 0) this.#devicesDelta(touched, draft.at);
  }

  #devicesDelta(uuids: readonly string[], at: number): void {
    const { state, connections, publish, wanted } = this.#parts;
    if (!wanted(topics.devicesDelta())) return;
    const known = uuids.flatMap((uuid) => state.get('device', uuid) ?? []);
    const removed = uuids.filter((uuid) => !state.get('device', uuid));
    publish(topics.devicesDelta(), {
      rev: state.meta.rev,
      changed: known.map((device) => deviceView(state, device, connections(device.uuid))),
      removed,
      at,
    });
  }

  #history(uuid: string): void {
    const topic = topics.history(uuid);
    if (this.#parts.wanted(topic)) this.#parts.publish(topic, this.#historyBody(uuid, true));
  }

  #historyBody(uuid: string, newestOnly: boolean): unknown {
    const { state } = this.#parts;
    if (!state.get('device', uuid)) return undefined;
    const list = [];
    for (const entry of entries(state, uuid)) {
      list.push(historyView(entry));
      if (newestOnly) break;
    }
    return {
      uuid,
      entries: list,
      canUndo: canUndo(state, uuid, uuid),
      canRedo: canRedo(state, uuid, uuid),
      ...(newestOnly ? { more: true } : {}),
    };
  }

  #say(topic: string): void {
    if (!this.#parts.wanted(topic)) return;
    const payload = this.bodyOf(topic);
    if (payload !== undefined) this.#parts.publish(topic, payload);
  }
}

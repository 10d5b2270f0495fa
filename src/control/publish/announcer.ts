/**
 * Announces committed drafts, and gives new subscribers the present state. Announcements follow from the rows that
 * changed, so no command can forget one.
 */

import type { FaultSink } from '../../base/barrier.js';
import { MAX_CHANNELS, MAX_MESSAGES } from '../../wire/limits.js';
import { parseTopic } from '../../wire/parse-topic.js';
import { type Topic, topics } from '../../wire/topics.js';
import { readersOfDirect } from '../band/direct.js';
import { readersOf } from '../commands/rights.js';
import { playedMix } from '../mix/audition.js';
import { effectiveMix } from '../mix/channels.js';
import { mirrorsOf } from '../mix/shared.js';
import { stripInputOf, stripOf } from '../mix/strips.js';
import type { Draft, MixAnnouncement } from '../state/draft.js';
import type { State, TableName } from '../state/state.js';
import type { AboutBox } from './about-box.js';
import type { AudioSide } from './audio-side.js';
import type { Bodies } from './bodies.js';
import type { Hearing } from './hearing.js';
import type { Outlets } from './outlets.js';
import { PacedLists } from './paced-lists.js';
import type { Status } from './status.js';
import { TopicTree } from './topic-tree.js';

export interface AnnouncerParts {
  readonly state: State;
  readonly bodies: Bodies;
  readonly channels: () => number;
  readonly outlets: Outlets;
  readonly audio: AudioSide;
  readonly about: Pick<AboutBox, 'box' | 'welcome'>;
  readonly status: Pick<Status, 'body'>;
  readonly hearing: Pick<Hearing, 'heard'>;
  readonly onFault: FaultSink;
}

/** The part before the last `/` of a composite id. */
const ownerOf = (id: string): string => id.slice(0, id.lastIndexOf('/'));

export class Announcer {
  readonly #parts: AnnouncerParts;
  readonly #lists: PacedLists;

  constructor(parts: AnnouncerParts) {
    this.#parts = parts;
    this.#lists = new PacedLists((topic) => this.say(topic), parts.onFault);
  }

  stop(): void {
    this.#lists.stop();
  }

  /** Announces a committed draft. The audio side comes first. */
  announce(draft: Draft): void {
    this.#play(draft);
    for (const change of draft.mixes) this.#delta(draft, change);
    this.#wholeMixes(draft);
    const devices = [...new Set([...draft.touched('device'), ...draft.touched('offer')])];
    if (devices.length > 0) this.#devicesDelta(devices, draft.at);
    for (const topic of new Set(this.#changedTopics(draft))) this.say(topic);
    if (draft.touched('session').length > 0) this.#lists.changed(topics.sessions());
    if (draft.touched('ask').length > 0) this.#asks(draft);
    const entries = draft.touched('history');
    for (const uuid of new Set(entries.map(ownerOf)))
      this.#history(
        uuid,
        entries.filter((id) => ownerOf(id) === uuid),
      );
    if (draft.touched('direct').length > 0) this.#inboxes(draft.touched('direct'));
    for (const effect of draft.effects) {
      if (effect.type === 'message') this.#message(effect.session, effect.n);
      if (effect.type === 'role') this.say(topics.inbox(effect.uuid));
    }
  }

  /** Announces that a device came or went. No revision changes, but the lists do. */
  presence(uuid: string, at: number): void {
    const { state } = this.#parts;
    this.#devicesDelta([uuid], at);
    let inSession = false;
    for (const [id, { participants }] of state.rows('session')) {
      if (!participants.some((participant) => participant.uuid === uuid)) continue;
      this.say(topics.participants(id));
      inSession = true;
    }
    if (inSession) this.#lists.changed(topics.sessions());
    this.say(topics.boxStatus());
  }

  /**
   * The present state of every topic that the filters cover, each once, for a new subscriber. Only the device itself
   * gets its welcome.
   */
  *present(filters: readonly string[], uuid: string): IterableIterator<[topic: string, payload: unknown]> {
    const named = new Set(filters.filter((filter) => !/[+#]/.test(filter)));
    const wild = new TopicTree<true>();
    for (const filter of filters) if (!named.has(filter)) wild.add(filter, true);
    for (const topic of named) yield* this.#given(topic, uuid);
    if (wild.empty) return;
    for (const topic of this.#stateTopics(uuid))
      if (wild.covers(topic) && !named.has(topic)) yield* this.#given(topic, uuid);
  }

  *#given(topic: string, uuid: string): IterableIterator<[topic: string, payload: unknown]> {
    if (topic !== topics.welcome(uuid) && parseTopic(topic)?.name === 'welcome') return;
    if (readersOf(this.#parts.state, topic)?.(uuid) === false) return;
    const payload = this.bodyOf(topic);
    if (payload !== undefined) yield [topic, payload];
  }

  /** The present body of a state topic; undefined if there is nothing. */
  bodyOf(topic: string): unknown {
    return this.#parts.bodies.of(topic) ?? this.#aboutBox(topic);
  }

  /** Bodies that do not come from the tables: box info, status, welcome. */
  #aboutBox(topic: string): unknown {
    const { about, status } = this.#parts;
    if (topic === topics.boxInfo()) return about.box();
    if (topic === topics.boxStatus()) return status.body();
    const { name, id } = parseTopic(topic) ?? {};
    return name === 'welcome' && id !== undefined ? about.welcome(id) : undefined;
  }

  /** Publishes the present body of a state topic, if anybody subscribed. */
  say(topic: string): void {
    if (!this.#parts.outlets.wanted(topic)) return;
    const payload = this.bodyOf(topic);
    if (payload !== undefined) this.#parts.outlets.publish(topic as Topic<unknown>, payload);
  }

  /** Publishes every state topic, after the state was replaced. `playAll` does the same for the audio side. */
  everything(): void {
    for (const topic of this.#stateTopics('')) this.say(topic);
  }

  /** Hands every mix to the audio side, even unchanged ones: trim, panic or the number of inputs may have changed. */
  playAll(): void {
    for (const [uuid] of this.#parts.state.rows('mix')) this.play(uuid);
  }

  /** Hands the strips of all inputs to the audio side: those that were set, and those that a restore made flat. */
  playStrips(): void {
    for (let index = 0; index < MAX_CHANNELS; index++) this.#toStrip(index);
  }

  *#changedTopics(draft: Draft): IterableIterator<string> {
    const any = (...tables: TableName[]) => tables.some((table) => draft.touched(table).length > 0);
    for (const id of draft.touched('preset')) yield topics.presets(ownerOf(id));
    for (const uuid of draft.touched('offer')) yield topics.offer(uuid);
    if (any('scene')) yield topics.scenes();
    if (any('setlist')) yield topics.setlist();
    if (any('check')) yield topics.boxCheck();
    if (any('panic')) yield topics.boxPanic();
    if (any('house')) yield topics.boxStatus();
    for (const index of draft.touched('strip')) yield topics.strip(index);
    for (const id of draft.touched('session')) yield topics.participants(id);
    if (any('channel', 'channelOrder')) {
      yield topics.boxChannels();
      yield topics.boxInfo();
    }
    // A renamed participant has a new name in every session's list.
    if (any('device')) {
      const renamed = new Set(draft.touched('device'));
      for (const [id, { participants }] of this.#parts.state.rows('session'))
        if (participants.some(({ uuid }) => renamed.has(uuid))) yield topics.participants(id);
    }
  }

  *#stateTopics(uuid: string): IterableIterator<string> {
    const { state } = this.#parts;
    for (const [device] of state.rows('device')) {
      yield topics.mixSnapshot(device);
      yield topics.presets(device);
      yield topics.history(device);
      yield topics.inbox(device);
      yield topics.offer(device);
    }
    for (const [id] of state.rows('session')) {
      yield topics.participants(id);
      yield topics.messages(id);
    }
    for (let index = 0; index < this.#parts.channels(); index++) yield topics.strip(index);
    yield* [
      topics.devicesList(),
      topics.setlist(),
      topics.scenes(),
      topics.sessions(),
      topics.boxInfo(),
      topics.boxChannels(),
      topics.boxStatus(),
      topics.boxAsks(),
      topics.boxPanic(),
      topics.boxCheck(),
    ];
    if (uuid !== '') yield topics.welcome(uuid);
  }

  #play(draft: Draft): void {
    for (const index of new Set([...draft.touched('strip'), ...draft.touched('channel')])) this.#toStrip(Number(index));
    const fromNative = draft.actor.source === 'android';
    if (draft.touched('channel').length > 0 || draft.touched('panic').length > 0) this.playAll();
    else
      for (const uuid of new Set([...draft.touched('mix'), ...draft.touched('offer')]))
        for (const each of [uuid, ...mirrorsOf(this.#parts.state, uuid)])
          this.play(each, fromNative && each === draft.actor.uuid);
    for (const effect of draft.effects) if (effect.type === 'ears') this.play(effect.uuid);
  }

  /** Hands one mix to the audio side. */
  play(uuid: string, fromNative = false): void {
    const { state, audio, channels, hearing } = this.#parts;
    const mix = playedMix(state, uuid, channels());
    if (mix) audio.setMix(uuid, effectiveMix(state, hearing.heard(uuid, mix), channels()), { fromNative });
  }

  #toStrip(index: number): void {
    const { state, audio } = this.#parts;
    audio.setStrip(index, stripOf(state, index), stripInputOf(state, index));
  }

  #delta(draft: Draft, { uuid, prev, set, why }: MixAnnouncement): void {
    const { uuid: by, name, role, source } = draft.actor;
    this.#parts.outlets.publish(topics.mixDelta(uuid), {
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

  /** Publishes the snapshots of new or replaced mixes that have no delta, for clients that subscribed before. */
  #wholeMixes(draft: Draft): void {
    const announced = new Set(draft.mixes.map(({ uuid }) => uuid));
    for (const uuid of draft.touched('mix')) if (!announced.has(uuid)) this.say(topics.mixSnapshot(uuid));
  }

  #devicesDelta(uuids: readonly string[], at: number): void {
    const { state, bodies, outlets } = this.#parts;
    if (!outlets.wanted(topics.devicesDelta())) return;
    const changed = uuids.flatMap((uuid) => bodies.device(uuid) ?? []);
    outlets.publish(topics.devicesDelta(), {
      rev: state.meta.rev,
      changed,
      removed: uuids.filter((uuid) => !state.get('device', uuid)),
      at,
    });
  }

  #history(uuid: string, ids: readonly string[]): void {
    const { state, bodies, outlets } = this.#parts;
    const topic = topics.history(uuid);
    if (!outlets.wanted(topic)) return;
    const changed = ids.flatMap((id) => state.get('history', id) ?? []).sort((a, b) => b.n - a.n);
    const body = bodies.history(uuid, changed);
    if (body) outlets.publish(topic, body);
  }

  /** Publishes the open requests. If one was answered, the message also says how and by whom. */
  #asks(draft: Draft): void {
    const { bodies, outlets } = this.#parts;
    if (!outlets.wanted(topics.boxAsks())) return;
    const { uuid: by, name } = draft.actor;
    // A command answers one request at most.
    const answer = draft.effects.find((effect) => effect.type === 'answered');
    if (answer === undefined) {
      this.#lists.changed(topics.boxAsks());
      return;
    }
    const answered = { id: answer.id, uuid: answer.uuid, accepted: answer.accepted, by, name };
    outlets.publish(topics.boxAsks(), { ...bodies.asks(), answered });
    this.#lists.said(topics.boxAsks());
  }

  /** Tells everybody who may read them of new or changed messages. */
  #inboxes(ids: readonly string[]): void {
    const { state, bodies, outlets } = this.#parts;
    const changed = ids.flatMap((id) => state.get('direct', id) ?? []);
    for (const uuid of new Set(changed.flatMap((message) => [...readersOfDirect(state, message)]))) {
      const topic = topics.inbox(uuid);
      if (!outlets.wanted(topic)) continue;
      const body = bodies.inbox(uuid, changed);
      if (body) outlets.publish(topic, body);
    }
  }

  #message(session: string, n: number): void {
    const message = this.#parts.state.get('message', `${session}/${n % MAX_MESSAGES}`);
    if (message) this.#parts.outlets.publish(topics.message(session), message);
  }
}

/**
 * What follows a committed change, in order: the indexes, the audio side and the subscribers, then the effects that
 * the command named. Main thread only.
 */
import { topics } from '../../wire/topics.js';
import type { Live } from '../devices/live.js';
import type { TokenIndex } from '../devices/token-index.js';

import type { Announcer } from '../publish/announcer.js';
import type { AudioSide } from '../publish/audio-side.js';
import type { Hearing } from '../publish/hearing.js';
import type { Outlets } from '../publish/outlets.js';
import type { Draft, Effect } from '../state/draft.js';
import type { Keeper } from '../store/keeper.js';

export interface AfterCommitParts {
  readonly keeper: Keeper;
  readonly tokens: TokenIndex;
  readonly live: Live;
  readonly audio: AudioSide;
  readonly outlets: Outlets;
  readonly announcer: Announcer;
  readonly hearing: Hearing;
}

export class AfterCommit {
  readonly #parts: AfterCommitParts;

  constructor(parts: AfterCommitParts) {
    this.#parts = parts;
  }

  /** Called by the door, once per committed draft. */
  readonly announce = (draft: Draft): void => {
    const { keeper, live, audio, announcer } = this.#parts;
    const devices = draft.touched('device');
    for (const effect of draft.effects) if (effect.type === 'here') live.here(effect.uuid);
    for (const uuid of devices) if (!keeper.state.get('device', uuid)) this.#removed(uuid);
    announcer.announce(draft);
    // Who lost the engineer's role may not hear another device's mix.
    for (const uuid of devices) if (keeper.state.get('device', uuid)?.role !== 'engineer') audio.endCue(uuid);
    for (const effect of draft.effects) this.#follow(effect, draft.actor.uuid);
  };

  #follow(effect: Effect, actor: string): void {
    if (effect.type === 'snapshot') this.#send(actor, topics.mixSnapshot(effect.uuid));
    // The page subscribes before it has joined.
    else if (effect.type === 'joined') this.#send(effect.uuid, topics.messages(effect.session));
    else if (effect.type === 'hear') this.#parts.hearing.hear(effect.uuid, actor, effect.instead);
    else if (effect.type === 'kick') this.#kick(effect.uuid);
  }

  #send(uuid: string, topic: string): void {
    const { outlets, announcer } = this.#parts;
    outlets.send(uuid, topic, announcer.bodyOf(topic));
  }

  /** Clears up after a device that was removed from the registry. */
  #removed(uuid: string): void {
    const { keeper, tokens, live } = this.#parts;
    tokens.reindex();
    live.dropRemoved();
    keeper.ops.forget(uuid);
    this.#kick(uuid);
  }

  /** Closes all of a device's connections. */
  #kick(uuid: string): void {
    this.#parts.outlets.kick(uuid, 4403, 'disconnected by the engineer');
    this.#parts.audio.disconnect(uuid);
  }
}

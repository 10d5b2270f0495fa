/** The state of the box, for `sb/1/box/status`. Main thread only. */

import { barrier, type FaultSink } from '../../base/barrier.js';
import type { BoxStatus } from '../../wire/messages.js';
import { topics } from '../../wire/topics.js';
import type { Live } from '../devices/live.js';
import type { Saver } from '../store/saver.js';
import type { AudioSide } from './audio-side.js';
import type { Notes } from './notes.js';
import type { Outlets } from './outlets.js';

/** Time between two looks at the source and the listeners, ms. */
const EVERY_MS = 1000;

export interface StatusParts {
  readonly onFault: FaultSink;
  readonly audio: AudioSide;
  readonly saver: Saver;
  readonly live: Pick<Live, 'count'>;
  readonly outlets: Pick<Outlets, 'publish' | 'wanted'>;
  readonly notes: Notes;
  readonly house: () => BoxStatus['house'];
  /** ms since 1970, by the box's clock. */
  readonly now: () => number;
}

export class Status {
  readonly #parts: StatusParts;
  readonly #timer: NodeJS.Timeout;
  #source: BoxStatus['source'] = { state: 'closed' };
  #listeners = 0;

  constructor(parts: StatusParts) {
    this.#parts = parts;
    this.#timer = setInterval(
      barrier('the status', parts.onFault, () => this.look()),
      EVERY_MS,
    );
    this.#timer.unref();
    parts.notes.follow(() => this.changed());
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Publishes the present status, if anybody subscribed. */
  changed(): void {
    const topic = topics.boxStatus();
    const { outlets } = this.#parts;
    if (outlets.wanted(topic)) outlets.publish(topic, this.body());
  }

  body(): BoxStatus {
    const { trouble, stats } = this.#parts.saver;
    const { unsaved } = stats;
    const store: BoxStatus['store'] = trouble
      ? { state: 'trouble', code: trouble.code, message: trouble.message, unsaved }
      : { state: 'ok', unsaved };
    return {
      now: this.#parts.now(),
      store,
      source: this.#source,
      notes: this.#parts.notes.list,
      connected: this.#parts.live.count,
      listeners: this.#listeners,
      house: this.#parts.house(),
    };
  }

  /** Looks at the source and the listeners, and publishes the status if they changed. */
  async look(): Promise<void> {
    const stats = await this.#parts.audio.engine?.stats().catch(() => undefined);
    if (!stats) return;
    const before = JSON.stringify([this.#source, this.#listeners]);
    this.#source = {
      state: stats.sourceState,
      ...(stats.sourceMessage === undefined ? {} : { message: stats.sourceMessage }),
    };
    this.#listeners = stats.listeners.length;
    if (JSON.stringify([this.#source, this.#listeners]) !== before) this.changed();
  }
}

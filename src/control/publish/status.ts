/** The state of the box, for `sb/1/box/status`. Main thread only. */

import type { Engine } from '../../audio/engine-api.js';
import { barrier, type FaultSink } from '../../base/barrier.js';
import type { BoxStatus, Note } from '../../wire/messages.js';
import type { NoteCode } from '../../wire/note-codes.js';
import { topics } from '../../wire/topics.js';
import type { StoreError } from '../store/store.js';

const MAX_NOTES = 50;
/** Time between two looks at the source and the listeners, ms. */
const EVERY_MS = 1000;

export interface StatusParts {
  readonly onFault: FaultSink;
  readonly engine: () => Pick<Engine, 'stats'> | undefined;
  readonly store: () => { readonly trouble: StoreError | undefined; readonly unsaved: number };
  readonly connected: () => number;
  readonly say: (topic: string) => void;
  /** ms since 1970, by the box's clock. */
  readonly now: () => number;
}

export class Status {
  readonly #parts: StatusParts;
  readonly #notes: Note[] = [];
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
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  note(code: NoteCode, message: string): void {
    this.#notes.push({ at: this.#parts.now(), code, message });
    if (this.#notes.length > MAX_NOTES) this.#notes.shift();
    this.changed();
  }

  changed(): void {
    this.#parts.say(topics.boxStatus());
  }

  body(): BoxStatus {
    const { trouble, unsaved } = this.#parts.store();
    const store: BoxStatus['store'] = trouble
      ? { state: 'trouble', code: trouble.code, message: trouble.message, unsaved }
      : { state: 'ok', unsaved };
    return {
      now: this.#parts.now(),
      store,
      source: this.#source,
      notes: this.#notes,
      connected: this.#parts.connected(),
      listeners: this.#listeners,
    };
  }

  /** Looks at the source and the listeners, and publishes the status if they changed. */
  async look(): Promise<void> {
    const stats = await this.#parts
      .engine()
      ?.stats()
      .catch(() => undefined);
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

/**
 * Gathers changes of one mix into commands. The first change goes at once. Changes within the interval are
 * merged (the newest value of each control wins) and go together. Pure: time and timers come from outside.
 */

import type { Change, ParameterValue } from '../../wire/mix.js';
import { changeOf, type Key, keyOf } from './keys.js';

/** Least ms between two commands: 30 per second. */
export const COMMAND_INTERVAL_MS = 34;

export interface Clock {
  /** ms, monotonic. */
  now(): number;
  /** Calls back once after `ms`. */
  after(ms: number, run: () => void): void;
}

export interface OutboxOptions {
  readonly clock: Clock;
  /** False while nothing can be sent: changes keep merging until `flush` is called. */
  readonly ready: () => boolean;
  readonly send: (set: readonly Change[], gesture: string | undefined) => void;
}

export class Outbox {
  readonly #options: OutboxOptions;
  #waiting = new Map<Key, ParameterValue>();
  #gesture: string | undefined;
  #last = Number.NEGATIVE_INFINITY;
  #armed = false;
  /** When the oldest waiting change came. */
  #since = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** `gesture` names one movement of a hand. Its commands become one step of undo; no command mixes two gestures. */
  put(set: readonly Change[], gesture?: string): void {
    if (gesture !== this.#gesture) this.flush();
    this.#gesture = gesture;
    if (this.#waiting.size === 0) this.#since = this.#options.clock.now();
    for (const change of set) {
      const key = keyOf(change);
      // Removed and added again, so that changes are sent in the order of the last touch.
      this.#waiting.delete(key);
      this.#waiting.set(key, change.v);
    }
    const { clock } = this.#options;
    const due = this.#last + COMMAND_INTERVAL_MS - clock.now();
    if (due <= 0) {
      this.flush();
    } else if (!this.#armed) {
      this.#armed = true;
      clock.after(due, () => {
        this.#armed = false;
        this.flush();
      });
    }
  }

  /** Sends what waits, if the connection is ready. */
  flush(): void {
    const { clock, ready, send } = this.#options;
    if (this.#waiting.size === 0 || !ready()) return;
    this.#last = clock.now();
    send(this.take().set, this.#gesture);
  }

  /** Takes out what waits, without sending it. `ageMs` is the age of the oldest of it. */
  take(): { readonly set: readonly Change[]; readonly ageMs: number } {
    const set = [...this.#waiting].map(([key, v]) => changeOf(key, v));
    this.#waiting = new Map();
    return { set, ageMs: this.#options.clock.now() - this.#since };
  }
}

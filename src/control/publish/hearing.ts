/**
 * What listeners hear for a moment in place of their mix, to compare. The mix, its history and its revision stay as
 * they are. It ends by itself: after `LASTS_MS` unless it is asked for again, or when who asked is gone. Never stored.
 * Main thread only.
 */
import { barrier, type FaultSink } from '../../base/barrier.js';
import type { Mix } from '../../wire/mix.js';
import { heardInstead } from '../mix/hear.js';
import type { Instead } from '../state/draft.js';

/** How long it lasts without being asked for again, ms. */
const LASTS_MS = 15_000;

interface Moment extends Instead {
  readonly by: string;
  readonly timer: NodeJS.Timeout;
}

export class Hearing {
  readonly #play: (uuid: string) => void;
  readonly #onFault: FaultSink;
  readonly #moments = new Map<string, Moment>();

  /** `play` hands a device's mix to the audio side again. */
  constructor(play: (uuid: string) => void, onFault: FaultSink) {
    this.#play = play;
    this.#onFault = onFault;
  }

  /** `instead` null: the mix is heard as it is. */
  hear(uuid: string, by: string, instead: Instead | null): void {
    if (instead === null) {
      this.#end(uuid);
      return;
    }
    clearTimeout(this.#moments.get(uuid)?.timer);
    const timer = setTimeout(
      barrier('hearing', this.#onFault, () => this.#end(uuid)),
      LASTS_MS,
    ).unref();
    this.#moments.set(uuid, { ...instead, by, timer });
    this.#play(uuid);
  }

  /** A device that is out of reach lets go of what it asked for. */
  gone(by: string): void {
    for (const [uuid, moment] of this.#moments) if (moment.by === by) this.#end(uuid);
  }

  /** The mix as it is to be heard now. */
  heard(uuid: string, mix: Mix): Mix {
    const moment = this.#moments.get(uuid);
    return moment === undefined ? mix : heardInstead(mix, moment);
  }

  stop(): void {
    for (const { timer } of this.#moments.values()) clearTimeout(timer);
    this.#moments.clear();
  }

  #end(uuid: string): void {
    const moment = this.#moments.get(uuid);
    if (moment === undefined) return;
    clearTimeout(moment.timer);
    this.#moments.delete(uuid);
    this.#play(uuid);
  }
}

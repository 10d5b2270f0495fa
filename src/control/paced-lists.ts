/**
 * Lists that are said whole at each change: the first change at once, what follows soon after it together. A crowd's
 * hundred changes a second would otherwise cost a hundred lists for each page. Main thread.
 */
import { barrier, type FaultSink } from '../audio/barrier.js';

/** Between two times that a list is said, ms. */
export const PACE_MS = 100;

interface Paced {
  readonly timer: NodeJS.Timeout;
  /** It changed since it was said. */
  changed: boolean;
}

export class PacedLists {
  readonly #say: (topic: string) => void;
  readonly #onFault: FaultSink;
  /** Lists that were said just now, by topic. */
  readonly #paced = new Map<string, Paced>();

  /** `say` says a list as it is now. */
  constructor(say: (topic: string) => void, onFault: FaultSink) {
    this.#say = say;
    this.#onFault = onFault;
  }

  /** The list changed: it is said at once, or with what else changes within PACE_MS of the last time. */
  changed(topic: string): void {
    const paced = this.#paced.get(topic);
    if (paced) paced.changed = true;
    else this.#sayNow(topic);
  }

  /** It was said just now, with all that changed. */
  said(topic: string): void {
    clearTimeout(this.#paced.get(topic)?.timer);
    const over = barrier('a list', this.#onFault, () => {
      const changed = this.#paced.get(topic)?.changed === true;
      this.#paced.delete(topic);
      if (changed) this.#sayNow(topic);
    });
    this.#paced.set(topic, { timer: setTimeout(over, PACE_MS).unref(), changed: false });
  }

  stop(): void {
    for (const { timer } of this.#paced.values()) clearTimeout(timer);
    this.#paced.clear();
  }

  #sayNow(topic: string): void {
    this.said(topic);
    this.#say(topic);
  }
}

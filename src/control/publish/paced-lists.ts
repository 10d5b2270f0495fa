/**
 * Limits how often a list is published whole. The first change is published at once, the changes soon after it
 * together. Otherwise a crowd with a hundred changes a second would send every page a hundred lists. Main thread.
 */
import { barrier, type FaultSink } from '../../base/barrier.js';

/** Least time between two publications of one list, ms. */
export const PACE_MS = 100;

interface Paced {
  readonly timer: NodeJS.Timeout;
  /** The list has changed since it was published. */
  changed: boolean;
}

export class PacedLists {
  readonly #say: (topic: string) => void;
  readonly #onFault: FaultSink;
  /** Lists published within the last PACE_MS, by topic. */
  readonly #paced = new Map<string, Paced>();

  /** `say` publishes a list as it is now. */
  constructor(say: (topic: string) => void, onFault: FaultSink) {
    this.#say = say;
    this.#onFault = onFault;
  }

  /** Notes a change. The list is published at once, or PACE_MS after its last publication. */
  changed(topic: string): void {
    const paced = this.#paced.get(topic);
    if (paced) paced.changed = true;
    else this.#sayNow(topic);
  }

  /** Notes that the list was just published with all changes. */
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

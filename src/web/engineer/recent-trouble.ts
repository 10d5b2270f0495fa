/** What went wrong for each listener in the last seconds, from counters that only grow. Pure but for what it keeps. */
import type { ListenerHealth } from '../../wire/answers.js';
import { reported } from './served-words.js';

/** Weight per reading, one a second, of the past. */
const FORGET = 0.85;

/** Of the last seconds. */
export interface Trouble {
  /** Packets that the box did not get out. */
  readonly lost: number;
  /** How often the player had nothing to play. */
  readonly dropouts: number;
  /** Part of the time for which the player had to repair the sound, 0…1. */
  readonly madeUp: number;
}

export const NO_TROUBLE: Trouble = { lost: 0, dropouts: 0, madeUp: 0 };

interface Counters {
  readonly dropped: number;
  readonly underruns: number;
  readonly concealedMs: number;
  readonly forMs: number;
}

export class RecentTrouble {
  readonly #counters = new Map<string, Counters>();
  #now: ReadonlyMap<string, Trouble> = new Map();

  /** The counters are read anew: what was missed meanwhile is not recent. */
  restart(): void {
    this.#counters.clear();
  }

  /** Takes a reading of all listeners; by device. */
  note(listeners: readonly ListenerHealth[]): ReadonlyMap<string, Trouble> {
    const next = new Map<string, Trouble>();
    for (const listener of listeners) {
      const { device } = listener;
      if (device !== undefined) next.set(device, this.#of(device, listener));
    }
    this.#now = next;
    return next;
  }

  #of(device: string, listener: ListenerHealth): Trouble {
    const now: Counters = {
      dropped: listener.dropped,
      underruns: reported(listener, 'underruns') ?? 0,
      concealedMs: reported(listener, 'concealedMs') ?? 0,
      forMs: listener.forMs,
    };
    const before = this.#counters.get(device);
    this.#counters.set(device, now);
    const { lost, dropouts, madeUp } = this.#now.get(device) ?? NO_TROUBLE;
    // A listener that came anew counts from 0 again.
    const anew = before === undefined || now.forMs <= before.forMs;
    const more = (count: (of: Counters) => number) => (anew ? 0 : Math.max(0, count(now) - count(before)));
    const share = anew ? 0 : Math.min(1, more((of) => of.concealedMs) / (now.forMs - before.forMs));
    return {
      lost: lost * FORGET + more((of) => of.dropped),
      dropouts: dropouts * FORGET + more((of) => of.underruns),
      madeUp: madeUp * FORGET + share * (1 - FORGET),
    };
  }
}

/** The latest levels from the box, kept outside rendering: meters on the screen read them when they draw. */

import type { Meters } from '../../wire/messages.js';
import type { Clock } from '../sync/outbox.js';
import { SignalWatch } from './signal-watch.js';

type Reader = () => void;

/** Levels older than this are out of date, ms: the meters fall. As long as six readings of the box. */
const OLD_MS = 400;
/** A check that is this much too late was held up by the page, ms. Readings that came meanwhile are still unread. */
const HELD_UP_MS = 150;

export class MeterHub {
  /** Linear peaks of the inputs; index = channel. Empty while the box sends none. */
  peak: readonly number[] = [];
  buses: Meters['buses'] = {};
  /** Counts readings, so that a meter feeds each to its ballistics once. */
  count = 0;
  /** `clock.now()` of the last reading. */
  at = Number.NEGATIVE_INFINITY;
  /** Which inputs have a signal. */
  readonly signals = new SignalWatch();
  readonly #clock: Clock;
  readonly #readers = new Set<Reader>();
  #watched = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  feed({ peak, buses }: Pick<Meters, 'peak' | 'buses'>): void {
    this.at = this.#clock.now();
    this.signals.feed(peak, this.at);
    this.#take(peak, buses ?? {});
    if (this.#watched) return;
    this.#watched = true;
    this.#lookAgain(OLD_MS);
  }

  /** Calls `reader` with each reading, and once when readings stop; returns a function that ends it. */
  watch(reader: Reader): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  #take(peak: readonly number[], buses: Meters['buses']): void {
    this.peak = peak;
    this.buses = buses;
    this.count++;
    for (const reader of this.#readers) reader();
  }

  #lookAgain(inMs: number): void {
    const due = this.#clock.now() + inMs;
    this.#clock.after(inMs, () => {
      const now = this.#clock.now();
      const age = now - this.at;
      if (age < OLD_MS) return this.#lookAgain(OLD_MS - age);
      if (now - due > HELD_UP_MS) return this.#lookAgain(HELD_UP_MS);
      this.#watched = false;
      this.#take([], {});
    });
  }
}

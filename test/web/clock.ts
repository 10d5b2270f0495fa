/** A clock made by hand. */
import type { Clock } from '../../src/web/sync/outbox.js';

export class HandClock implements Clock {
  #now = 0;
  #timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): void {
    this.#timers.push({ at: this.#now + ms, run });
  }

  /** Lets time pass, timers in their order and on time. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      this.#timers.sort((a, b) => a.at - b.at);
      const next = this.#timers[0];
      if (next === undefined || next.at > end) break;
      this.#timers.shift();
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }

  /** The page freezes: time passes, and no timer runs until it continues. */
  stand(ms: number): void {
    this.#now += ms;
  }
}

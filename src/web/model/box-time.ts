/**
 * The box's clock as this page knows it. The box has no battery for its clock, so it and the phone may be
 * months apart. Ages are computed on the box's clock; times of day are shown on the phone's.
 */
import type { Clock } from '../sync/outbox.js';

export class BoxTime {
  readonly #clock: Clock;
  /** The box's clock minus the page's monotonic clock, ms; undefined until the box has sent its time. */
  #offsetMs: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The box reports its time `now`, ms since 1970. Anything but a number is ignored. */
  note(now: unknown): void {
    if (typeof now === 'number' && Number.isFinite(now)) this.#offsetMs = now - this.#clock.now();
  }

  /** The box's clock, ms since 1970; the phone's clock until the box has sent its time. */
  now(): number {
    return this.#offsetMs === undefined ? Date.now() : this.#clock.now() + this.#offsetMs;
  }

  /** A moment of the box's clock as hours and minutes of the phone's clock, in the phone's own format. */
  timeOfDay(at: number): string {
    return new Date(at - this.now() + Date.now()).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  }
}

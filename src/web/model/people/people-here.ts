/** Everybody who counts as here, in the engineer's order, as a signal. */
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Device } from '../../../wire/messages.js';
import type { Clock } from '../../sync/outbox.js';
import type { BoxLink } from '../box-link.js';
import { nextToLeave, type Seats, seatsAfter } from './seats.js';

export class PeopleHere {
  readonly #here = signal<readonly Device[]>([]);
  readonly #clock: Clock;
  #seats: Seats = new Map();
  /** The connection that the seats are of. */
  #link: BoxLink | undefined;
  readonly #end: () => void;

  constructor(link: ReadonlySignal<BoxLink | undefined>, clock: Clock) {
    this.#clock = clock;
    this.#end = effect(() => {
      const connected = link.value;
      if (connected !== this.#link) this.#seats = new Map();
      this.#link = connected;
      this.#look(connected?.devices.value ?? []);
    });
  }

  /** Includes those whose link has just broken: their `active` is false. */
  get all(): ReadonlySignal<readonly Device[]> {
    return this.#here;
  }

  dispose(): void {
    this.#end();
    this.#link = undefined;
  }

  #look(devices: readonly Device[], now = this.#clock.now()): void {
    const before = this.#seats;
    this.#seats = seatsAfter(before, devices, now);
    this.#here.value = devices.filter(({ uuid }) => this.#seats.has(uuid));
    const leaves = nextToLeave(this.#seats);
    if (leaves === undefined || leaves === nextToLeave(before)) return;
    const of = this.#link;
    // Browsers' timers may fire a little early.
    this.#clock.after(leaves - now, () => {
      if (of !== undefined && of === this.#link) this.#look(of.devices.peek(), Math.max(leaves, this.#clock.now()));
    });
  }
}

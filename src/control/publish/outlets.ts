/**
 * Everything that carries messages to clients: MQTT and native connections. A message goes to all of them, and each
 * sends it to those of its clients that subscribed. Main thread only.
 */
import type { Topic } from '../../wire/topics.js';
import { readersOf } from '../commands/rights.js';
import type { State } from '../state/state.js';

export interface Outlet {
  /** Sends to every subscriber of the topic. With `mayRead`, to those subscribers that it admits. */
  publish(topic: string, payload: unknown, mayRead?: (uuid: string) => boolean): void;
  /** Sends to one device, subscribed or not. */
  send(uuid: string, topic: string, payload: unknown): void;
  /** Whether anybody subscribed to the topic. */
  wanted(topic: string): boolean;
  /** Closes a device's connection, if this outlet owns its connections. */
  kick?(uuid: string, code: number, reason: string): void;
}

export class Outlets {
  readonly #state: State;
  readonly #all: Outlet[] = [];

  constructor(state: State) {
    this.#state = state;
  }

  add(outlet: Outlet): void {
    this.#all.push(outlet);
  }

  publish<M>(topic: Topic<M>, payload: NoInfer<M>): void {
    const mayRead = readersOf(this.#state, topic);
    for (const outlet of this.#all) outlet.publish(topic, payload, mayRead);
  }

  send(uuid: string, topic: string, payload: unknown): void {
    for (const outlet of this.#all) outlet.send(uuid, topic, payload);
  }

  wanted(topic: string): boolean {
    return this.#all.some((outlet) => outlet.wanted(topic));
  }

  kick(uuid: string, code: number, reason: string): void {
    for (const outlet of this.#all) outlet.kick?.(uuid, code, reason);
  }
}

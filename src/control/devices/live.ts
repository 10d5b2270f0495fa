/** Which devices are connected now, and which were here in this run. Main thread only; never stored. */

import type { Connections } from '../../wire/messages.js';
import type { State } from '../state/state.js';
import { NOT_CONNECTED } from './registry.js';

export class Live {
  readonly #state: State;
  readonly #connections = new Map<string, Connections>();
  /** Devices registered in this run that never connected. Their first connection is not a reconnection. */
  readonly #fresh = new Set<string>();
  /** Devices that lost their last connection, or were not seen in this run. Sessions do not list them. */
  readonly #away = new Set<string>();

  constructor(state: State) {
    this.#state = state;
    for (const [uuid] of state.rows('device')) this.#away.add(uuid);
  }

  connections(uuid: string): Connections {
    return this.#connections.get(uuid) ?? NOT_CONNECTED;
  }

  isConnected(uuid: string): boolean {
    return this.#connections.has(uuid);
  }

  isAway(uuid: string): boolean {
    return this.#away.has(uuid);
  }

  /** The number of devices with an open connection. */
  get count(): number {
    return this.#connections.size;
  }

  setConnections(uuid: string, now: Connections): void {
    if (now.mqtt || now.audio || now.native) {
      this.#connections.set(uuid, now);
      this.#away.delete(uuid);
    } else {
      this.#connections.delete(uuid);
      this.#away.add(uuid);
    }
  }

  /** Notes a device that was registered just now. */
  registered(uuid: string): void {
    this.#fresh.add(uuid);
  }

  /** Whether a device that connects was here before. */
  comesBack(uuid: string): boolean {
    return !this.#fresh.delete(uuid);
  }

  /** Marks a device as absent. */
  left(uuid: string): void {
    this.#away.add(uuid);
  }

  /** Marks a device as present, even if it has no connection. */
  here(uuid: string): void {
    this.#away.delete(uuid);
  }

  /** Drops devices that are no longer in the registry. */
  dropRemoved(): void {
    for (const kept of [this.#fresh, this.#away])
      for (const uuid of kept) if (!this.#state.get('device', uuid)) kept.delete(uuid);
  }
}

/** Finds the device that a token belongs to, without a walk over all devices. Main thread only. */
import { isId } from '../../wire/limits.js';
import type { DeviceRecord, State } from '../state/state.js';
import { hashToken } from './tokens.js';

export class TokenIndex {
  readonly #state: State;
  /** Token hash → uuid. */
  readonly #tokens = new Map<string, string>();

  constructor(state: State) {
    this.#state = state;
    this.reindex();
  }

  /** Builds the index again, after devices were removed or the state was replaced. */
  reindex(): void {
    this.#tokens.clear();
    for (const [uuid, { tokenHash }] of this.#state.rows('device')) if (tokenHash !== null) this.add(tokenHash, uuid);
  }

  add(tokenHash: string, uuid: string): void {
    this.#tokens.set(tokenHash, uuid);
  }

  device(token: string): DeviceRecord | undefined {
    const uuid = isId(token) ? this.#tokens.get(hashToken(token)) : undefined;
    return uuid === undefined ? undefined : this.#state.get('device', uuid);
  }
}

/**
 * Limits the network rate of raw channels. One client can take up to 50 Mbit/s, and a radio that carries that has
 * no room for others. Stream worker only.
 */
import { isOwnMachine } from '../../../base/address.js';
import { type Claim, claim } from '../../../base/places.js';

/** Mbit/s of all clients together, and of one address. The box itself does not use the network. */
export const RAW_MBITS = { limit: 200, share: 100 };

/** One client's share, and the callback when a client with a better claim needs it. */
interface Taker {
  readonly claim: Claim;
  readonly leaveOut: () => void;
}

export class RawShare {
  /** By connection, in order of arrival. */
  readonly #takers = new Map<number, Taker>();

  /** Whether a connection may send at this rate from now on; 0 returns what it had. */
  take(connection: number, asking: Omit<Claim, 'key' | 'weight'>, mbits: number, leaveOut: () => void): boolean {
    this.#takers.delete(connection);
    if (mbits === 0 || isOwnMachine(asking.address)) return true;
    const held = [...this.#takers.values()].map((taker) => taker.claim);
    const wanted: Claim = { ...asking, key: String(connection), weight: mbits };
    const mine = held.reduce((sum, one) => (one.address === asking.address ? sum + one.weight! : sum), mbits);
    const verdict = claim(held, wanted, RAW_MBITS);
    if (mine > RAW_MBITS.share || !verdict.ok) return false;
    const displaced = verdict.displaced.map(({ key }) => this.#takers.get(Number(key))!);
    for (const { key } of verdict.displaced) this.#takers.delete(Number(key));
    this.#takers.set(connection, { claim: wanted, leaveOut });
    for (const taker of displaced) taker.leaveOut();
    return true;
  }

  gone(connection: number): void {
    this.#takers.delete(connection);
  }
}

/**
 * How many new devices one address may register: a crowd that scans the code at once is welcome, a program that
 * registers without end is not. Nothing is asked of who is known already, nor of the box itself. Main thread.
 */
import { isOwnMachine } from '../audio/own-machine.js';
import { type BucketSize, TokenBucket } from '../audio/token-bucket.js';
import { ControlError } from './errors.js';

/** Of one address; phones behind a router share theirs. */
export const NEWCOMERS: BucketSize = { burst: 60, perSecond: 1 };
/** Addresses remembered; the one unheard of for longest is forgotten beyond that. */
const MAX_ADDRESSES = 4096;

export class Newcomers {
  readonly #addresses = new Map<string, TokenBucket>();

  /** Throws `busy` where one more new device of this address has to wait. `now`: monotonic ms. */
  admit(address: string, now: number): void {
    if (isOwnMachine(address)) return;
    const budget = this.#addresses.get(address) ?? new TokenBucket(NEWCOMERS);
    this.#addresses.delete(address);
    this.#addresses.set(address, budget);
    if (this.#addresses.size > MAX_ADDRESSES) this.#addresses.delete(this.#addresses.keys().next().value!);
    const retryAfterMs = budget.take(now);
    if (retryAfterMs > 0)
      throw new ControlError('busy', 'too many new devices come from this address; wait', { retryAfterMs });
  }
}

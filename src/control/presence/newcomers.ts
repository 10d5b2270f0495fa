/**
 * Limits how many new devices one address may register. A crowd that scans the code at once is welcome; a program that
 * registers without limit is not. Known devices and the box's own programs have no limit. Main thread.
 */
import { isOwnMachine } from '../../base/address.js';
import { type BucketSize, TokenBucket } from '../../base/token-bucket.js';
import { ControlError } from '../../wire/errors.js';

/** The limit of one address. Phones behind one router share it. */
export const NEWCOMERS: BucketSize = { burst: 60, perSecond: 1 };
/** Addresses remembered. Beyond that the box forgets the one that was silent for longest. */
const MAX_ADDRESSES = 4096;

export class Newcomers {
  readonly #addresses = new Map<string, TokenBucket>();

  /** Throws `busy` if the next new device of this address has to wait. `now`: monotonic ms. */
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

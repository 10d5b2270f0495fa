/** Checks PINs for `POST /api/engineer`, slowly enough that guessing is hopeless. Main thread. */

import { isOwnMachine } from '../../base/address.js';
import { TokenBucket } from '../../base/token-bucket.js';
import { ControlError } from '../../wire/errors.js';
import type { TellNote } from '../../wire/note-codes.js';
import { hashToken } from '../devices/tokens.js';
import type { DeviceRecord } from '../state/state.js';
import { BOX_TRIES, BoxPins } from './box-pins.js';
import { FREE_TRIES, PinGuard } from './pin-guard.js';

/** Notes about guessing: two at once, then one every ten minutes. */
const NOTES = { burst: 2, perSecond: 1 / 600 };

export interface PinParts {
  readonly pin: string;
  /** Sends a note to the engineers and the log. */
  readonly note: TellNote;
  /** Monotonic ms. */
  readonly now?: () => number;
}

export interface Guesser {
  readonly device: DeviceRecord;
  readonly token: string;
  readonly address: string;
}

export class EngineerPin {
  readonly #parts: PinParts;
  readonly #each = new PinGuard();
  readonly #all = new BoxPins();
  readonly #notes = { each: new TokenBucket(NOTES), all: new TokenBucket(NOTES) };

  constructor(parts: PinParts) {
    this.#parts = parts;
  }

  /** Throws `wrong_pin`, `too_many_pins`, or `bad_value` if `pin` is not a string. */
  check(pin: unknown, guesser: Guesser): void {
    const now = this.#parts.now?.() ?? performance.now();
    const { device, token, address } = guesser;
    const known = device.role === 'engineer' || device.engineered === true;
    // Phones behind a router share its address. A guesser there must not keep an engineer out.
    const byAddress = !known && !isOwnMachine(address);
    const keys = [`token ${hashToken(token)}`, ...(byAddress ? [`address ${address}`] : [])];
    const retryAfterMs = Math.ceil(Math.max(this.#each.waitMs(keys, now), known ? 0 : this.#all.waitMs(now)));
    if (retryAfterMs > 0) throw new ControlError('too_many_pins', 'too many wrong PINs; wait', { retryAfterMs });
    if (typeof pin !== 'string')
      throw new ControlError('bad_value', 'pin must be a string of 6 digits', { path: 'pin', allowed: '[0-9]{6}' });
    if (hashToken(pin) === hashToken(this.#parts.pin)) {
      this.#each.right(keys);
      return;
    }
    this.#each.wrong(keys, now);
    const waitMs = known ? 0 : this.#all.wrong(now);
    if (this.#each.waitMs(keys, now) > 0)
      this.#note('each', now, `${FREE_TRIES} wrong PINs in a row from “${device.name}” at ${address}`);
    if (waitMs > 0)
      this.#note(
        'all',
        now,
        `${BOX_TRIES} wrong PINs in ten minutes: somebody may be guessing. Devices that have never been engineers here wait before each further try`,
      );
    throw new ControlError('wrong_pin', 'that is not the engineer PIN', { path: 'pin' });
  }

  #note(of: 'each' | 'all', now: number, message: string): void {
    if (this.#notes[of].take(now) === 0) this.#parts.note('wrong_pins', message);
  }
}

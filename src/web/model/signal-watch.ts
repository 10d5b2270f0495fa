/** Which inputs have had no signal for a while. A signal here changes only when an input goes quiet or comes back. */
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { LEAST_SIGNAL } from '../meter/ballistics.js';

/** Without a signal for this long an input counts as quiet, ms. */
const QUIET_MS = 10_000;
/** A gap this long between two readings tells nothing about the time in between, ms. */
const GAP_MS = 1000;

export class SignalWatch {
  /** When each input last had a signal; at first, when the first reading came. */
  readonly #heardAt: number[] = [];
  readonly #quiet: Signal<boolean>[] = [];
  #readAt = Number.NEGATIVE_INFINITY;

  /** Whether an input has had no signal for `QUIET_MS`. */
  quiet(ch: number): ReadonlySignal<boolean> {
    this.#quiet[ch] ??= signal(false);
    return this.#quiet[ch];
  }

  /** @param peak of the inputs, linear; empty while the box sends none, which tells nothing. @param now ms. */
  feed(peak: readonly number[], now: number): void {
    if (peak.length === 0) return;
    const gap = now - this.#readAt > GAP_MS;
    this.#readAt = now;
    for (let ch = 0; ch < peak.length; ch++) {
      const heard = peak[ch] > LEAST_SIGNAL;
      if (heard || gap || this.#heardAt[ch] === undefined) this.#heardAt[ch] = now;
      const quiet = this.#quiet[ch];
      if (quiet === undefined) continue;
      if (heard) quiet.value = false;
      else if (now - this.#heardAt[ch] >= QUIET_MS) quiet.value = true;
    }
  }
}

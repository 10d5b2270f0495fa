/**
 * How far the browser's audio thread has come, from looks at the context's time. That time moves in bursts: several
 * blocks at once, then nothing for a while. Just after a burst the context is as far as it ever is, measured against
 * the wall clock. The largest such lead of the last looks tells where the next burst will begin. Pure; allocates
 * nothing.
 */

/** The lead is the largest of this many slots of this length. A slip of the audio clock is followed in that time. */
const SLOTS = 8;
const SLOT_MS = 25;
/** A fall of the lead by more is no burst: the context stood still, ms. */
const STOOD_MS = 60;

export class DevicePosition {
  readonly #rate: number;
  readonly #leads = new Float64Array(SLOTS).fill(Number.NEGATIVE_INFINITY);
  #slot = 0;
  #slotMs = Number.NaN;

  /** @param rate the context's, hertz. */
  constructor(rate: number) {
    this.#rate = rate;
  }

  /**
   * One look. @param contextS the context's `currentTime`, seconds. @param nowMs by `performance.now()`, at the same
   * moment.
   * @returns frames that the audio thread has taken at most by now.
   */
  observe(contextS: number, nowMs: number): number {
    const lead = contextS * 1000 - nowMs;
    if (!(this.#largest() - lead < STOOD_MS)) this.#leads.fill(Number.NEGATIVE_INFINITY);
    if (Number.isNaN(this.#slotMs)) this.#slotMs = nowMs;
    if (nowMs - this.#slotMs >= SLOT_MS) {
      this.#slot = (this.#slot + 1) % SLOTS;
      this.#leads[this.#slot] = Number.NEGATIVE_INFINITY;
      this.#slotMs = nowMs;
    }
    this.#leads[this.#slot] = Math.max(this.#leads[this.#slot]!, lead);
    return Math.ceil(((this.#largest() + nowMs) * this.#rate) / 1000);
  }

  #largest(): number {
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < SLOTS; i++) largest = Math.max(largest, this.#leads[i]!);
    return largest;
  }
}

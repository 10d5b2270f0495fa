/**
 * The lead of the fastest packets against the device's clock, now. It changes when one of the two clocks slips, when
 * they drift, or when the network changes for good. Single late packets, and a page that stands still for a moment, do
 * not change it. Pure; no allocation after construction.
 *
 * Of every 50 ms only the fastest packet counts. The median of the last 15 of these follows a rise within 0.4 s. A fall
 * must last 2 s longer, because packets that are late for a second need a higher target, and not another origin.
 */

const SLOT_MS = 50;
/** Slots whose median is taken: 0.75 s. */
const MEDIAN_SLOTS = 15;
/** A fall counts once it has lasted for this many slots: 2 s. */
const HELD_SLOTS = 40;
/** For how long packets may be measured against an origin that has fallen already, ms. */
export const FALL_AFTER_MS = (MEDIAN_SLOTS + HELD_SLOTS) * SLOT_MS;

export class FastestLead {
  readonly #slots = new Float64Array(MEDIAN_SLOTS);
  readonly #sorted = new Float64Array(MEDIAN_SLOTS);
  readonly #medians = new Float64Array(HELD_SLOTS);
  #closed = 0;
  #slotStart = 0;
  #slotLead = Number.NaN;
  #ms = Number.NaN;

  /** The fastest packets' lead, ms; NaN before the first packet. */
  get ms(): number {
    return this.#ms;
  }

  /** Forgets everything. */
  reset(): void {
    this.#closed = 0;
    this.#slotLead = Number.NaN;
    this.#ms = Number.NaN;
  }

  /** @param leadMs from any fixed origin. @param nowMs any clock that does not jump. */
  observe(leadMs: number, nowMs: number): void {
    if (Number.isNaN(this.#slotLead)) {
      this.#open(leadMs, nowMs);
    } else if (nowMs - this.#slotStart < SLOT_MS && nowMs >= this.#slotStart) {
      if (leadMs > this.#slotLead) this.#slotLead = leadMs;
    } else {
      this.#close();
      this.#open(leadMs, nowMs);
    }
    if (this.#closed === 0) this.#ms = this.#slotLead;
  }

  #open(leadMs: number, nowMs: number): void {
    this.#slotStart = nowMs;
    this.#slotLead = leadMs;
  }

  #close(): void {
    this.#slots[this.#closed % MEDIAN_SLOTS] = this.#slotLead;
    this.#medians[this.#closed % HELD_SLOTS] = this.#median(Math.min(this.#closed + 1, MEDIAN_SLOTS));
    this.#closed++;
    const held = Math.min(this.#closed, HELD_SLOTS);
    let fastest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < held; i++) fastest = Math.max(fastest, this.#medians[i]!);
    this.#ms = fastest;
  }

  /** Insertion sort of a few values; the upper one of two in the middle. */
  #median(count: number): number {
    for (let i = 0; i < count; i++) {
      const value = this.#slots[i]!;
      let at = i;
      for (; at > 0 && this.#sorted[at - 1]! > value; at--) this.#sorted[at] = this.#sorted[at - 1]!;
      this.#sorted[at] = value;
    }
    return this.#sorted[count >> 1]!;
  }
}

/**
 * Measures how packets arrive against the device's clock. The lead of a packet is its newest frame − the frame where
 * the device is. The worst lead of every 10 ms is kept for 20 s. The player's own decisions (jumps, holds, speed) do
 * not affect the lead, so it shows only the network and the two clocks. Pure; no allocation after construction.
 */

const SLOT_MS = 10;
/** 20.48 s of slots. */
const SLOTS = 2048;
/** Slots used for the median: 4 s. */
const MEDIAN_SLOTS = 400;
/** Slots needed before the median is meaningful: 1 s. */
const ENOUGH_SLOTS = 100;
/** Slots needed before the spread is meaningful: 5 s. */
const SPREAD_SLOTS = 500;
/** Share of slots that may be later than the target covers. */
const LATE_SHARE = 0.005;

/**
 * Finds the `k`-th smallest (from 0) of `values[0…count)`, puts it at index `k` and returns
 * it. Reorders in place (Hoare's selection).
 */
export function selectInPlace(values: Float64Array, count: number, k: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i <= j) {
        const swap = values[i]!;
        values[i] = values[j]!;
        values[j] = swap;
        i++;
        j--;
      }
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return values[k]!;
}

export class Arrivals {
  readonly #slots = new Float64Array(SLOTS);
  readonly #scratch = new Float64Array(SLOTS);
  #count = 0;
  #medianFrom = 0;
  #slotStart = 0;
  #slotLead = 0;
  #slotOpen = false;

  /** Whether there is a second of packets to judge by. */
  get ready(): boolean {
    return this.#count - this.#medianFrom >= ENOUGH_SLOTS;
  }

  reset(): void {
    this.#count = 0;
    this.#medianFrom = 0;
    this.#slotOpen = false;
  }

  /** To be called when the network has changed for good: the median starts again, but late packets stay known. */
  restartMedian(): void {
    this.#medianFrom = this.#count;
  }

  /** @param lead frames, from any fixed origin. @param nowMs any clock that does not jump. */
  observe(lead: number, nowMs: number): void {
    if (this.#slotOpen && nowMs - this.#slotStart < SLOT_MS && nowMs >= this.#slotStart) {
      if (lead < this.#slotLead) this.#slotLead = lead;
      return;
    }
    if (this.#slotOpen) this.#slots[this.#count++ % SLOTS] = this.#slotLead;
    this.#slotOpen = true;
    this.#slotStart = nowMs;
    this.#slotLead = lead;
  }

  /** Median lead of the last 4 s, frames. Only when `ready`. */
  median(): number {
    const count = Math.min(this.#count - this.#medianFrom, MEDIAN_SLOTS);
    this.#copyNewest(count);
    return selectInPlace(this.#scratch, count, count >> 1);
  }

  /** How far the latest 0.5 % of 20 s came behind the median of that time, frames, ≥ 0. It is 0 in the first 5 s. */
  spread(): number {
    const count = Math.min(this.#count, SLOTS);
    if (count < SPREAD_SLOTS) return 0;
    this.#copyNewest(count);
    const late = selectInPlace(this.#scratch, count, Math.floor(count * LATE_SHARE));
    return selectInPlace(this.#scratch, count, count >> 1) - late;
  }

  #copyNewest(count: number): void {
    for (let i = 0; i < count; i++) this.#scratch[i] = this.#slots[(this.#count - 1 - i) % SLOTS]!;
  }
}

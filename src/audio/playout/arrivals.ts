/**
 * How packets arrive against the device's clock: the lead of each (newest frame of the packet − frame the device is
 * at), kept as the worst of every 10 ms over 20 s. The player's own decisions (jumps, holds, speed) do not enter, so
 * what is seen is the network and the two clocks alone. Pure; no allocation after construction.
 */

const SLOT_MS = 10;
/** 20.48 s of slots. */
const SLOTS = 2048;
/** Slots looked at for the median: 4 s. */
const MEDIAN_SLOTS = 400;
/** Slots before the median means anything: 1 s. */
const ENOUGH_SLOTS = 100;
/** Slots before the spread means anything: 5 s. */
const SPREAD_SLOTS = 500;
/** Share of slots that may be later than what the target covers. */
const LATE_SHARE = 0.005;

/**
 * Puts the `k`-th smallest (from 0) of `values[0…count)` at place `k` and returns it; reorders in place (Hoare's
 * selection).
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

  /** True once there is a second of packets to judge by. */
  get ready(): boolean {
    return this.#count - this.#medianFrom >= ENOUGH_SLOTS;
  }

  reset(): void {
    this.#count = 0;
    this.#medianFrom = 0;
    this.#slotOpen = false;
  }

  /** The network has changed for good: the median starts again, what is known of late packets stays. */
  restartMedian(): void {
    this.#medianFrom = this.#count;
  }

  /** @param lead frames, any origin that stays. @param nowMs any clock that does not jump. */
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

  /** How far the latest 0.5 % of 20 s came behind the median of the same time, frames, ≥ 0; 0 for the first 5 s. */
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

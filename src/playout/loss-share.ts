/**
 * Which share of the sound of the last 20 s did not come by its own packet, and how often losses followed each other.
 * What came as a copy in a later packet counts as lost here; outages are left out. Pure; no allocation after
 * construction.
 */

const SLOT_MS = 1000;
const SLOTS = 20;
/** A longer hole than this many packets is an outage: so many copies nobody sends. */
const MENDED = 4;

export class LossShare {
  /** Frames by which the stream moved on, and frames that came, per second. */
  readonly #moved = new Float64Array(SLOTS);
  readonly #came = new Float64Array(SLOTS);
  /** Holes per second, and those that are longer than the packet after them. */
  readonly #holes = new Float64Array(SLOTS);
  readonly #long = new Float64Array(SLOTS);
  #slot = 0;
  #slotStart = Number.NaN;
  #end = Number.NaN;

  /** Forgets where the stream was, because it begins anew. */
  restart(): void {
    this.#end = Number.NaN;
  }

  /** A packet came by itself: the stream's frames from `first` to before `end`. */
  observe(first: number, end: number, nowMs: number): void {
    this.#turn(nowMs);
    if (Number.isNaN(this.#end)) this.#end = first;
    // What no copy mends needs no time.
    if (first - this.#end > MENDED * (end - first)) this.#end = first;
    if (first > this.#end) {
      this.#holes[this.#slot]!++;
      if (first - this.#end > end - first) this.#long[this.#slot]!++;
    }
    if (end > this.#end) {
      this.#moved[this.#slot] = this.#moved[this.#slot]! + end - this.#end;
      this.#end = end;
    }
    this.#came[this.#slot] = this.#came[this.#slot]! + end - first;
  }

  /** 0…1. */
  get share(): number {
    const moved = sum(this.#moved);
    return moved > 0 ? Math.max(0, (moved - sum(this.#came)) / moved) : 0;
  }

  /** Share of the losses after which the next packet was lost, too, 0…1. */
  get again(): number {
    const holes = sum(this.#holes);
    return holes > 0 ? sum(this.#long) / holes : 0;
  }

  #turn(nowMs: number): void {
    if (Number.isNaN(this.#slotStart)) this.#slotStart = nowMs;
    for (let turns = 0; nowMs - this.#slotStart >= SLOT_MS && turns < SLOTS; turns++) {
      this.#slotStart += SLOT_MS;
      this.#slot = (this.#slot + 1) % SLOTS;
      this.#moved[this.#slot] = 0;
      this.#came[this.#slot] = 0;
      this.#holes[this.#slot] = 0;
      this.#long[this.#slot] = 0;
    }
    if (nowMs - this.#slotStart >= SLOT_MS) this.#slotStart = nowMs;
  }
}

function sum(slots: Float64Array): number {
  let all = 0;
  for (let i = 0; i < slots.length; i++) all += slots[i]!;
  return all;
}

/**
 * Which share of the sound of the last 20 s did not come by its own packet. What came as a copy in a later packet
 * counts as lost here. Pure; no allocation after construction.
 */

const SLOT_MS = 1000;
const SLOTS = 20;

export class LossShare {
  /** Frames by which the stream moved on, and frames that came, per second. */
  readonly #moved = new Float64Array(SLOTS);
  readonly #came = new Float64Array(SLOTS);
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
    if (end > this.#end) {
      this.#moved[this.#slot] = this.#moved[this.#slot]! + end - this.#end;
      this.#end = end;
    }
    this.#came[this.#slot] = this.#came[this.#slot]! + end - first;
  }

  /** 0…1. */
  get share(): number {
    let moved = 0;
    let came = 0;
    for (let i = 0; i < SLOTS; i++) {
      moved += this.#moved[i]!;
      came += this.#came[i]!;
    }
    return moved > 0 ? Math.max(0, (moved - came) / moved) : 0;
  }

  #turn(nowMs: number): void {
    if (Number.isNaN(this.#slotStart)) this.#slotStart = nowMs;
    for (let turns = 0; nowMs - this.#slotStart >= SLOT_MS && turns < SLOTS; turns++) {
      this.#slotStart += SLOT_MS;
      this.#slot = (this.#slot + 1) % SLOTS;
      this.#moved[this.#slot] = 0;
      this.#came[this.#slot] = 0;
    }
    if (nowMs - this.#slotStart >= SLOT_MS) this.#slotStart = nowMs;
  }
}

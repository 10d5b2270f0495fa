/**
 * How late packets came over the fastest one, in the last 20 s: a histogram that packets leave again. Pure; no
 * allocation after construction.
 */
import { FALL_AFTER_MS, FastestLead } from './fastest-lead.js';

/** Packets are forgotten after this time, ms. */
const KEPT_MS = 20_000;
/** At most this many packets are kept: 20 s of packets of 2.5 ms. A power of two. */
const KEPT = 8192;
const BIN_MS = 0.125;
/** Up to 256 ms, more than the largest ceiling. */
const BINS = 2048;
/** In place of a bin: the packet belongs to an outage. */
const OUTAGE = 0xffff;
/** Share of packets that may be later than what is needed. */
const LATE_SHARE = 0.005;
/** A packet that is no later than this ends an outage, ms. */
const ON_TIME_MS = 4;
/** So does this time without a packet beyond the ceiling, ms. */
const TAIL_MS = 250;
/** If more than this share of packets belongs to outages, for this long, the link is like that, ms. */
const USUAL_SHARE = 1 / 3;
const USUAL_MS = 10_000;
/** A fall of the origin by more than this was a step, ms. Drift makes it fall by less. */
const STEP_MS = 1;

export class Lateness {
  readonly #fastest = new FastestLead();
  readonly #counts = new Uint16Array(BINS);
  readonly #bins = new Uint16Array(KEPT);
  readonly #times = new Float64Array(KEPT);
  /** Packets since the start, and packets that were forgotten. */
  #written = 0;
  #forgotten = 0;
  /** Packets in the histogram. */
  #counted = 0;
  /** No packet is in a bin above this. */
  #highest = 0;
  #outage = false;
  #beyondMs = 0;

  /** The fastest packets' lead, ms; NaN before the first packet. */
  get fastestMs(): number {
    return this.#fastest.ms;
  }

  /** Forgets where the fastest packets were, because a stream begins anew. How late packets come stays known. */
  restart(): void {
    this.#fastest.reset();
    this.#outage = false;
  }

  /**
   * A packet came.
   * @param leadMs its first frame − the frame where the device is, ms
   * @param ceilingMs a packet later than this begins an outage. What was held back with it, and comes right after it,
   * belongs to the outage too.
   * @returns by how much the fastest packets became later, for good, ms; 0 if they only drift
   */
  observe(leadMs: number, nowMs: number, ceilingMs: number): number {
    const before = this.#fastest.ms;
    this.#fastest.observe(leadMs, nowMs);
    const fell = before - this.#fastest.ms > STEP_MS ? before - this.#fastest.ms : 0;
    if (fell > 0) this.#rebase(fell, nowMs);
    this.#forget(nowMs);
    const late = Math.max(0, this.#fastest.ms - leadMs);
    if (late > ceilingMs) {
      this.#outage = true;
      this.#beyondMs = nowMs;
    } else if (late <= ON_TIME_MS || nowMs - this.#beyondMs > TAIL_MS) {
      this.#outage = false;
    }
    const bin = this.#outage ? OUTAGE : Math.min(BINS - 1, Math.floor(late / BIN_MS));
    this.#bins[this.#written % KEPT] = bin;
    this.#times[this.#written % KEPT] = nowMs;
    this.#written++;
    this.#count(bin, 1);
    return fell;
  }

  /**
   * What 99.5 % of the packets of the last 20 s need, ms. Outages are left out; but if much of the time is an outage,
   * the ceiling is needed, since it covers part of each.
   */
  needed(ceilingMs: number): number {
    const kept = this.#written - this.#forgotten;
    if (kept - this.#counted > kept * USUAL_SHARE && this.#spanMs() > USUAL_MS) return ceilingMs;
    let left = Math.floor(this.#counted * LATE_SHARE);
    for (let bin = this.#highest; bin > 0; bin--) {
      left -= this.#counts[bin]!;
      if (left < 0) return (bin + 1) * BIN_MS;
    }
    return 0;
  }

  /** Share of the packets of the last 20 s, 0…1, that were later than `ms`. Outages are left out. */
  shareLater(ms: number): number {
    if (ms < 0) return 1;
    let later = 0;
    for (let bin = Math.floor(ms / BIN_MS); bin <= this.#highest; bin++) later += this.#counts[bin]!;
    return this.#counted > 0 ? later / this.#counted : 0;
  }

  #spanMs(): number {
    return this.#times[(this.#written - 1) % KEPT]! - this.#times[this.#forgotten % KEPT]!;
  }

  #forget(nowMs: number): void {
    while (this.#forgotten < this.#written) {
      const at = this.#forgotten % KEPT;
      if (this.#written - this.#forgotten < KEPT && nowMs - this.#times[at]! < KEPT_MS) return;
      this.#count(this.#bins[at]!, -1);
      this.#forgotten++;
    }
  }

  /** The origin fell by `ms` a while ago; the packets since then were measured against the old one. */
  #rebase(ms: number, nowMs: number): void {
    const bins = Math.round(ms / BIN_MS);
    for (let i = this.#written - 1; i >= this.#forgotten; i--) {
      const at = i % KEPT;
      if (nowMs - this.#times[at]! > FALL_AFTER_MS) return;
      const bin = this.#bins[at]!;
      if (bin === OUTAGE) continue;
      this.#count(bin, -1);
      this.#bins[at] = Math.max(0, bin - bins);
      this.#count(this.#bins[at]!, 1);
    }
  }

  #count(bin: number, by: number): void {
    if (bin === OUTAGE) return;
    this.#counts[bin] = this.#counts[bin]! + by;
    this.#counted += by;
    if (bin > this.#highest) this.#highest = bin;
    while (this.#highest > 0 && this.#counts[this.#highest] === 0) this.#highest--;
  }
}

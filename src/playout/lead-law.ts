/**
 * The law of playout. From how packets come, it finds how long before its turn each packet should come, and corrects
 * the sound until that is so. Page, terminal and app follow the same law. Pure; no allocation after construction.
 *
 * The _lead_ of a packet is its first frame − the next frame to be heard, when the packet comes. The law steers the
 * lead of the fastest packets. It measures against the frame where the device is (the _clock_), because its own
 * corrections move only the next frame to be heard.
 */
import { ClockFollower } from './clock-follower.js';
import { Corrections, JUMP_ABOVE_MS } from './corrections.js';
import { Haste } from './haste.js';
import { Lateness } from './lateness.js';
import type { LeadBounds } from './lead-bounds.js';
import { LeadTarget } from './lead-target.js';
import { LossShare } from './loss-share.js';
import { repairMs } from './mending.js';

/** How often the target and the speed are set, ms. */
const EVALUATE_MS = 50;
/** A jump waits until the fastest packets have not become faster by more than this, for this time, ms. */
const ROSE_MS = 1;
const SETTLED_MS = 100;
/** After a pause, one evaluation stands for at most this time, ms. */
const LONGEST_STEP_MS = 1000;

export class LeadLaw {
  readonly #lateness = new Lateness();
  readonly #loss = new LossShare();
  readonly #target: LeadTarget;
  readonly #corrections = new Corrections();
  readonly #follower = new ClockFollower();
  readonly #haste = new Haste();
  #copyMs = 0;
  #copies = 0;
  #evaluatedMs = Number.NaN;
  /** When the fastest packets became faster last. */
  #roseMs = Number.NEGATIVE_INFINITY;

  constructor(bounds: LeadBounds) {
    this.#target = new LeadTarget(bounds);
  }

  /** The lead to steer to, ms. */
  get targetMs(): number {
    return this.#target.ms;
  }

  /** Speed correction, ppm; positive plays faster. 0 means that samples pass untouched. */
  get ppm(): number {
    return this.#follower.ppm + this.#haste.ppm;
  }

  /** The fastest packets' lead against the clock, ms; NaN before the first packet. */
  get fastestMs(): number {
    return this.#lateness.fastestMs;
  }

  /** Sets other bounds, because the musician chose them now. */
  setBounds(bounds: LeadBounds): void {
    const { floorMs, ceilingMs } = this.#target.bounds;
    if (bounds.floorMs === floorMs && bounds.ceilingMs === ceilingMs) return;
    this.#target.setBounds(bounds);
    this.#setTarget(0);
  }

  /** A stream begins anew: its frames have other numbers. How late packets come, and the clocks, stay known. */
  restart(): void {
    this.#lateness.restart();
    this.#loss.restart();
    this.#follower.restart();
  }

  /** The packets that come now belong to another network: forgets where the fastest were. */
  relearn(): void {
    this.#lateness.restart();
  }

  /**
   * A packet came by itself, not as a copy in a later one.
   * @param first its first frame. @param frames its length
   * @param clock the frame where the device is
   * @param rate frames per second
   * @param copies how many later packets carry it again
   * @param nowMs any clock that does not jump
   * @param apart packets from it to its first copy, and from one copy to the next
   */
  arrived(first: number, frames: number, clock: number, rate: number, copies: number, nowMs: number, apart = 1): void {
    this.#copyMs = (apart * frames * 1000) / rate;
    this.#copies = copies;
    this.#loss.observe(first, first + frames, nowMs);
    const leadMs = ((first - clock) * 1000) / rate;
    const before = this.#lateness.fastestMs;
    const fell = this.#lateness.observe(leadMs, nowMs, this.#target.bounds.ceilingMs);
    if (this.#lateness.fastestMs - before > ROSE_MS) this.#roseMs = nowMs;
    if (fell > 0) this.#target.originFell(fell);
  }

  /**
   * How much too long the lead of the fastest packets is, ms; NaN before the first packet.
   * @param aheadMs the clock − the next frame to be heard, ms
   * @param outputMs what the way to the device needs besides, ms
   */
  excessMs(aheadMs: number, outputMs: number): number {
    return this.#lateness.fastestMs + aheadMs - outputMs - this.#target.ms;
  }

  /**
   * To be called often while sound plays.
   * @returns ms of sound to skip with a cross-fade; negative: to repeat; 0: nothing. `corrected` confirms it.
   */
  step(excessMs: number, nowMs: number): number {
    if (Number.isNaN(excessMs)) return 0;
    this.evaluate(nowMs, excessMs);
    // While the measurement still rises, after the device's clock slipped, one jump would follow the other.
    if (excessMs > JUMP_ABOVE_MS && nowMs - this.#roseMs < SETTLED_MS) return 0;
    return this.#corrections.wanted(excessMs, nowMs);
  }

  /** How much the two sounds of the correction's cross-fade must be alike, −1…1, before it is made. */
  get likeness(): number {
    return this.#corrections.likeness;
  }

  /** The least of the correction that should be made at once, ms, ≥ 0. */
  get leastMs(): number {
    return this.#corrections.leastMs;
  }

  /** A correction was made. */
  corrected(nowMs: number): void {
    this.#corrections.made(nowMs);
  }

  /** To be called instead of `step` while no sound plays. */
  evaluate(nowMs: number, excessMs = 0): void {
    if (Number.isNaN(this.#evaluatedMs)) this.#evaluatedMs = nowMs;
    const since = nowMs - this.#evaluatedMs;
    if (since >= 0 && since < EVALUATE_MS) return;
    this.#evaluatedMs = nowMs;
    const seconds = Math.max(0, Math.min(LONGEST_STEP_MS, since)) / 1000;
    this.#setTarget(seconds);
    this.#follower.update(this.#lateness.fastestMs, excessMs, seconds);
    this.#haste.update(excessMs, seconds);
  }

  #setTarget(seconds: number): void {
    const needed = this.#lateness.needed(this.#target.bounds.ceilingMs);
    const repair = repairMs(this.#loss, this.#lateness, needed, this.#copyMs, this.#copies);
    this.#target.update(needed, repair, seconds);
  }
}

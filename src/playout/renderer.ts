/**
 * Fills the device's frames: plays what came, makes up what is missing, or waits. Each change of state is faded. Pure;
 * one thread; `render` allocates nothing.
 */
import { TOO_LITTLE_MS } from './corrections.js';
import { FADE_MS } from './fade.js';
import { Gap } from './gap.js';
import { HALF_TAPS } from './interpolator.js';
import type { LeadLaw } from './lead-law.js';
import type { PlayClock } from './play-clock.js';
import type { PlayHead } from './play-head.js';
import type { PlayoutState, PlayoutStats } from './playout-types.js';
import { Splice } from './splice.js';
import { Transition } from './transition.js';

/** While nothing plays, the moment of the next sound is looked for in steps of this many output frames. */
const WAIT_FRAMES = 128;
/** Sound that comes again after a gap, but is late for this long, shows that the network has changed for good, ms. */
const RELEARN_MS = 200;

export class Renderer {
  readonly #head: PlayHead;
  readonly #clock: PlayClock;
  readonly #law: LeadLaw;
  readonly #stats: PlayoutStats;
  readonly #gap: Gap;
  readonly #transition: Transition;
  readonly #splice = new Splice();
  #state: PlayoutState = 'waiting';
  #lastLeft = 0;
  #lastRight = 0;
  /** When sound came that was too late to end the silence. */
  #lateSinceMs = Number.NaN;
  /** It only shows what would be heard, so it teaches the law nothing. */
  #preview = false;

  constructor(head: PlayHead, clock: PlayClock, law: LeadLaw, stats: PlayoutStats) {
    this.#head = head;
    this.#clock = clock;
    this.#law = law;
    this.#stats = stats;
    this.#gap = new Gap(head);
    this.#transition = new Transition(head.toOutputFrames(FADE_MS));
  }

  get state(): PlayoutState {
    return this.#state;
  }

  /** What the way to the device needs besides the lead: its bursts, and the interpolator, in stream frames. */
  get outputFrames(): number {
    return this.#clock.burst + HALF_TAPS + 1;
  }

  /** How much too long the lead is, ms. `done`: output frames of the present call that are filled. */
  excessMs(done = 0): number {
    const ahead = this.#clock.frames + done * this.#head.base - this.#head.cursor.position;
    return this.#law.excessMs(this.#head.toMs(ahead), this.#head.toMs(this.outputFrames));
  }

  /** Takes over the state of `other`, a renderer of the same play head, to show what it would play. */
  previewOf(other: Renderer): void {
    this.#preview = true;
    this.#gap.copyFrom(other.#gap);
    this.#transition.copyFrom(other.#transition);
    this.#state = other.#state;
    this.#lastLeft = other.#lastLeft;
    this.#lastRight = other.#lastRight;
    this.#lateSinceMs = other.#lateSinceMs;
  }

  /** Fills `left` and `right` with the next `frames` frames. */
  render(left: Float32Array, right: Float32Array, frames: number): void {
    let done = 0;
    while (done < frames) {
      if (this.#state === 'playing') done += this.#play(left, right, done, frames - done);
      else if (this.#state === 'concealing') done += this.#conceal(left, right, done, frames - done);
      else done += this.#wait(left, right, done, Math.min(WAIT_FRAMES, frames - done));
    }
    this.#lastLeft = left[frames - 1]!;
    this.#lastRight = right[frames - 1]!;
  }

  /** Fades out what is being heard, and waits. */
  flush(): void {
    if (this.#state === 'playing') this.#captureOutgoing(this.#transition.frames);
    else if (this.#state === 'concealing') this.#captureConcealed();
    this.#head.cursor.fraction = 0;
    this.#state = 'waiting';
  }

  /** Packet `first` does not follow the sound before it: softens the boundary, if it was not played yet. */
  soften(first: number): void {
    const { buffer, cursor } = this.#head;
    const played = this.#state === 'waiting' ? Number.NEGATIVE_INFINITY : cursor.position + HALF_TAPS;
    buffer.soften(first, played, this.#transition.rise);
  }

  /**
   * Skips `ms` of sound with one cross-fade, or nearly as much, where it is heard least; negative: repeats.
   * @param leastMs the least to skip or repeat, ≥ 0
   * @param likeness how much the sounds of the cross-fade must be alike, −1…1
   * @returns false if they are not just now, or too little sound waits
   */
  move(ms: number, leastMs: number, likeness: number): boolean {
    const { cursor, base, buffer, sampleRate } = this.#head;
    const wanted = this.#head.toFrames(ms);
    if (wanted === 0 || this.#transition.active) return false;
    const longest = this.#transition.frames;
    const fade = this.#head.available(base, longest);
    // Less sound waits than should; so the way up cannot always wait for a whole fade.
    if (fade < (ms > 0 ? longest : longest / 2)) return false;
    if (this.#availableAt(cursor.position + wanted, fade) < fade) return false;
    const { position, fraction } = cursor;
    this.#splice.find(buffer, position, wanted, this.#head.toFrames(leastMs), sampleRate);
    if (this.#splice.likeness < likeness) return false;
    if (!this.#captureOutgoing(fade)) return false;
    cursor.position = position + this.#splice.by;
    cursor.fraction = fraction;
    return true;
  }

  #availableAt(position: number, limit: number): number {
    return this.#head.availableAt(position, this.#head.cursor.fraction, this.#head.base, limit);
  }

  /** Output frames that must wait before sound begins or begins again. */
  #enough(): number {
    return Math.min(this.#transition.frames, this.#head.toOutputFrames(this.#law.targetMs));
  }

  #step(frames: number): number {
    const { base, cursor } = this.#head;
    const { ppm } = this.#law;
    if (ppm !== 0 || base !== 1) return base * (1 + ppm * 1e-6);
    const fraction = cursor.fraction;
    if (fraction === 0) return 1;
    // Returns to untouched samples: glides to the nearest whole frame at no more than 20 ppm.
    const distance = fraction < 0.5 ? -fraction : 1 - fraction;
    return 1 + Math.max(-20e-6, Math.min(20e-6, distance / frames));
  }

  #play(left: Float32Array, right: Float32Array, offset: number, want: number): number {
    const { cursor, base } = this.#head;
    const step = this.#step(want);
    const count = this.#head.available(step, want);
    if (count === 0) {
      this.#beginGap(
        offset > 0 ? left[offset - 1]! : this.#lastLeft,
        offset > 0 ? right[offset - 1]! : this.#lastRight,
      );
      return 0;
    }
    this.#head.read(step, left, right, offset, count);
    if (this.#law.ppm === 0 && base === 1 && Math.abs(cursor.fraction - 0.5) > 0.5 - 1e-6) {
      if (cursor.fraction > 0.5) cursor.position++;
      cursor.fraction = 0;
    }
    this.#transition.apply(left, right, offset, count);
    return count;
  }

  #beginGap(lastLeft: number, lastRight: number): void {
    this.#transition.cancel();
    this.#gap.begin(lastLeft, lastRight);
    if (this.#head.ahead > HALF_TAPS + 1) this.#stats.losses++;
    else this.#stats.underruns++;
    this.#state = 'concealing';
  }

  #conceal(left: Float32Array, right: Float32Array, offset: number, want: number): number {
    const { buffer, cursor, base } = this.#head;
    const enough = this.#enough();
    // A few frames before a hole are too short for the interpolator, so sound continues behind the hole.
    const crumbs = buffer.contiguous(cursor.position, HALF_TAPS + 1);
    const next = crumbs > HALF_TAPS ? cursor.position : buffer.nextPresent(cursor.position + crumbs);
    const hole = next - cursor.position;
    if (hole === 0 && this.#head.available(this.#step(enough), enough) === enough) {
      this.#captureConcealed();
      this.#state = 'playing';
      return 0;
    }
    // If the lead is too short, the position stands still meanwhile: that makes it longer, and skips no sound.
    const lackMs = -this.excessMs(offset);
    const standing = lackMs > TOO_LITTLE_MS ? this.#head.toOutputFrames(lackMs) : 0;
    const most = standing > 0 ? standing : hole > 0 && next < buffer.end ? Math.ceil(hole / base) : want;
    const count = this.#gap.render(left, right, offset, Math.min(want, most));
    if (standing === 0) cursor.position += Math.round(count * base);
    this.#stats.concealedFrames += count;
    if (this.#gap.silent) {
      this.#state = 'starved';
      this.#lateSinceMs = Number.NaN;
    }
    return count;
  }

  /**
   * Plays silence until the next frame's moment comes. Also fades out what was heard before a flush.
   */
  #wait(left: Float32Array, right: Float32Array, offset: number, want: number): number {
    if (this.#tryStart(offset)) return 0;
    left.fill(0, offset, offset + want);
    right.fill(0, offset, offset + want);
    this.#transition.apply(left, right, offset, want);
    if (this.#state === 'starved') this.#stats.silentFrames += want;
    return want;
  }

  #tryStart(offset: number): boolean {
    const { buffer, cursor } = this.#head;
    const starved = this.#state === 'starved';
    if (buffer.empty) return false;
    const from = starved ? Math.max(cursor.position, buffer.begin) : buffer.begin;
    // The frame whose moment is now, by the law.
    const due = cursor.position + this.#head.toFrames(this.excessMs(offset));
    if (!(due >= from)) return false;
    if (this.#head.availableAt(due, 0, this.#head.base, this.#enough()) < this.#enough()) {
      if (starved && buffer.end > from) this.#relearn();
      return false;
    }
    cursor.position = due;
    cursor.fraction = 0;
    this.#transition.beginFromSilence();
    this.#state = 'playing';
    return true;
  }

  /** Sound came, but none whose moment is now. */
  #relearn(): void {
    if (this.#preview) return;
    const nowMs = this.#clock.lastMs;
    if (Number.isNaN(this.#lateSinceMs)) this.#lateSinceMs = nowMs;
    if (nowMs - this.#lateSinceMs < RELEARN_MS) return;
    this.#lateSinceMs = Number.NaN;
    this.#law.relearn();
  }

  /** Reads the next `frames` of sound into the transition, which will fade them out. */
  #captureOutgoing(frames: number): boolean {
    const { left, right } = this.#transition;
    const { base } = this.#head;
    if (this.#head.available(base, frames) < frames) return false;
    this.#head.read(base, left, right, 0, frames);
    this.#transition.begin(frames);
    return true;
  }

  #captureConcealed(): void {
    const { frames, left, right } = this.#transition;
    this.#gap.renderOutgoing(left, right, frames);
    this.#transition.begin();
  }
}

/**
 * Fills the device's frames: plays what came, makes up what is missing, holds, or waits. Each change of state is
 * faded. Pure; one thread; `render` allocates nothing.
 */
import type { Arrivals } from './arrivals.js';
import type { DeviceClock } from './device-clock.js';
import { FADE_MS } from './fade.js';
import { Gap } from './gap.js';
import { HALF_TAPS } from './interpolator.js';
import type { PlayHead } from './play-head.js';
import * as limits from './playout-limits.js';
import type { PlayoutState, PlayoutStats } from './playout-types.js';
import type { Steering } from './steering.js';
import { Transition } from './transition.js';

export class Renderer {
  readonly #head: PlayHead;
  readonly #clock: DeviceClock;
  readonly #arrivals: Arrivals;
  readonly #steering: Steering;
  readonly #stats: PlayoutStats;
  readonly #gap: Gap;
  readonly #transition: Transition;
  #state: PlayoutState = 'waiting';
  #lastLeft = 0;
  #lastRight = 0;
  /** Output frames of a hold that remain. */
  #holdFrames = 0;
  /** Calls since sound came again after a gap, while it was not yet where the median expects it. */
  #settling = 0;
  #startedMs = 0;

  constructor(head: PlayHead, clock: DeviceClock, arrivals: Arrivals, steering: Steering, stats: PlayoutStats) {
    this.#head = head;
    this.#clock = clock;
    this.#arrivals = arrivals;
    this.#steering = steering;
    this.#stats = stats;
    this.#gap = new Gap(head);
    this.#transition = new Transition(head.toOutputFrames(FADE_MS));
  }

  get state(): PlayoutState {
    return this.#state;
  }

  /** Fills `left` and `right` with the next `frames` frames. */
  render(left: Float32Array, right: Float32Array, frames: number): void {
    let done = 0;
    while (done < frames) {
      if (this.#state === 'playing') done += this.#play(left, right, done, frames - done);
      else if (this.#state === 'concealing') done += this.#conceal(left, right, done, frames - done);
      else if (this.#state === 'holding') done += this.#hold(left, right, done, frames - done);
      else done += this.#wait(left, right, done, frames - done);
    }
    this.#lastLeft = left[frames - 1]!;
    this.#lastRight = right[frames - 1]!;
  }

  /** Fades out what is being heard, and waits. */
  flush(): void {
    if (this.#state === 'playing') this.#captureOutgoing();
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

  /** Skips `ms` of sound with one cross-fade, if that much is there. */
  jump(ms: number): void {
    const { cursor, base } = this.#head;
    const { frames } = this.#transition;
    const to = cursor.position + this.#head.toFrames(ms);
    if (this.#head.availableAt(to, cursor.fraction, base, frames) < frames) return;
    if (!this.#captureOutgoing()) return;
    cursor.position = to;
    this.#steering.jumped();
    this.#stats.jumps++;
  }

  /** Is silent for `ms`, with a cross-fade before and after. */
  hold(ms: number): void {
    const { cursor, base } = this.#head;
    const { frames } = this.#transition;
    const before = cursor.position;
    if (!this.#captureOutgoing()) return;
    this.#holdFrames = frames + this.#head.toOutputFrames(ms);
    this.#stats.holds++;
    this.#state = 'holding';
    // The sound that fades out is not played again: the hold continues after it.
    cursor.position = before + Math.round(frames * base);
  }

  #step(frames: number): number {
    const { base, cursor } = this.#head;
    const { drift } = this.#steering;
    if (drift.active || base !== 1) return base * (1 + drift.ppm * 1e-6);
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
    if (!this.#steering.drift.active && base === 1 && Math.abs(cursor.fraction - 0.5) > 0.5 - 1e-6) {
      if (cursor.fraction > 0.5) cursor.position++;
      cursor.fraction = 0;
    }
    this.#transition.apply(left, right, offset, count);
    return count;
  }

  #beginGap(lastLeft: number, lastRight: number): void {
    this.#transition.cancel();
    this.#gap.begin(lastLeft, lastRight);
    if (this.#head.ahead > HALF_TAPS + 1) {
      this.#stats.losses++;
    } else {
      this.#stats.underruns++;
      const { lastMs } = this.#clock;
      const settled = lastMs - this.#startedMs > limits.SETTLING_IN_MS;
      this.#gap.ranEmpty(settled ? this.#steering.target.underrun(lastMs) : 0);
    }
    this.#state = 'concealing';
  }

  #conceal(left: Float32Array, right: Float32Array, offset: number, want: number): number {
    const { buffer, cursor, base } = this.#head;
    const fade = this.#transition.frames;
    // A few frames before a hole are too short for the interpolator, so sound continues behind the hole.
    const crumbs = buffer.contiguous(cursor.position, HALF_TAPS + 1);
    const next = crumbs > HALF_TAPS ? cursor.position : buffer.nextPresent(cursor.position + crumbs);
    const hole = next - cursor.position;
    if (hole === 0 && this.#head.available(this.#step(fade), fade) === fade) {
      this.#captureConcealed();
      this.#resume();
      return 0;
    }
    const moves = !this.#gap.standing;
    const most = hole > 0 && next < buffer.end ? Math.ceil(hole / base) : want;
    const count = this.#gap.render(left, right, offset, want, most);
    if (moves) cursor.position += Math.round(count * base);
    this.#stats.concealedFrames += count;
    if (this.#gap.silent) this.#state = 'starved';
    return count;
  }

  #resume(): void {
    this.#transition.begin();
    this.#settling = 0;
    this.#state = 'playing';
  }

  /**
   * Plays silence until the buffer holds as much as the target asks for. Also fades out what was heard before a flush.
   */
  #wait(left: Float32Array, right: Float32Array, offset: number, want: number): number {
    if (this.#state === 'starved') this.#steering.target.takeBack(this.#gap.takeBack());
    if (this.#tryStart()) return 0;
    left.fill(0, offset, offset + want);
    right.fill(0, offset, offset + want);
    this.#transition.apply(left, right, offset, want);
    if (this.#state === 'starved') {
      this.#gap.addSilence(want);
      this.#stats.silentFrames += want;
    }
    return want;
  }

  #tryStart(): boolean {
    const { buffer, cursor, base } = this.#head;
    const { frames } = this.#transition;
    const starved = this.#state === 'starved';
    const start = this.#startAt(starved);
    if (start === undefined) return false;
    const position = buffer.nextPresent(start);
    if (this.#head.availableAt(position, 0, base, frames) < frames) return false;
    cursor.position = position;
    cursor.fraction = 0;
    if (starved) this.#resume();
    else this.#startedMs = this.#clock.lastMs;
    this.#transition.beginFromSilence();
    this.#state = 'playing';
    return true;
  }

  /** Where to start; undefined while too little sound waits. */
  #startAt(starved: boolean): number | undefined {
    const { buffer, cursor } = this.#head;
    if (buffer.empty) return undefined;
    const target = this.#head.toFrames(this.#steering.target.ms);
    const from = buffer.nextPresent(starved ? Math.max(cursor.position, buffer.begin) : buffer.begin);
    if (buffer.end - from < target) return undefined;
    if (starved && this.#arrivals.ready) {
      // Packets right after a stall are late themselves, so the position from the median is better. It is
      // used once the newest packet confirms it.
      const usual = Math.round(this.#arrivals.median() + this.#clock.frames) - target;
      const settled = Math.abs(buffer.end - usual - target) < this.#head.toFrames(limits.SETTLED_MS);
      if (settled) return Math.max(from, usual);
      if (this.#settling++ < limits.SETTLE_CALLS) return undefined;
      this.#arrivals.restartMedian();
    }
    return Math.max(from, buffer.end - target);
  }

  #hold(left: Float32Array, right: Float32Array, offset: number, want: number): number {
    const count = Math.min(want, this.#holdFrames);
    left.fill(0, offset, offset + count);
    right.fill(0, offset, offset + count);
    this.#transition.apply(left, right, offset, count);
    this.#holdFrames -= count;
    if (this.#holdFrames === 0) {
      this.#transition.beginFromSilence();
      this.#state = 'playing';
    }
    return count;
  }

  /** Reads the next sound into the transition, which will fade it out. */
  #captureOutgoing(): boolean {
    const { frames, left, right } = this.#transition;
    const { base } = this.#head;
    if (this.#head.available(base, frames) < frames) return false;
    this.#head.read(base, left, right, 0, frames);
    this.#transition.begin();
    return true;
  }

  #captureConcealed(): void {
    const { frames, left, right } = this.#transition;
    this.#gap.renderOutgoing(left, right, frames);
    this.#transition.begin();
  }
}

/**
 * Playout on the client: takes packets in, and gives the device sound. It combines the jitter buffer, the target
 * latency, drift correction and concealment. Pure; one thread; `render` allocates nothing.
 *
 * Three quantities, in frames of the stream:
 * - The *clock* counts the frames that the device has asked for.
 * - The *position* is the next frame to be heard.
 * - The *lead* of a packet is its end − the clock at its arrival.
 *
 * Only the network and the two clocks move the lead. Only this class moves clock − position. Lead + clock − position is
 * the fill right after a packet came, and the target is a value for that fill.
 *
 * While both clocks agree and nothing is late, every sample comes out exactly as it came in.
 */
import { WebFlag } from '../audio/stream/web/web-packet.js';
import { Arrivals } from './arrivals.js';
import { CONCEAL_MS, Concealer } from './concealment.js';
import { DeviceClock } from './device-clock.js';
import { DriftControl } from './drift.js';
import { FADE_MS } from './fade.js';
import { type Cursor, HALF_TAPS, Interpolator } from './interpolator.js';
import { JitterBuffer } from './jitter-buffer.js';
import * as limits from './playout-limits.js';
import {
  emptyStats,
  type PlayoutOptions,
  type PlayoutPacket,
  type PlayoutState,
  type PlayoutStats,
} from './playout-types.js';
import { TargetLatency } from './target.js';
import { Transition } from './transition.js';

export class Playout {
  readonly stats: PlayoutStats = emptyStats();

  readonly #outputRate: number;
  readonly #buffer = new JitterBuffer();
  readonly #cursor: Cursor = { position: 0, fraction: 0 };
  readonly #clock = new DeviceClock();
  readonly #arrivals = new Arrivals();
  readonly #target: TargetLatency;
  readonly #drift = new DriftControl();
  readonly #concealer: Concealer;
  readonly #transition: Transition;
  #interpolator = new Interpolator(1);
  #sampleRate = 0;
  /** Stream frames per output frame without correction. */
  #base = 1;
  #epoch = -1;
  #packetFrames = 0;
  #captureEnd = 0;
  #captureMs = Number.NaN;
  #state: PlayoutState = 'waiting';
  #lastLeft = 0;
  #lastRight = 0;
  #untilEvaluation = 0;
  #gapFrames = 0;
  #insertFrames = 0;
  #raisedMs = 0;
  #settling = 0;
  #startedMs = 0;
  #overfull = 0;
  #jumpAboveMs = limits.JUMP_MS;
  #floorChanged = false;

  constructor(options: PlayoutOptions) {
    this.#outputRate = options.outputRate;
    this.#target = new TargetLatency(options.floorMs);
    this.#concealer = new Concealer(options.outputRate);
    this.#transition = new Transition(Math.round((FADE_MS * options.outputRate) / 1000));
    this.#useRate(options.outputRate);
  }

  /** @param nowMs any clock of the device that does not jump; the same one as in `render`. */
  push(packet: PlayoutPacket, nowMs: number): void {
    const stats = this.stats;
    const frames = packet.samples.length >> 1;
    if (packet.epoch !== this.#epoch || packet.sampleRate !== this.#sampleRate) {
      this.flush();
      this.#epoch = packet.epoch;
      if (packet.sampleRate !== this.#sampleRate) this.#useRate(packet.sampleRate);
    }
    stats.packets++;
    stats.muted = (packet.flags & WebFlag.muted) !== 0;
    if ((packet.flags & WebFlag.dropped) !== 0) stats.dropMarks++;
    this.#packetFrames = frames;
    const end = packet.first + frames;
    const playing = this.#state !== 'waiting';
    const played = playing ? this.#cursor.position : Number.NEGATIVE_INFINITY;
    const follows = !this.#buffer.empty && packet.first === this.#buffer.end;
    const stored = this.#buffer.write(packet.first, packet.samples, played);
    stats.lateFrames += frames - stored;
    if ((packet.flags & WebFlag.discontinuity) !== 0 && follows) {
      this.#buffer.soften(packet.first, playing ? played + HALF_TAPS : played, this.#transition.rise);
    }
    if (end === this.#buffer.end) {
      this.#captureEnd = end;
      this.#captureMs = packet.captureMs;
    }
    if (this.#clock.started) this.#arrivals.observe(end - this.#clock.at(nowMs, this.#sampleRate), nowMs);
  }

  /**
   * Fills `left` and `right` with the next `frames` frames.
   * @param lostFrames output frames that the device skipped since the last call without asking for them.
   */
  render(left: Float32Array, right: Float32Array, frames: number, nowMs: number, lostFrames = 0): void {
    this.#tick(nowMs, lostFrames);
    let done = 0;
    while (done < frames) {
      if (this.#state === 'playing') done += this.#play(left, right, done, frames - done);
      else if (this.#state === 'concealing') done += this.#conceal(left, right, done, frames - done);
      else if (this.#state === 'holding') done += this.#hold(left, right, done, frames - done);
      else done += this.#wait(left, right, done, frames - done);
    }
    this.#lastLeft = left[frames - 1]!;
    this.#lastRight = right[frames - 1]!;
    this.#clock.advance(frames * this.#base);
    this.#untilEvaluation -= frames;
    if (this.#untilEvaluation <= 0) {
      this.#untilEvaluation = (limits.EVALUATE_MS * this.#outputRate) / 1000;
      this.#evaluate(nowMs);
    }
    this.#report();
  }

  /**
   * Counts rendered sound that came too late, so that the device played old sound instead. The device did ask for
   * these frames, so the clock does not change.
   * @param times how often that happened since the last call
   * @param frames how many frames it cost since the last call
   */
  countLate(times: number, frames: number): void {
    this.stats.deviceGaps += times;
    this.stats.deviceGapFrames += frames;
  }

  /** Sets the delay that the musician chose. The change takes one jump or one short hold. */
  setFloor(floorMs: number): void {
    if (floorMs === this.#target.floorMs) return;
    this.#target.setFloor(floorMs);
    this.#floorChanged = true;
    this.#untilEvaluation = 0;
  }

  /** Drops all waiting sound and starts again at the target. Sound that is being heard fades out. */
  flush(): void {
    if (this.#state === 'playing') this.#captureOutgoing();
    else if (this.#state === 'concealing') this.#captureConcealed();
    this.#buffer.reset();
    this.#arrivals.reset();
    this.#drift.restart();
    this.#captureMs = Number.NaN;
    this.#cursor.fraction = 0;
    this.#state = 'waiting';
  }

  #useRate(sampleRate: number): void {
    const base = sampleRate / this.#outputRate;
    if (base !== this.#base) this.#interpolator = new Interpolator(base);
    this.#base = base;
    this.#sampleRate = sampleRate;
  }

  #toMs(frames: number): number {
    return (frames * 1000) / this.#sampleRate;
  }

  #toFrames(ms: number): number {
    return Math.round((ms * this.#sampleRate) / 1000);
  }

  /** Updates the device's clock: bursts, skipped output, sleep. */
  #tick(nowMs: number, lostFrames: number): void {
    if (nowMs - this.#clock.lastMs > limits.SLEPT_MS) this.flush();
    if (lostFrames > 0) {
      this.stats.deviceGaps++;
      this.stats.deviceGapFrames += lostFrames;
      this.#jumpAboveMs = limits.JUMP_AFTER_GAP_MS;
    }
    this.#clock.begin(nowMs, lostFrames * this.#base);
    if (lostFrames > 0 && this.#state === 'playing') {
      const excessMs = this.#toMs(this.#buffer.end - this.#cursor.position) - this.#target.ms;
      if (excessMs > limits.JUMP_AFTER_GAP_MS) this.#jump(excessMs);
    }
  }

  #step(frames: number): number {
    if (this.#drift.active || this.#base !== 1) return this.#base * (1 + this.#drift.ppm * 1e-6);
    const fraction = this.#cursor.fraction;
    if (fraction === 0) return 1;
    // Returns to untouched samples: glides to the nearest whole frame at no more than 20 ppm.
    const distance = fraction < 0.5 ? -fraction : 1 - fraction;
    return 1 + Math.max(-20e-6, Math.min(20e-6, distance / frames));
  }

  #play(left: Float32Array, right: Float32Array, offset: number, want: number): number {
    const cursor = this.#cursor;
    const step = this.#step(want);
    const count = this.#interpolator.available(this.#buffer, cursor, step, want);
    if (count === 0) {
      this.#beginGap(
        offset > 0 ? left[offset - 1]! : this.#lastLeft,
        offset > 0 ? right[offset - 1]! : this.#lastRight,
      );
      return 0;
    }
    this.#interpolator.read(this.#buffer, cursor, step, left, right, offset, count);
    if (!this.#drift.active && this.#base === 1 && Math.abs(cursor.fraction - 0.5) > 0.5 - 1e-6) {
      if (cursor.fraction > 0.5) cursor.position++;
      cursor.fraction = 0;
    }
    this.#transition.apply(left, right, offset, count);
    return count;
  }

  #beginGap(lastLeft: number, lastRight: number): void {
    this.#transition.cancel();
    this.#concealer.start(this.#buffer, this.#cursor.position, lastLeft, lastRight);
    this.#gapFrames = 0;
    this.#insertFrames = 0;
    this.#raisedMs = 0;
    const waiting = this.#buffer.end - this.#cursor.position;
    if (waiting > HALF_TAPS + 1) {
      this.stats.losses++;
    } else {
      this.stats.underruns++;
      const settled = this.#clock.lastMs - this.#startedMs > limits.SETTLING_IN_MS;
      this.#raisedMs = settled ? this.#target.underrun(this.#clock.lastMs) : 0;
      // For the first part of the made-up sound the position does not move. So no late sound is skipped, and later
      // packets that are as late come in time.
      this.#insertFrames = Math.round((CONCEAL_MS * this.#outputRate) / 1000);
    }
    this.#state = 'concealing';
  }

  #conceal(left: Float32Array, right: Float32Array, offset: number, want: number): number {
    const buffer = this.#buffer;
    const cursor = this.#cursor;
    const fade = this.#transition.frames;
    // A few frames before a hole are too short for the interpolator, so sound continues behind the hole.
    const crumbs = buffer.contiguous(cursor.position, HALF_TAPS + 1);
    const next = crumbs > HALF_TAPS ? cursor.position : buffer.nextPresent(cursor.position + crumbs);
    const hole = next - cursor.position;
    if (hole === 0) {
      if (this.#interpolator.available(buffer, cursor, this.#step(fade), fade) === fade) {
        this.#captureConcealed();
        this.#resume();
        return 0;
      }
    }
    let count = Math.min(want, this.#concealer.length - this.#gapFrames);
    if (this.#insertFrames > 0) count = Math.min(count, this.#insertFrames);
    else if (hole > 0 && next < buffer.end) count = Math.min(count, Math.ceil(hole / this.#base));
    this.#concealer.render(left, right, offset, count);
    if (this.#insertFrames > 0) this.#insertFrames -= count;
    else cursor.position += Math.round(count * this.#base);
    this.#gapFrames += count;
    this.stats.concealedFrames += count;
    if (this.#gapFrames >= this.#concealer.length) this.#state = 'starved';
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
    if (this.#state === 'starved' && (this.#gapFrames * 1000) / this.#outputRate > limits.HOPELESS_GAP_MS) {
      this.#target.takeBack(this.#raisedMs);
      this.#raisedMs = 0;
    }
    if (this.#tryStart()) return 0;
    left.fill(0, offset, offset + want);
    right.fill(0, offset, offset + want);
    this.#transition.apply(left, right, offset, want);
    if (this.#state === 'starved') {
      this.#gapFrames += want;
      this.stats.silentFrames += want;
    }
    return want;
  }

  #tryStart(): boolean {
    const buffer = this.#buffer;
    if (buffer.empty) return false;
    const cursor = this.#cursor;
    const target = this.#toFrames(this.#target.ms);
    const starved = this.#state === 'starved';
    const from = buffer.nextPresent(starved ? Math.max(cursor.position, buffer.begin) : buffer.begin);
    if (buffer.end - from < target) return false;
    let start = Math.max(from, buffer.end - target);
    if (starved && this.#arrivals.ready) {
      // Packets right after a stall are late themselves, so the position from the median is better. It is
      // used once the newest packet confirms it.
      const usual = Math.round(this.#arrivals.median() + this.#clock.frames) - target;
      const settled = Math.abs(buffer.end - usual - target) < this.#toFrames(limits.SETTLED_MS);
      if (settled) start = Math.max(from, usual);
      else if (this.#settling++ < limits.SETTLE_CALLS) return false;
      else this.#arrivals.restartMedian();
    }
    const { position, fraction } = cursor;
    cursor.position = buffer.nextPresent(start);
    cursor.fraction = 0;
    const { frames } = this.#transition;
    if (this.#interpolator.available(buffer, cursor, this.#base, frames) < frames) {
      cursor.position = position;
      cursor.fraction = fraction;
      return false;
    }
    if (starved) this.#resume();
    else this.#startedMs = this.#clock.lastMs;
    this.#transition.beginFromSilence();
    this.#state = 'playing';
    return true;
  }

  #hold(left: Float32Array, right: Float32Array, offset: number, want: number): number {
    const count = Math.min(want, this.#insertFrames);
    left.fill(0, offset, offset + count);
    right.fill(0, offset, offset + count);
    this.#transition.apply(left, right, offset, count);
    this.#insertFrames -= count;
    if (this.#insertFrames === 0) {
      this.#transition.beginFromSilence();
      this.#state = 'playing';
    }
    return count;
  }

  /** Median fill − target, ms. Only when arrivals are ready. */
  #error(): number {
    return this.#toMs(this.#medianFill()) - this.#target.ms;
  }

  #medianFill(): number {
    return this.#arrivals.median() + this.#clock.frames - this.#cursor.position;
  }

  /** Runs twice per second: sets the target and the speed, and decides whether to jump. */
  #evaluate(nowMs: number): void {
    const seconds = limits.EVALUATE_MS / 1000;
    if (!this.#arrivals.ready) return;
    const needed = this.#toMs(this.#arrivals.spread() + this.#packetFrames + this.#clock.burst + HALF_TAPS + 1);
    const falling = this.#target.update(needed, nowMs, seconds);
    this.#clock.relax();
    if (this.#state !== 'playing') return;
    const error = this.#error();
    this.#drift.update(error, seconds, falling * 1000);
    this.stats.fillMs = error + this.#target.ms;
    this.#overfull = error > this.#jumpAboveMs ? this.#overfull + 1 : 0;
    const asked = this.#floorChanged && Math.abs(error) > limits.JUMP_AFTER_GAP_MS;
    this.#floorChanged = false;
    if (asked && error < 0) this.#beginHold(-error);
    else if (asked || this.#overfull > 2) this.#jump(error);
  }

  /** Skips `ms` of sound with one cross-fade, if that much is there. */
  #jump(ms: number): void {
    const cursor = this.#cursor;
    const to = cursor.position + this.#toFrames(ms);
    const there: Cursor = { position: to, fraction: cursor.fraction };
    if (
      this.#interpolator.available(this.#buffer, there, this.#base, this.#transition.frames) < this.#transition.frames
    )
      return;
    if (!this.#captureOutgoing()) return;
    cursor.position = to;
    this.#overfull = 0;
    this.#jumpAboveMs = limits.JUMP_MS;
    this.stats.jumps++;
  }

  #beginHold(ms: number): void {
    const before = this.#cursor.position;
    if (!this.#captureOutgoing()) return;
    this.#insertFrames = this.#transition.frames + Math.round((ms * this.#outputRate) / 1000);
    this.stats.holds++;
    this.#state = 'holding';
    // The sound that fades out is not played again: the hold continues after it.
    this.#cursor.position = before + Math.round(this.#transition.frames * this.#base);
  }

  /** Reads the next sound into the transition, which will fade it out. */
  #captureOutgoing(): boolean {
    const { frames, left, right } = this.#transition;
    const step = this.#base;
    const cursor = this.#cursor;
    if (this.#interpolator.available(this.#buffer, cursor, step, frames) < frames) return false;
    this.#interpolator.read(this.#buffer, cursor, step, left, right, 0, frames);
    this.#transition.begin();
    return true;
  }

  #captureConcealed(): void {
    this.#concealer.render(this.#transition.left, this.#transition.right, 0, this.#transition.frames);
    this.#transition.begin();
  }

  #report(): void {
    const stats = this.stats;
    stats.state = this.#state;
    stats.targetMs = this.#target.ms;
    stats.ppm = this.#drift.ppm;
    if (!this.#arrivals.ready) {
      stats.fillMs = this.#buffer.empty ? 0 : Math.max(0, this.#toMs(this.#buffer.end - this.#cursor.position));
    }
    stats.captureMs =
      this.#state === 'waiting'
        ? Number.NaN
        : this.#captureMs - this.#toMs(this.#captureEnd - 1 - this.#cursor.position);
  }
}

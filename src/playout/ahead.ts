/**
 * Playout that writes sound ahead of its device whenever a packet comes, where pulled playout waits to be asked. It
 * suits outputs whose sound can be changed until it is played.
 *
 * The *frontier* is the first device frame that can still be changed. What lies before it has been played, and is
 * rendered for good. What lies behind it is only a preview: the sound that waits, then what would be made up if nothing
 * more came. So a page that stands still leaves a soft end behind, not a repetition. Each packet renews the preview,
 * but writes only from the first frame that changed.
 *
 * Pure; one thread; allocates nothing per packet.
 */
import { FADE_MS, raisedCosine } from './fade.js';
import { FrontierClock } from './frontier-clock.js';
import { Playout } from './playout.js';
import type { PlayoutOptions, PlayoutPacket, PlayoutStats } from './playout-types.js';

/** Where the sound goes. */
export interface SoundSink {
  /**
   * Replaces everything from device frame `at` on: by `left` and `right` from index `from` to before `to`, then by
   * silence. The arrays are read before it returns.
   */
  write(at: number, left: Float32Array, right: Float32Array, from: number, to: number): void;
}

/**
 * While more than this much sound is written already, a packet is only kept, ms. A long lead would otherwise be
 * rendered anew with each packet.
 */
const ENOUGH_MS = 40;
/** Longest preview, ms: the longest lead, a long packet, and the made-up end. */
const LONGEST_MS = 300;
/** Made-up sound after the last frame, and its fade, ms. */
const END_MS = 20 + FADE_MS;
/** A device that stood still for longer was asleep, ms. */
const SLEPT_MS = 500;
/** Frames rendered for good at once. */
const CHUNK = 512;
/** Two previews of the same sound may differ by this much, because they are interpolated from different places. */
const SAME = 1e-6;

export class AheadPlayout {
  readonly #clock = new FrontierClock();
  readonly #playout: Playout;
  readonly #sink: SoundSink;
  readonly #outputRate: number;
  readonly #scratch = [new Float32Array(CHUNK), new Float32Array(CHUNK)] as const;
  /** What was written last, from device frame `#shownAt` on. */
  #shown: readonly [Float32Array, Float32Array];
  #next: readonly [Float32Array, Float32Array];
  #shownAt = 0;
  #shownFrames = 0;
  /** Device frame up to which what was written is sound without a gap. */
  #steadyTo = 0;
  /** Packets came that are not written yet. */
  #unwritten = false;
  /** The device played the made-up end although sound had come: that end fades out from this device frame on. */
  #bridgeAt = Number.NEGATIVE_INFINITY;
  readonly #bridge: readonly [Float32Array, Float32Array];
  readonly #rise: Float32Array;
  /** Device frame; −1 before the first look. */
  #frontier = -1;
  #device = 0;
  #lastMs = Number.NaN;
  /** For how long the device has stood still, ms. */
  #stoodMs = 0;

  constructor(options: PlayoutOptions, sink: SoundSink) {
    this.#playout = new Playout(options, this.#clock);
    this.#sink = sink;
    this.#outputRate = options.outputRate;
    const longest = Math.ceil((LONGEST_MS * options.outputRate) / 1000);
    const pair = () => [new Float32Array(longest), new Float32Array(longest)] as const;
    this.#rise = raisedCosine(Math.round((FADE_MS * options.outputRate) / 1000));
    this.#bridge = [new Float32Array(this.#rise.length), new Float32Array(this.#rise.length)];
    this.#shown = pair();
    this.#next = pair();
  }

  get stats(): PlayoutStats {
    return this.#playout.stats;
  }

  /** Device frame that `stats` describes. */
  get frontier(): number {
    return this.#frontier;
  }

  /** As `Playout.countLate`. */
  countLate(times: number, frames: number): void {
    this.#playout.countLate(times, frames);
  }

  setBounds(bounds: PlayoutOptions['bounds']): void {
    this.#playout.setBounds(bounds);
  }

  /** Drops all sound that waits; what is being heard fades out from now on. Parameters as for `push`. */
  flush(device: number, nowMs: number): void {
    this.#catchUp(device, nowMs);
    this.#forget();
    this.#show(nowMs);
  }

  /**
   * A packet came. @param device the first device frame that can still be changed, now. @param nowMs any clock that
   * does not jump.
   */
  push(packet: PlayoutPacket, device: number, nowMs: number): void {
    this.#catchUp(device, nowMs);
    this.#playout.push(packet, nowMs);
    if (this.#steadyTo - device > (ENOUGH_MS * this.#outputRate) / 1000) this.#unwritten = true;
    else this.#show(nowMs);
  }

  /** To be called now and then while no packets come, so that `stats` and silence follow. */
  look(device: number, nowMs: number): void {
    this.#catchUp(device, nowMs);
    this.#show(nowMs);
  }

  #forget(): void {
    this.#playout.flush();
    this.#steadyTo = 0;
  }

  /** Renders for good what the device has taken since the last call. */
  #catchUp(device: number, nowMs: number): void {
    if (this.#frontier < 0) this.#frontier = device;
    else this.#noteStandstill(device, nowMs);
    this.#device = device;
    this.#lastMs = nowMs;
    this.#clock.begin(nowMs, 0);
    while (this.#frontier < device) {
      const frames = Math.min(CHUNK, device - this.#frontier);
      this.#playout.take(this.#scratch[0], this.#scratch[1], frames);
      this.#frontier += frames;
    }
    if (this.#unwritten && device > this.#steadyTo) this.#bridgeFromShown();
    this.#clock.setBehind((this.#frontier - device) * this.#playout.base);
  }

  /** What is heard now is not what was rendered: takes it along, to fade it out. */
  #bridgeFromShown(): void {
    this.#unwritten = false;
    this.#bridgeAt = this.#frontier;
    const from = this.#frontier - this.#shownAt;
    for (let side = 0; side < 2; side++) {
      const shown = this.#shown[side]!;
      for (let i = 0; i < this.#rise.length; i++) {
        this.#bridge[side]![i] = from + i < this.#shownFrames ? shown[from + i]! : 0;
      }
    }
  }

  #applyBridge(left: Float32Array, right: Float32Array, frames: number): void {
    const at = this.#frontier - this.#bridgeAt;
    const length = this.#rise.length;
    for (let i = at; i < length && i - at < frames; i++) {
      const rise = this.#rise[i]!;
      const fall = this.#rise[length - 1 - i]!;
      left[i - at] = left[i - at]! * rise + this.#bridge[0][i]! * fall;
      right[i - at] = right[i - at]! * rise + this.#bridge[1][i]! * fall;
    }
  }

  /** After a long standstill all sound that waits is old. */
  #noteStandstill(device: number, nowMs: number): void {
    const passedMs = nowMs - this.#lastMs;
    const movedMs = ((device - this.#device) * 1000) / this.#outputRate;
    if (movedMs < passedMs / 2) {
      this.#stoodMs += passedMs - movedMs;
      return;
    }
    if (this.#stoodMs > SLEPT_MS) this.#forget();
    if (passedMs > 0) this.#stoodMs = 0;
  }

  /** Corrects the sound, and writes what of the preview changed. */
  #show(nowMs: number): void {
    this.#playout.steer(nowMs);
    const [left, right] = this.#next;
    const end = Math.ceil((END_MS * this.#outputRate) / 1000);
    const frames = Math.min(left.length, this.#playout.aheadFrames + end);
    this.#playout.preview(left, right, frames);
    this.#applyBridge(left, right, frames);
    this.#unwritten = false;
    const from = this.#firstChange(left, right, frames);
    if (from < frames) this.#sink.write(this.#frontier + from, left, right, from, frames);
    const before = this.#shown;
    this.#shown = this.#next;
    this.#next = before;
    this.#shownAt = this.#frontier;
    this.#shownFrames = frames;
    this.#steadyTo = this.#frontier + this.#playout.steadyFrames(frames);
  }

  /** Index of the first frame that differs from what was written before. */
  #firstChange(left: Float32Array, right: Float32Array, frames: number): number {
    const [oldLeft, oldRight] = this.#shown;
    const shift = this.#frontier - this.#shownAt;
    const there = Math.max(0, this.#shownFrames - shift);
    for (let i = 0; i < frames; i++) {
      const known = i < there;
      const difference =
        Math.abs(left[i]! - (known ? oldLeft[i + shift]! : 0)) +
        Math.abs(right[i]! - (known ? oldRight[i + shift]! : 0));
      if (difference > SAME) return i;
    }
    return frames < there ? frames - 1 : frames;
  }
}

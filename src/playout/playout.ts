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
import { DeviceClock } from './device-clock.js';
import { HALF_TAPS } from './interpolator.js';
import { PlayHead } from './play-head.js';
import * as limits from './playout-limits.js';
import { emptyStats, type PlayoutOptions, type PlayoutPacket, type PlayoutStats } from './playout-types.js';
import { Renderer } from './renderer.js';
import { Steering } from './steering.js';

export class Playout {
  readonly stats: PlayoutStats = emptyStats();

  readonly #head: PlayHead;
  readonly #clock = new DeviceClock();
  readonly #arrivals = new Arrivals();
  readonly #steering: Steering;
  readonly #renderer: Renderer;
  #epoch = -1;
  #packetFrames = 0;
  #captureEnd = 0;
  #captureMs = Number.NaN;
  #untilEvaluation = 0;

  constructor(options: PlayoutOptions) {
    this.#head = new PlayHead(options.outputRate);
    this.#steering = new Steering(options.floorMs);
    this.#renderer = new Renderer(this.#head, this.#clock, this.#arrivals, this.#steering, this.stats);
  }

  /** @param nowMs any clock of the device that does not jump; the same one as in `render`. */
  push(packet: PlayoutPacket, nowMs: number): void {
    const stats = this.stats;
    const { buffer, cursor } = this.#head;
    const frames = packet.samples.length >> 1;
    if (packet.epoch !== this.#epoch || packet.sampleRate !== this.#head.sampleRate) {
      this.flush();
      this.#epoch = packet.epoch;
      if (packet.sampleRate !== this.#head.sampleRate) this.#head.useRate(packet.sampleRate);
    }
    stats.packets++;
    stats.muted = (packet.flags & WebFlag.muted) !== 0;
    if ((packet.flags & WebFlag.dropped) !== 0) stats.dropMarks++;
    this.#packetFrames = frames;
    const end = packet.first + frames;
    const played = this.#renderer.state === 'waiting' ? Number.NEGATIVE_INFINITY : cursor.position;
    const follows = !buffer.empty && packet.first === buffer.end;
    const stored = buffer.write(packet.first, packet.samples, played);
    stats.lateFrames += frames - stored;
    if ((packet.flags & WebFlag.discontinuity) !== 0 && follows) this.#renderer.soften(packet.first);
    if (end === buffer.end) {
      this.#captureEnd = end;
      this.#captureMs = packet.captureMs;
    }
    if (this.#clock.started) this.#arrivals.observe(end - this.#clock.at(nowMs, this.#head.sampleRate), nowMs);
  }

  /**
   * Fills `left` and `right` with the next `frames` frames.
   * @param lostFrames output frames that the device skipped since the last call without asking for them.
   */
  render(left: Float32Array, right: Float32Array, frames: number, nowMs: number, lostFrames = 0): void {
    this.#tick(nowMs, lostFrames);
    this.#renderer.render(left, right, frames);
    this.#clock.advance(frames * this.#head.base);
    this.#untilEvaluation -= frames;
    if (this.#untilEvaluation <= 0) {
      this.#untilEvaluation = (limits.EVALUATE_MS * this.#head.outputRate) / 1000;
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
    if (this.#steering.setFloor(floorMs)) this.#untilEvaluation = 0;
  }

  /** Drops all waiting sound and starts again at the target. Sound that is being heard fades out. */
  flush(): void {
    this.#renderer.flush();
    this.#head.buffer.reset();
    this.#arrivals.reset();
    this.#steering.drift.restart();
    this.#captureMs = Number.NaN;
  }

  /** Updates the device's clock: bursts, skipped output, sleep. */
  #tick(nowMs: number, lostFrames: number): void {
    if (nowMs - this.#clock.lastMs > limits.SLEPT_MS) this.flush();
    if (lostFrames > 0) {
      this.stats.deviceGaps++;
      this.stats.deviceGapFrames += lostFrames;
      this.#steering.skipped();
    }
    this.#clock.begin(nowMs, lostFrames * this.#head.base);
    if (lostFrames > 0 && this.#renderer.state === 'playing') {
      const excessMs = this.#head.toMs(this.#head.ahead) - this.#steering.target.ms;
      if (excessMs > limits.JUMP_AFTER_GAP_MS) this.#renderer.jump(excessMs);
    }
  }

  /** Median fill − target, ms. Only when arrivals are ready. */
  #error(): number {
    const fill = this.#arrivals.median() + this.#clock.frames - this.#head.cursor.position;
    return this.#head.toMs(fill) - this.#steering.target.ms;
  }

  /** Runs twice per second: sets the target and the speed, and decides whether to jump. */
  #evaluate(nowMs: number): void {
    const seconds = limits.EVALUATE_MS / 1000;
    if (!this.#arrivals.ready) return;
    const needed = this.#arrivals.spread() + this.#packetFrames + this.#clock.burst + HALF_TAPS + 1;
    const falling = this.#steering.target.update(this.#head.toMs(needed), nowMs, seconds);
    this.#clock.relax();
    if (this.#renderer.state !== 'playing') return;
    const error = this.#error();
    const move = this.#steering.step(error, seconds, falling);
    this.stats.fillMs = error + this.#steering.target.ms;
    if (move === 'hold') this.#renderer.hold(-error);
    else if (move === 'jump') this.#renderer.jump(error);
  }

  #report(): void {
    const stats = this.stats;
    const { buffer, cursor, ahead } = this.#head;
    stats.state = this.#renderer.state;
    stats.targetMs = this.#steering.target.ms;
    stats.ppm = this.#steering.drift.ppm;
    if (!this.#arrivals.ready) stats.fillMs = buffer.empty ? 0 : Math.max(0, this.#head.toMs(ahead));
    stats.captureMs =
      stats.state === 'waiting'
        ? Number.NaN
        : this.#captureMs - this.#head.toMs(this.#captureEnd - 1 - cursor.position);
  }
}

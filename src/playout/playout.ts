/**
 * Playout on the client: takes packets in, and gives the device sound. It combines the jitter buffer, the law of leads
 * and concealment. Pure; one thread; `render` allocates nothing.
 *
 * Three quantities, in frames of the stream:
 * - The *clock* counts the frames that the device has asked for.
 * - The *position* is the next frame to be heard.
 * - The *lead* of a packet is its first frame − the position, when it comes.
 *
 * Only the network and the two clocks move first frame − clock. Only this class moves clock − position, so that the
 * lead of the fastest packets is what the law wants.
 *
 * While both clocks agree and nothing needs a correction, every sample comes out exactly as it came in.
 */
import { WebFlag } from '../audio/stream/web/web-packet.js';
import { STEP_MS } from './corrections.js';
import { DeviceClock } from './device-clock.js';
import type { LeadBounds } from './lead-bounds.js';
import { LeadLaw } from './lead-law.js';
import type { PlayClock } from './play-clock.js';
import { PlayHead } from './play-head.js';
import { emptyStats, type PlayoutOptions, type PlayoutPacket, type PlayoutStats } from './playout-types.js';
import { Renderer } from './renderer.js';

/** Without a render call for this long, the device was asleep, ms. */
const SLEPT_MS = 500;

export class Playout {
  readonly stats: PlayoutStats = emptyStats();

  readonly #head: PlayHead;
  readonly #clock: PlayClock;
  readonly #law: LeadLaw;
  readonly #renderer: Renderer;
  /** Renders previews. Made when it is first needed. */
  #shadow: Renderer | undefined;
  #epoch = -1;
  #packetFrames = 0;
  #captureEnd = 0;
  #captureMs = Number.NaN;

  /** @param clock the device's time; by default the clock of a device that asks by `render`. */
  constructor(options: PlayoutOptions, clock: PlayClock = new DeviceClock()) {
    this.#clock = clock;
    this.#head = new PlayHead(options.outputRate);
    this.#law = new LeadLaw(options.bounds);
    this.#renderer = new Renderer(this.#head, this.#clock, this.#law, this.stats);
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
    if (packet.made === true && stored > 0) {
      stats.losses++;
      stats.concealedFrames += Math.round(stored / this.#head.base);
    }
    if ((packet.flags & WebFlag.discontinuity) !== 0 && follows) this.#renderer.soften(packet.first);
    if (end === buffer.end) {
      this.#captureEnd = end;
      this.#captureMs = packet.captureMs;
    }
    if (!this.#clock.started || packet.repaired === true) return;
    const { sampleRate } = this.#head;
    const { copies = 0, apart } = packet;
    this.#law.arrived(packet.first, frames, this.#clock.at(nowMs, sampleRate), sampleRate, copies, nowMs, apart);
  }

  /**
   * Fills `left` and `right` with the next `frames` frames.
   * @param lostFrames output frames that the device skipped since the last call without asking for them.
   */
  render(left: Float32Array, right: Float32Array, frames: number, nowMs: number, lostFrames = 0): void {
    this.#tick(nowMs, lostFrames);
    this.steer(nowMs);
    this.take(left, right, frames);
  }

  /** Fills `left` and `right` like `render`, but corrects nothing. For players that write ahead of their device. */
  take(left: Float32Array, right: Float32Array, frames: number): void {
    this.#renderer.render(left, right, frames);
    this.#clock.advance(frames * this.#head.base);
    this.#report();
  }

  /** Shows what `take` would give next if no more packets came. Changes nothing. */
  preview(left: Float32Array, right: Float32Array, frames: number): void {
    const { cursor } = this.#head;
    const { position, fraction } = cursor;
    this.#shadow ??= new Renderer(this.#head, this.#clock, this.#law, emptyStats());
    this.#shadow.previewOf(this.#renderer);
    this.#shadow.render(left, right, frames);
    cursor.position = position;
    cursor.fraction = fraction;
  }

  /** Output frames until all sound that came would have been played. */
  get aheadFrames(): number {
    return this.#head.buffer.empty ? 0 : Math.max(0, Math.ceil(this.#head.ahead / this.#head.base));
  }

  /** Output frames that can be played from here without a gap; 0 while no sound plays. At most `limit`. */
  steadyFrames(limit: number): number {
    if (this.#renderer.state !== 'playing') return 0;
    const { buffer, cursor, base } = this.#head;
    return Math.floor(buffer.contiguous(cursor.position, Math.ceil(limit * base)) / base);
  }

  /** Stream frames per output frame without correction. */
  get base(): number {
    return this.#head.base;
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

  /** Sets what the musician chose. The change takes a jump, or a few steps. */
  setBounds(bounds: LeadBounds): void {
    this.#law.setBounds(bounds);
  }

  /** Drops all waiting sound and starts again at the target. Sound that is being heard fades out. */
  flush(): void {
    this.#renderer.flush();
    this.#head.buffer.reset();
    this.#law.restart();
    this.#captureMs = Number.NaN;
  }

  /** Updates the device's clock: bursts, skipped output, sleep. */
  #tick(nowMs: number, lostFrames: number): void {
    if (nowMs - this.#clock.lastMs > SLEPT_MS) this.flush();
    if (lostFrames > 0) {
      this.stats.deviceGaps++;
      this.stats.deviceGapFrames += lostFrames;
    }
    this.#clock.begin(nowMs, lostFrames * this.#head.base);
  }

  /** Lets the law set target and speed, and makes the step or the jump that it wants. `render` does it itself. */
  steer(nowMs: number): void {
    if (this.#renderer.state !== 'playing') {
      this.#law.evaluate(nowMs);
      return;
    }
    const law = this.#law;
    const ms = law.step(this.#renderer.excessMs(), nowMs);
    if (ms === 0 || !this.#renderer.move(ms, law.leastMs, law.likeness)) return;
    law.corrected(nowMs);
    if (Math.abs(ms) > STEP_MS) this.stats.jumps++;
    else this.stats.steps++;
  }

  #report(): void {
    const stats = this.stats;
    const { buffer, cursor, ahead } = this.#head;
    const excessMs = this.#renderer.excessMs();
    stats.state = this.#renderer.state;
    stats.targetMs = this.#law.targetMs + this.#head.toMs(this.#packetFrames + this.#renderer.outputFrames);
    stats.ppm = this.#law.ppm;
    if (stats.state === 'playing' && !Number.isNaN(excessMs)) stats.fillMs = stats.targetMs + excessMs;
    else stats.fillMs = buffer.empty ? 0 : Math.max(0, this.#head.toMs(ahead));
    stats.captureMs =
      stats.state === 'waiting'
        ? Number.NaN
        : this.#captureMs - this.#head.toMs(this.#captureEnd - 1 - cursor.position);
  }
}

/**
 * Cuts one listener's sound into packets: where each begins, when it is complete, and what its header must say. Web
 * and native listeners share these rules. Stream worker only; cutting a packet allocates nothing.
 *
 * For each packet: `open` (where the header has flags), copy its samples, `intact`, hand it over, `done`.
 */
import { LOOK_AHEAD } from '../shared/engine-layout.js';
import { READABLE_FRAMES } from './bus-reader.js';
import { ListenerQueue } from './listener-queue.js';
import type { StreamClock } from './stream-clock.js';

/** What packets are cut from: the output of a bus, or the raw channels of the capture ring. */
export type CutFrom = 'bus' | 'capture';

export class PacketCutter {
  /** Where the listener is in its sound, and what it lost. */
  readonly queue: ListenerQueue;
  readonly #clock: StreamClock;
  readonly #from: CutFrom;
  /** Frames by which this sound is ahead of OUT_POS. */
  readonly #ahead: number;
  #start = 0;
  #begun = false;
  #marked = false;
  /** Discontinuities that the client knows, and those up to the open packet. */
  #told: number;
  #seen: number;

  constructor(clock: StreamClock, frames: number, from: CutFrom, nowMs: number) {
    this.queue = new ListenerQueue(frames, clock.sampleRate, 0, nowMs);
    this.#clock = clock;
    this.#from = from;
    this.#ahead = from === 'capture' ? LOOK_AHEAD : 0;
    this.#told = clock.discontinuities;
    this.#seen = this.#told;
  }

  /** Frames of this sound that exist, as the clock last read it. */
  get position(): number {
    return this.#clock.position + this.#ahead;
  }

  /** Whether the next packet is complete. */
  get due(): boolean {
    return this.position >= this.queue.wholeAt;
  }

  /** The OUT_POS at which the next packet is complete. */
  get dueAt(): number {
    return this.queue.wholeAt - this.#ahead;
  }

  /** Whether the sound began. */
  get begun(): boolean {
    return this.#begun;
  }

  /** First position of the listener's sound. Earlier frames of its first packet are silence. */
  get start(): number {
    return this.#start;
  }

  /** Begins with the packet that contains the first frame of the bus. `startWord`: its position as a wrapping word. */
  begin(startWord: number): void {
    this.#start = this.#clock.extend(startWord);
    this.queue.restart(this.#packetStart(this.#start, this.queue.frames), this.#clock.sampleRate);
    this.#begun = true;
  }

  /**
   * Continues with the packet that is being written now, perhaps with another rate or packet length. Nothing counts as
   * dropped.
   */
  restart(frames = this.queue.frames): void {
    // The worker may have slept for a while, so read the clock again.
    this.#clock.refresh();
    this.queue.restart(this.#packetStart(this.position, frames), this.#clock.sampleRate, frames);
  }

  /** Marks the next packet as a discontinuity, if sound went before it. */
  mark(): void {
    this.#marked = this.#begun;
  }

  /** To be called before the samples of the next packet are read. */
  open(): void {
    this.#seen = this.#clock.discontinuities;
  }

  /** Whether the sound before the end of the open packet had a gap, or is not what went before. */
  get discontinuity(): boolean {
    return this.#marked || this.#seen !== this.#told;
  }

  /**
   * Whether the samples of the open packet were still there when they were copied. If this thread paused and newer
   * sound overwrote them, drops the packet.
   */
  intact(): boolean {
    const { next } = this.queue;
    const since = this.#from === 'capture' ? this.#clock.capturedSince(next) : this.#clock.mixedSince(next);
    if (since <= READABLE_FRAMES) return true;
    this.queue.lapped(next + since, READABLE_FRAMES);
    return false;
  }

  /** The open packet was handed over. */
  done(): void {
    this.#told = this.#seen;
    this.#marked = false;
    this.queue.handedOver();
  }

  /** Drops packets whose sound was overwritten. */
  dropLapped(): void {
    this.queue.lapped(this.position, READABLE_FRAMES);
  }

  /**
   * First position of the packet that contains `position`. All listeners with the same packet length share these
   * boundaries, so one wake-up serves them all. A packet ends where the mixer stops after a whole number of periods.
   * That is a whole multiple of the packet's length in the capture, and the limiter's look-ahead before it in a bus. So
   * a packet of one period never waits for the next period.
   */
  #packetStart(position: number, frames: number): number {
    const behind = LOOK_AHEAD - this.#ahead;
    return Math.floor((position + behind) / frames) * frames - behind;
  }
}

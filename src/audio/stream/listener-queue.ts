/**
 * The queue of one listener, and its state. Pure. The queue holds no sound, only a read position in a ring that is
 * still being written. So falling behind costs nothing, and dropping a packet only advances the position. Positions are
 * frames since the stream began, as numbers that do not wrap.
 *
 * | state   | while                                  | the listener                                            |
 * |---------|----------------------------------------|---------------------------------------------------------|
 * | flowing | its socket takes packets               | gets each packet when it is complete                    |
 * | flowing | its socket is full                     | keeps `ageMs` of packets; older ones are dropped        |
 * | stalled | … for `stallMs`, or its host is gone   | keeps nothing                                           |
 * | closed  | … for `closeMs`                        | is closed                                               |
 *
 * When the socket of a stalled listener takes bytes again, it flows again with the next complete packet.
 */

export interface ListenerLimits {
  /** Age at which the oldest complete packet is dropped, ms. Unsent sound in the kernel counts too. */
  readonly ageMs: number;
  /** A listener whose socket took no byte for this long is stalled, ms. */
  readonly stallMs: number;
  /** A listener whose socket took no byte for this long is closed, ms. */
  readonly closeMs: number;
}

export const LISTENER_LIMITS: ListenerLimits = { ageMs: 60, stallMs: 1000, closeMs: 5000 };

/**
 * Normal interval between two looks at a full socket, ms. Any time beyond it was the box's own delay,
 * and does not count against the listener.
 */
export const LOOK_MS = 20;

/** What the owner of the socket must do or report now. */
export type Fate = 'keep' | 'stalled' | 'recovered' | 'close';

export class ListenerQueue {
  readonly #limits: ListenerLimits;
  #frames: number;
  #framesPerMs: number;
  #next: number;
  #sequence = 0;
  #sent = 0;
  #dropped = 0;
  #gap = false;
  #stalled = false;
  #tookAt: number;
  /** How long complete packets have waited for room in the socket, ms; undefined while none waits. */
  #waitedMs: number | undefined;
  #lookedMs = 0;

  /** `start`: the first frame to send. `nowMs`: any monotonic clock, the same one in every call. */
  constructor(frames: number, sampleRate: number, start: number, nowMs: number, limits = LISTENER_LIMITS) {
    this.#frames = frames;
    this.#framesPerMs = sampleRate / 1000;
    this.#next = start;
    this.#tookAt = nowMs;
    this.#limits = limits;
  }

  /** Frames of one packet. */
  get frames(): number {
    return this.#frames;
  }

  /** First frame of the next packet. */
  get next(): number {
    return this.#next;
  }

  /** Number of the next packet, including dropped ones (does not wrap). */
  get sequence(): number {
    return this.#sequence;
  }

  get sent(): number {
    return this.#sent;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** Whether packets before the next one were dropped. */
  get gap(): boolean {
    return this.#gap;
  }

  get stalled(): boolean {
    return this.#stalled;
  }

  /** Position at which the next packet is complete. */
  get wholeAt(): number {
    return this.#next + this.#frames;
  }

  /** Age of the oldest complete packet that was not handed over, ms; 0 if there is none. */
  ageMs(position: number): number {
    return Math.max(0, (position - this.wholeAt) / this.#framesPerMs);
  }

  /** Records that the next packet was handed to a socket with room for it. */
  handedOver(): void {
    this.#next += this.#frames;
    this.#sequence++;
    this.#sent++;
    this.#gap = false;
  }

  /** Records that the socket took some or all of its bytes. */
  took(nowMs: number): Fate {
    this.#tookAt = nowMs;
    if (!this.#stalled) return 'keep';
    this.#stalled = false;
    return 'recovered';
  }

  /** Records that every complete packet was handed over. */
  caughtUp(): void {
    this.#waitedMs = undefined;
  }

  /**
   * Called when the socket is full, or was until now. `unsentMs` is the sound that waits in the socket and the kernel.
   * Drops what is too old, and judges how long the socket took nothing. `gone`: the kernel reports that the other end
   * is gone.
   */
  late(nowMs: number, position: number, unsentMs: number, gone = false): Fate {
    const silentMs = nowMs - this.#tookAt;
    if (silentMs >= this.#limits.closeMs) return 'close';
    const stalls = !this.#stalled && (gone || silentMs >= this.#limits.stallMs);
    if (stalls) this.#stalled = true;
    this.dropLate(nowMs, position, unsentMs);
    return stalls ? 'stalled' : 'keep';
  }

  /**
   * Drops packets that are too old; while the listener is stalled, every complete packet. Only time spent waiting for
   * the socket counts: when the box itself was late, the listener gets everything there is.
   */
  dropLate(nowMs: number, position: number, unsentMs: number): void {
    if (position < this.wholeAt) {
      this.#waitedMs = undefined;
      return;
    }
    const sinceLook = Math.min(nowMs - this.#lookedMs, LOOK_MS);
    this.#waitedMs = this.#waitedMs === undefined ? 0 : this.#waitedMs + sinceLook;
    this.#lookedMs = nowMs;
    const allowedMs = Math.max(0, this.#limits.ageMs - unsentMs);
    if (this.#stalled) this.#drop(Math.floor((position - this.#next) / this.#frames));
    else if (this.#waitedMs > allowedMs) this.#dropOlderThan(position, allowedMs);
  }

  /** Drops packets that need sound older than `frames` before `position`, which the ring no longer holds. */
  lapped(position: number, frames: number): void {
    const behind = position - frames - this.#next;
    if (behind > 0) this.#drop(Math.ceil(behind / this.#frames));
  }

  /** Drops the next packet, which can no longer be made. */
  lose(): void {
    this.#drop(1);
  }

  /** Gives the next packets another length. They begin where the present ones would. */
  reframe(frames: number): void {
    this.#frames = frames;
  }

  /** Continues at `start`, perhaps with another rate or packet length. Nothing counts as dropped. */
  restart(start: number, sampleRate: number, frames = this.#frames): void {
    this.#next = start;
    this.#frames = frames;
    this.#framesPerMs = sampleRate / 1000;
  }

  #dropOlderThan(position: number, ageMs: number): void {
    const excess = position - this.wholeAt - ageMs * this.#framesPerMs;
    if (excess > 0) this.#drop(Math.ceil(excess / this.#frames));
  }

  #drop(packets: number): void {
    this.#next += packets * this.#frames;
    this.#sequence += packets;
    this.#dropped += packets;
    this.#gap = true;
  }
}

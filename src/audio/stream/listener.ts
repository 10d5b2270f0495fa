/**
 * One listener's queue and its fate. Pure. The queue holds no sound: it is a read position into a ring that goes on
 * being written, so falling behind costs nothing, and dropping is moving the position on. Positions are frames since
 * the stream began, as numbers that do not wrap.
 *
 * | state   | while                                  | the listener                                            |
 * |---------|----------------------------------------|---------------------------------------------------------|
 * | flowing | its socket takes packets               | gets each packet as it becomes whole                    |
 * | flowing | its socket is full                     | keeps `ageMs` of packets; what waits longer is dropped  |
 * | stalled | … for `stallMs`, or its host is gone   | keeps nothing                                           |
 * | closed  | … for `closeMs`                        | is closed                                               |
 *
 * A stalled listener whose socket takes bytes again is flowing with the next packet that becomes whole.
 */

export interface ListenerLimits {
  /** Age at which the oldest whole packet is dropped, ms; sound that lies unsent in the kernel counts. */
  readonly ageMs: number;
  /** Without a byte taken for this long a listener is stalled, ms. */
  readonly stallMs: number;
  /** … and after this long it is closed, ms. */
  readonly closeMs: number;
}

export const LISTENER_LIMITS: ListenerLimits = { ageMs: 60, stallMs: 1000, closeMs: 5000 };

/**
 * A full socket is looked at this often, ms, when all is well; more time between two looks was the box's own
 * lateness, and is not held against the listener.
 */
export const LOOK_MS = 20;

/** What the owner of the socket must do or tell now. */
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
  /** How long whole packets have been waiting for room in the socket, ms; undefined while none does. */
  #waitedMs: number | undefined;
  #lookedMs = 0;

  /** `start`: first frame to send. `nowMs`: any monotonic clock, the same in every call. */
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

  /** Number of the next packet, dropped ones counted (not wrapped). */
  get sequence(): number {
    return this.#sequence;
  }

  get sent(): number {
    return this.#sent;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** Packets before the next one were dropped. */
  get gap(): boolean {
    return this.#gap;
  }

  get stalled(): boolean {
    return this.#stalled;
  }

  /** Ring position at which the next packet is whole. */
  get wholeAt(): number {
    return this.#next + this.#frames;
  }

  /** Age of the oldest whole packet that was not handed over, ms; 0 when there is none. */
  ageMs(position: number): number {
    return Math.max(0, (position - this.wholeAt) / this.#framesPerMs);
  }

  /** The next packet was handed to the socket, which had room for it. */
  handedOver(): void {
    this.#next += this.#frames;
    this.#sequence++;
    this.#sent++;
    this.#gap = false;
  }

  /** The socket took bytes, all it was given or some. */
  took(nowMs: number): Fate {
    this.#tookAt = nowMs;
    if (!this.#stalled) return 'keep';
    this.#stalled = false;
    return 'recovered';
  }

  /** Every whole packet was handed over. */
  caughtUp(): void {
    this.#waitedMs = undefined;
  }

  /**
   * The socket is or just was full, at ring position `position`, with `unsentMs` of sound lying in it and in the
   * kernel: drops what is too old, and judges the silence since the socket last took a byte. `gone`: nobody is at the
   * other end, as the kernel says.
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
   * Drops what is too old; everything whole while the listener is stalled. Only waiting for the socket makes a packet
   * too old: when the box itself was late, the listener gets what there is.
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

  /** Sound older than `frames` before `position` is gone from the ring: packets that needed it are dropped. */
  lapped(position: number, frames: number): void {
    const behind = position - frames - this.#next;
    if (behind > 0) this.#drop(Math.ceil(behind / this.#frames));
  }

  /** Goes on at `start`, perhaps at another rate or in other packets; nothing counts as dropped. */
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

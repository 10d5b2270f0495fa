/**
 * Turns packets into sound, with the page's own jitter buffer, law of leads and concealment. A device with its
 * own pace sets the clock: a block is made when the device has taken the previous one. Otherwise this computer's clock
 * does.
 */
import type { LeadBounds } from '../playout/lead-bounds.js';
import { Playout } from '../playout/playout.js';
import type { PlayoutPacket, PlayoutStats } from '../playout/playout-types.js';
import type { SoundOut } from './sound-out.js';

/**
 * Frames of one block: 2.1 ms at 48 kHz. Sound waits for the block that it is part of. Sound cards do not take a whole
 * number of these at once, so the moments at which they take one show their pace.
 */
export const BLOCK = 100;
/** How often the player checks whether a block is due, ms. */
const TICK_MS = 1;
/** A starting device fills its buffers in one go. For this long it gets silence, which uses up no sound, ms. */
const PRIME_MS = 500;
/** No device is faster than this, apart from its buffers. A faster output keeps no time, like ALSA's null. */
const FASTEST = 1.01;
const BUFFERS_MS = 1_000;

/** Peaks since the last call, linear 0…1. */
export interface Peaks {
  left: number;
  right: number;
}

export class Player {
  readonly #playout: Playout;
  readonly #out: SoundOut;
  readonly #sampleRate: number;
  readonly #left = new Float32Array(BLOCK);
  readonly #right = new Float32Array(BLOCK);
  readonly #block = new Int16Array(BLOCK * 2);
  readonly #blockMs: number;
  #timer: NodeJS.Timeout | undefined;
  #startedMs = Number.NaN;
  /** When the next block is due by this computer's clock. */
  #dueMs = Number.NaN;
  #paced: boolean;
  /** Blocks that the device took. */
  #taken = 0;
  /** The block was made, and the device has not taken it. */
  #waiting = false;
  #peaks: Peaks = { left: 0, right: 0 };

  /** `bounds`: how long before its turn each packet should come. */
  constructor(sampleRate: number, bounds: LeadBounds, out: SoundOut) {
    this.#playout = new Playout({ outputRate: sampleRate, bounds });
    this.#out = out;
    this.#paced = out.paced;
    this.#sampleRate = sampleRate;
    this.#blockMs = (BLOCK * 1000) / sampleRate;
  }

  start(): void {
    this.#timer = setInterval(() => this.render(performance.now()), TICK_MS);
  }

  /** `nowMs` as in `render`. */
  push(packet: PlayoutPacket, nowMs: number): void {
    this.#playout.push(packet, nowMs);
  }

  get stats(): Readonly<PlayoutStats> {
    return this.#playout.stats;
  }

  takePeaks(): Peaks {
    const peaks = this.#peaks;
    this.#peaks = { left: 0, right: 0 };
    return peaks;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#out.close();
  }

  /** Gives the output what it takes now. `nowMs`: any clock that does not jump. */
  render(nowMs: number): void {
    if (Number.isNaN(this.#startedMs)) {
      this.#startedMs = nowMs;
      this.#dueMs = nowMs;
    }
    if (this.#paced) this.#feed(nowMs);
    else this.#keepTime(nowMs);
  }

  #keepTime(nowMs: number): void {
    for (; this.#dueMs <= nowMs; this.#dueMs += this.#blockMs) {
      // An output that only stores the sound asks evenly, whenever this computer gets to it.
      this.#make(this.#dueMs);
      this.#out.write(this.#block);
    }
  }

  #feed(nowMs: number): void {
    const runMs = nowMs - this.#startedMs;
    const most = ((runMs * FASTEST + BUFFERS_MS) * this.#sampleRate) / 1000 / BLOCK;
    while (this.#taken < most) {
      if (!this.#waiting && runMs >= PRIME_MS) this.#make(nowMs);
      this.#waiting = !this.#out.write(this.#block);
      if (this.#waiting) return;
      this.#taken++;
    }
    this.#paced = false;
    this.#dueMs = nowMs;
  }

  #make(nowMs: number): void {
    this.#playout.render(this.#left, this.#right, BLOCK, nowMs);
    for (let i = 0; i < BLOCK; i++) {
      const [left, right] = [this.#left[i]!, this.#right[i]!];
      this.#block[i * 2] = toS16(left);
      this.#block[i * 2 + 1] = toS16(right);
      this.#peaks.left = Math.max(this.#peaks.left, Math.abs(left));
      this.#peaks.right = Math.max(this.#peaks.right, Math.abs(right));
    }
  }
}

function toS16(value: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768)));
}

/**
 * Turns packets into sound at this computer's own pace, with the page's own jitter buffer, drift correction and concealment.
 */
import { Playout } from '../audio/playout/playout.js';
import type { PlayoutPacket, PlayoutStats } from '../audio/playout/playout-types.js';
import type { SoundOut } from './sound-out.js';

/** Frames of one block: 5.3 ms at 48 kHz. */
const BLOCK = 256;
/** How often it is looked whether a block is due, ms. */
const TICK_MS = 2;

/** Peaks since last asked, linear 0…1. */
export interface Peaks {
  left: number;
  right: number;
}

export class Player {
  readonly #playout: Playout;
  readonly #out: SoundOut;
  readonly #left = new Float32Array(BLOCK);
  readonly #right = new Float32Array(BLOCK);
  readonly #block = new Int16Array(BLOCK * 2);
  readonly #blockMs: number;
  readonly #timer: NodeJS.Timeout;
  #dueMs = performance.now();
  #peaks: Peaks = { left: 0, right: 0 };

  /** `targetMs`: what the jitter buffer steers to at least. */
  constructor(sampleRate: number, targetMs: number, out: SoundOut) {
    this.#playout = new Playout({ outputRate: sampleRate, floorMs: targetMs });
    this.#out = out;
    this.#blockMs = (BLOCK * 1000) / sampleRate;
    this.#timer = setInterval(() => this.#render(), TICK_MS);
  }

  push(packet: PlayoutPacket): void {
    this.#playout.push(packet, performance.now());
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

  #render(): void {
    const nowMs = performance.now();
    while (this.#dueMs <= nowMs) {
      this.#playout.render(this.#left, this.#right, BLOCK, nowMs);
      for (let i = 0; i < BLOCK; i++) {
        const [left, right] = [this.#left[i]!, this.#right[i]!];
        this.#block[i * 2] = toS16(left);
        this.#block[i * 2 + 1] = toS16(right);
        this.#peaks.left = Math.max(this.#peaks.left, Math.abs(left));
        this.#peaks.right = Math.max(this.#peaks.right, Math.abs(right));
      }
      this.#out.write(this.#block);
      this.#dueMs += this.#blockMs;
    }
  }
}

function toS16(value: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768)));
}

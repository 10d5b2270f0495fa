/**
 * Makes up sound for frames that did not come. The last pitch period repeats, cross-faded into itself and ever
 * softer, for at most 20 ms; then it fades to silence. The idea is packet loss concealment by pitch repetition
 * (ITU-T G.711 appendix I), but without its added delay. Instead, an offset that decays removes the step at the
 * start. Pure; no allocation after construction.
 */
import { FADE_MS } from './fade.js';
import type { JitterBuffer } from './jitter-buffer.js';

/** Longest made-up sound, ms; after that it fades over `FADE_MS`. */
const CONCEAL_MS = 20;

const SHORTEST_PERIOD_MS = 2.5;
const LONGEST_PERIOD_MS = 15;
const TEMPLATE_MS = 5;
const OFFSET_MS = 2;
/** The first search uses only every fourth frame. */
const COARSE = 4;

export class Concealer {
  /** Frames from the start of a gap to silence. */
  readonly length: number;
  readonly #rate: number;
  readonly #history: Float32Array;
  readonly #loopLeft: Float32Array;
  readonly #loopRight: Float32Array;
  readonly #envelope: Float32Array;
  readonly #offsetFrames: number;
  #period = 1;
  #at = 0;
  #offsetLeft = 0;
  #offsetRight = 0;

  /** @param rate output rate, hertz. */
  constructor(rate: number) {
    const frames = (ms: number) => Math.round((ms * rate) / 1000);
    this.#rate = rate;
    this.length = frames(CONCEAL_MS + FADE_MS);
    this.#history = new Float32Array(frames(2 * LONGEST_PERIOD_MS + TEMPLATE_MS));
    this.#loopLeft = new Float32Array(frames(LONGEST_PERIOD_MS));
    this.#loopRight = new Float32Array(frames(LONGEST_PERIOD_MS));
    this.#offsetFrames = frames(OFFSET_MS);
    this.#envelope = new Float32Array(this.length);
    for (let i = 0; i < this.length; i++) {
      const ms = (i * 1000) / rate;
      const softer = ms < 10 ? 1 : 1 - 0.5 * Math.min(1, (ms - 10) / (CONCEAL_MS - 10));
      const fade = ms < CONCEAL_MS ? 1 : Math.cos((Math.PI / 2) * ((ms - CONCEAL_MS) / FADE_MS)) ** 2;
      this.#envelope[i] = softer * fade;
    }
  }

  /** Takes over the state of another concealer of the same rate. */
  copyFrom(other: Concealer): void {
    this.#period = other.#period;
    this.#at = other.#at;
    this.#offsetLeft = other.#offsetLeft;
    this.#offsetRight = other.#offsetRight;
    this.#loopLeft.set(other.#loopLeft);
    this.#loopRight.set(other.#loopRight);
  }

  /**
   * Begins a gap after frame `end − 1` of `buffer`. `lastLeft` and `lastRight` are the last frame as it was heard.
   * Costs one search over 15 ms of history, about 40 000 multiplications.
   */
  start(buffer: JitterBuffer, end: number, lastLeft: number, lastRight: number): void {
    const length = this.#history.length;
    const from = end - length;
    for (let i = 0; i < length; i++) {
      const slot = (from + i) & buffer.mask;
      this.#history[i] = from + i < buffer.begin ? 0 : buffer.left[slot]! + buffer.right[slot]!;
    }
    const period = this.#findPeriod();
    this.#period = period;
    this.#at = 0;
    const blend = period >> 2;
    for (let i = 0; i < period; i++) {
      const slot = (end - period + i) & buffer.mask;
      const before = (end - 2 * period + i) & buffer.mask;
      const weight = i < period - blend ? 0 : (i - (period - blend) + 0.5) / blend;
      this.#loopLeft[i] = buffer.left[slot]! * (1 - weight) + buffer.left[before]! * weight;
      this.#loopRight[i] = buffer.right[slot]! * (1 - weight) + buffer.right[before]! * weight;
    }
    const preceding = (end - period - 1) & buffer.mask;
    this.#offsetLeft = lastLeft - buffer.left[preceding]!;
    this.#offsetRight = lastRight - buffer.right[preceding]!;
  }

  /** Writes the next `count` frames of made-up sound; zeros once the gap is longer than `length`. */
  render(left: Float32Array, right: Float32Array, offset: number, count: number): void {
    for (let i = 0; i < count; i++) {
      const at = this.#at++;
      if (at >= this.length) {
        left[offset + i] = 0;
        right[offset + i] = 0;
        continue;
      }
      const index = at % this.#period;
      const dying = at < this.#offsetFrames ? Math.cos((Math.PI / 2) * ((at + 1) / this.#offsetFrames)) ** 2 : 0;
      const gain = this.#envelope[at]!;
      left[offset + i] = (this.#loopLeft[index]! + dying * this.#offsetLeft) * gain;
      right[offset + i] = (this.#loopRight[index]! + dying * this.#offsetRight) * gain;
    }
  }

  /** The lag with the highest normalised correlation between the newest 5 ms and the sound before them. */
  #findPeriod(): number {
    const shortest = Math.round((SHORTEST_PERIOD_MS * this.#rate) / 1000);
    const longest = Math.min(this.#loopLeft.length, Math.round((LONGEST_PERIOD_MS * this.#rate) / 1000));
    let best = longest;
    let bestScore = -1;
    for (let lag = shortest; lag <= longest; lag += COARSE) {
      const score = this.#similarity(lag, COARSE);
      if (score > bestScore) {
        bestScore = score;
        best = lag;
      }
    }
    const centre = best;
    bestScore = -1;
    for (let lag = Math.max(shortest, centre - COARSE + 1); lag <= Math.min(longest, centre + COARSE - 1); lag++) {
      const score = this.#similarity(lag, 1);
      if (score > bestScore) {
        bestScore = score;
        best = lag;
      }
    }
    return best;
  }

  #similarity(lag: number, stride: number): number {
    const end = this.#history.length;
    const start = end - Math.round((TEMPLATE_MS * this.#rate) / 1000);
    let product = 0;
    let energy = 0;
    for (let i = start; i < end; i += stride) {
      const earlier = this.#history[i - lag]!;
      product += this.#history[i]! * earlier;
      energy += earlier * earlier;
    }
    return energy > 1e-9 ? product / Math.sqrt(energy) : 0;
  }
}

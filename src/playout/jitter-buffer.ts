/**
 * The store of the jitter buffer: stereo frames in a ring, addressed by their absolute number in the stream. Each frame
 * that is present has a mark. It does not deal with time. Pure; one thread; no allocation after construction.
 */

/** Frames kept: 1.37 s at 48 kHz. A power of two. */
export const JITTER_BUFFER_FRAMES = 65_536;

const MASK = JITTER_BUFFER_FRAMES - 1;

export class JitterBuffer {
  /** Samples by `index & mask`; frames that never came are 0. The interpolator reads them directly. */
  readonly left = new Float32Array(JITTER_BUFFER_FRAMES);
  readonly right = new Float32Array(JITTER_BUFFER_FRAMES);
  readonly mask = MASK;
  readonly #present = new Uint8Array(JITTER_BUFFER_FRAMES);
  #begin = 0;
  #end = 0;
  #empty = true;

  /** Index of the oldest frame that may still be present. */
  get begin(): number {
    return Math.max(this.#begin, this.#end - JITTER_BUFFER_FRAMES);
  }

  /** One past the newest frame. Meaningless while `empty`. */
  get end(): number {
    return this.#end;
  }

  get empty(): boolean {
    return this.#empty;
  }

  reset(): void {
    this.#empty = true;
    this.#begin = 0;
    this.#end = 0;
    this.#present.fill(0);
    this.left.fill(0);
    this.right.fill(0);
  }

  /**
   * Stores one packet of interleaved stereo; s16 becomes s16/32768. Drops frames before `keepFrom`, frames that are
   * present already, and frames older than the ring. A jump ahead by more than the ring empties it.
   * @returns how many frames were new.
   */
  write(first: number, samples: Int16Array | Float32Array, keepFrom: number): number {
    const frames = samples.length >> 1;
    if (this.#empty || first >= this.#end + JITTER_BUFFER_FRAMES) {
      this.reset();
      this.#empty = false;
      this.#begin = first;
      this.#end = first;
    }
    const known = this.#end;
    if (first + frames > known) {
      this.#markMissing(known, first);
      this.#end = first + frames;
    }
    const scale = samples instanceof Int16Array ? 1 / 32_768 : 1;
    const from = Math.max(first, keepFrom, this.begin);
    let stored = 0;
    for (let index = from; index < first + frames; index++) {
      const slot = index & MASK;
      if (index < known && this.#present[slot] === 1) continue;
      const at = (index - first) << 1;
      this.left[slot] = samples[at]! * scale;
      this.right[slot] = samples[at + 1]! * scale;
      this.#present[slot] = 1;
      stored++;
    }
    if (from > known) this.#markMissing(Math.max(known, first), Math.min(from, first + frames));
    return stored;
  }

  /** How many present frames follow without a hole from `index`, at most `limit`. */
  contiguous(index: number, limit: number): number {
    if (this.#empty || index < this.begin) return 0;
    const most = Math.min(limit, this.#end - index);
    let count = 0;
    while (count < most && this.#present[(index + count) & MASK] === 1) count++;
    return count;
  }

  /** Index of the first present frame at or after `index`; `end` or later if there is none. */
  nextPresent(index: number): number {
    let at = Math.max(index, this.begin);
    while (at < this.#end && this.#present[at & MASK] === 0) at++;
    return at;
  }

  /**
   * Softens the step at `boundary`, where the source restarted. Sound before it, unless already played, fades out;
   * sound after it fades in. `rise` is a table of rising gains.
   */
  soften(boundary: number, playedTo: number, rise: Float32Array): void {
    const length = rise.length;
    for (let i = 0; i < length; i++) {
      const before = boundary - length + i;
      if (before >= playedTo && before >= this.begin) this.#scale(before, rise[length - 1 - i]!);
      const after = boundary + i;
      if (after < this.#end) this.#scale(after, rise[i]!);
    }
  }

  #scale(index: number, gain: number): void {
    const slot = index & MASK;
    this.left[slot] = this.left[slot]! * gain;
    this.right[slot] = this.right[slot]! * gain;
  }

  #markMissing(from: number, to: number): void {
    for (let index = Math.max(from, to - JITTER_BUFFER_FRAMES); index < to; index++) {
      const slot = index & MASK;
      this.#present[slot] = 0;
      this.left[slot] = 0;
      this.right[slot] = 0;
    }
  }
}

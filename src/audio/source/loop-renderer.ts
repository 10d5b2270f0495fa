/**
 * Plays one loop per channel, each with its own length, again and again without a seam.
 */
import type { Renderer } from './paced-source.js';

export class LoopRenderer implements Renderer {
  readonly #loops: readonly Float32Array[];
  /** Present position in each loop. */
  readonly #at: Int32Array;
  readonly gone = false;

  constructor(loops: readonly Float32Array[]) {
    this.#loops = loops;
    this.#at = new Int32Array(loops.length);
  }

  render(lanes: readonly Float32Array[], at: number, frames: number): number {
    for (let channel = 0; channel < this.#loops.length; channel++) {
      const loop = this.#loops[channel]!;
      const lane = lanes[channel]!;
      const length = loop.length;
      let from = this.#at[channel]!;
      for (let frame = 0; frame < frames; frame++) {
        lane[at + frame] = loop[from]!;
        if (++from === length) from = 0;
      }
      this.#at[channel] = from;
    }
    return 0;
  }

  async close(): Promise<void> {}
}

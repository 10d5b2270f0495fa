import type { Packet } from '../harness/listener.js';

/** Samples of the count before it begins again: see inside/make-count.mjs. */
const COUNT = 20_000;
/** The bus fades in at the start of a stream, over 200 ms at most; only what comes after half a second is judged. */
const FADE_FRAMES = 24_000;

export interface Verdict {
  readonly checked: number;
  readonly wrong: number;
  /** Frames missing between two packets, by their index, and how many of these places carried no flag. */
  readonly lost: number;
  readonly untold: number;
}

/** Left must count on by one from sample to sample, right be silent; where the index jumps, a flag must say so. */
export function checkCount(packets: readonly Packet[]): Verdict {
  let [checked, wrong, lost, untold] = [0, 0, 0, 0];
  const begin = packets[0]?.first ?? 0;
  let last: number | undefined;
  let next: number | undefined;
  for (const { first, frames, flags, samples } of packets) {
    if (next !== undefined && first !== next) {
      lost += first - next;
      if (flags === 0) untold++;
      last = undefined;
    }
    for (let i = 0; i < frames; i++) {
      const left = samples[2 * i]!;
      if (first + i < begin + FADE_FRAMES) continue;
      if (last !== undefined) {
        checked++;
        if (left !== (last % COUNT) + 1 || samples[2 * i + 1] !== 0) wrong++;
      }
      last = left;
    }
    next = first + frames;
  }
  return { checked, wrong, lost, untold };
}
